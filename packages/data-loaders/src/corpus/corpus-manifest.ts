import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CORPUS_FORMAT } from './corpus-key.js';

/** Name of the file that is written last: a folder without it is no corpus. */
export const MANIFEST_NAME = 'manifest.json';

/** What a cache folder holds. */
export const corpusManifest = z.strictObject({
  format: z.literal(CORPUS_FORMAT),
  documents: z.int().min(1),
  sentences: z.int().min(1),
  tokens: z.int().min(1),
  vocabularySize: z.int().min(1),
  bytesPerToken: z.union([z.literal(2), z.literal(4)]),
  tokensPerShard: z.int().min(1),
  files: z.array(
    z.strictObject({ name: z.string().regex(/^[a-z0-9-]+\.bin$/), bytes: z.int().min(0), crc32: z.int().min(0) }),
  ),
});

/** What a cache folder holds. */
export type CorpusManifest = z.infer<typeof corpusManifest>;

/** Changes with every token and every sentence's or document's end; not with where the text came from. */
export function manifestDigest(manifest: CorpusManifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
