import { ConfigError, nearestName, type RecordKind } from '@cloze/contracts';
import { z } from 'zod';
import { MisfitError } from './misfit.js';
import { recordFields } from './record-schemas.js';

/** What the file calls its labels, and what they are to be called. */
export const labelNamesOption = z
  .record(z.string(), z.string())
  .optional()
  .describe('names for the labels that stand in the file, such as {"0": "entailment"}');

/**
 * Checks the names of the fields that a config maps.
 * @throws ConfigError for one that records of the kind do not have
 */
export function checkFieldNames(kind: RecordKind, fields: Readonly<Record<string, unknown>>): void {
  const known = recordFields(kind);
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearestName(unknown, known);
  throw new ConfigError({
    what: `Records of the kind "${kind}" have no field "${unknown}"`,
    where: `fields.${unknown}`,
    allowed: known.join(', '),
    fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
  });
}

/**
 * A label under its name.
 * @param path where it stands in the record
 * @throws MisfitError for a label without a name
 */
export function nameLabel(
  label: unknown,
  names: Readonly<Record<string, string>> | undefined,
  path: readonly (string | number)[],
): unknown {
  if (names === undefined || label === undefined) return label;
  const name = names[String(label)];
  if (name !== undefined) return name;
  throw new MisfitError({
    what: 'A label has no name',
    path,
    received: JSON.stringify(label),
    allowed: Object.keys(names).join(', '),
    fix: 'name it in "labelNames"',
  });
}
