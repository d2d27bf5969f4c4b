import { ModelError } from '@cloze/contracts';
import { z } from 'zod';

/** What cloze keeps of a model beside the files that others read. */
export const MANIFEST_FILE = 'cloze.json';

const options = z.record(z.string(), z.unknown());
const part = z.object({ id: z.string(), use: z.string(), options });

const schema = z.object({
  formatVersion: z.literal(1),
  /** The encoder's plugin; its options as the run had them. */
  encoder: z.object({ use: z.string(), options }),
  objectives: z.array(part).default([]),
  /** With their labels in order. */
  heads: z.array(part.extend({ labels: z.array(z.string()), spanLabels: z.array(z.string()).optional() })).default([]),
  /** What of a frozen encoder's layers its heads read; the last where left out. */
  features: z.object({ layers: z.enum(['last', 'last4-mean', 'last4-concat', 'mix']) }).optional(),
  /** How records became input when its heads learned. */
  input: z.object({ maxLength: z.number(), stride: z.number() }).optional(),
  /** Where the model comes from. */
  provenance: z
    .object({
      /** The run's config, filled in. */
      config: z.unknown(),
      seed: z.number(),
      /** Updates of the weights saved. */
      step: z.number(),
      /** Values of the evaluation of these weights. */
      evaluation: z.record(z.string(), z.number()).optional(),
      /** Of cloze, Node, tfjs and so on. */
      versions: z.record(z.string(), z.string()),
    })
    .optional(),
});

/**
 * The content of `cloze.json`: which plugins a model was built with, by name. It never makes code load; a plugin that is not registered
 * is an error that names it.
 */
export type ModelManifest = z.output<typeof schema>;

/**
 * A manifest as a file holds it; fields of later versions are dropped.
 * @throws ModelError naming the field
 */
export function parseManifest(content: Readonly<Record<string, unknown>>, where: string): ModelManifest {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const version = content['formatVersion'];
  throw new ModelError({
    what: `A model folder's ${MANIFEST_FILE} is malformed`,
    where: path.length === 0 ? where : `${where}, ${path.join('.')}`,
    received: message,
    ...(typeof version === 'number' && version > 1 && { fix: 'it was written by a later version of cloze: update' }),
  });
}
