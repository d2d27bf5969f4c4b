import { ConfigError, type RecordKind } from '@cloze/contracts';
import { declaredLabels } from './record-options.js';

/** The labels of spans beside those of relations, where they are declared. */
export const spanLabelsOption = declaredLabels
  .optional()
  .describe('of relations: the labels of their spans, in their order; left out, those of the training records');

/**
 * Checks that labels of spans are declared where they are not those of the records themselves.
 * @throws ConfigError for records of another kind than `relations`
 */
export function checkSpanLabels(kind: RecordKind, spanLabels: readonly string[] | undefined): void {
  if (spanLabels === undefined || kind === 'relations') return;
  throw new ConfigError({
    what: `Records of the kind "${kind}" have no labels of spans beside their own`,
    where: 'spanLabels',
    received: spanLabels.join(', '),
    fix: kind === 'spans' ? 'declare them in "labels"' : 'leave "spanLabels" out, or read relations',
  });
}
