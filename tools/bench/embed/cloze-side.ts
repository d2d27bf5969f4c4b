/** cloze's side of the embedding benchmark: obeys JSON lines on stdin, answers each on stdout. */
import { createInterface } from 'node:readline';
import { embedTexts } from '@cloze/embeddings';
import { load } from 'cloze';

const model = await load(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const { texts, clock } = JSON.parse(line) as { readonly texts: readonly string[]; readonly clock: string };
  const now = () => {
    const { user, system } = process.cpuUsage();
    return clock === 'cpu' ? (user + system) / 1e6 : performance.now() / 1e3;
  };
  const start = now();
  const vectors: Float32Array[] = [];
  const items = texts.map((text) => ({ text }));
  for await (const vector of embedTexts(model, items, { normalize: true, maxLength: 256, long: 'cut' }))
    vectors.push(vector);
  process.stdout.write(`${JSON.stringify({ seconds: now() - start, first: [...vectors[0]] })}\n`);
}
