/**
 * How well vectors tell what is alike: `npm run similarity`.
 *
 *   --model DIR      a model folder; all-MiniLM-L6-v2 with float16 weights by default
 *   --only sts       sts | words | context
 *   --write          keep the figures in results.json, and with them the tables of docs/embeddings.md
 *
 * Word lists compare six kinds of vectors on the pairs that all of them have: the model's own table, the word alone through the model, the mean over a
 * word's contexts in WikiText-2 (last layer, and mean of the last four), and skip-gram trained on the same text. Words in context compare the vector of the
 * word in its sentence with the mean of the static vectors of the sentence.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cosine, trainSkipGram, typeVectors, type EmbeddingModel } from '@cloze/embeddings';
import { spearmanCorrelation } from '@cloze/metrics';
import { load } from 'cloze';
import { writeBlock } from '../../docs/generated-block.js';
import { polysemePairs, senseQuestions, stsPairs, wordLists } from './data-sets.js';
import { contextual, correlation, remembered, senseAccuracy, staticMeans, type Embed } from './measures.js';
import { BLOCKS, RESULTS, type Results } from './results.js';

const { values } = parseArgs({
  options: { model: { type: 'string' }, only: { type: 'string' }, write: { type: 'boolean', default: false } },
});
const root = resolve(import.meta.dirname, '../../..');
const data = process.env['CLOZE_DATA'] ?? join(root, '../shared/data');
const directory = values.model ?? join(data, '../models/all-MiniLM-L6-v2-fp16');
const wanted = (part: string) => values.only === undefined || values.only === part;
const say = (line: string) => process.stdout.write(`${line}\n`);
const model = await load(directory);

const before: Partial<Results> = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : {};
const results: Partial<Results> = {
  ...before,
  model: basename(resolve(directory)),
  ...(wanted('sts') && { sts: await sts(model) }),
  ...(wanted('context') && (await context(model))),
  ...(wanted('words') && { words: await words(model) }),
};
await model.dispose();
for (const [name, block] of Object.entries(BLOCKS)) {
  if (!wanted(name.replace('similarity-', ''))) continue;
  const markdown = block(results as Results);
  say(`\n${markdown}`);
  if (values.write) await writeBlock({ file: join(root, 'docs/embeddings.md'), name }, markdown);
}
if (values.write) writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);

/** As sentence-transformers measures it: mean pooling over at most 256 tokens, cosine, Spearman. */
function sts(embedder: EmbeddingModel): Promise<number> {
  const pairs = stsPairs(data).map(({ pair: [a, b], rating }) => ({
    pair: [{ text: a }, { text: b }] as const,
    rating,
  }));
  return correlation(contextual(embedder, { maxLength: 256 }), pairs);
}

async function context(embedder: EmbeddingModel): Promise<Pick<Results, 'context' | 'contextSizes'>> {
  const [polyseme, training, test] = [
    polysemePairs(data),
    senseQuestions(data, 'Training'),
    senseQuestions(data, 'Development'),
  ];
  const rows: { source: string; polyseme: number; senses: number }[] = [];
  // Means over tokens of the last four layers side by side hold those of each: the texts are read once for all.
  const four = remembered(contextual(embedder, { layers: 'last4-concat' }));
  const width = embedder.encoder.sizes.hiddenSize;
  const from =
    (part: (vector: Float32Array) => Float32Array): Embed =>
    async (items) =>
      (await four(items)).map(part);
  for (const [source, embed] of [
    ['static: mean of the sentence', staticMeans(embedder)],
    ['contextual: last layer', from((vector) => vector.subarray(3 * width))],
    ['contextual: mean of the last four', from((vector) => meanOfFour(vector, width))],
    ['contextual: the last four, concatenated', four],
  ] as const) {
    rows.push({
      source,
      polyseme: await correlation(embed, polyseme),
      senses: await senseAccuracy(embed, training, test),
    });
  }
  const yes = test.filter(({ answer }) => answer).length;
  return { context: rows, contextSizes: { polyseme: polyseme.length, senses: test.length, yes } };
}

async function words(embedder: EmbeddingModel): Promise<Results['words']> {
  const lists = wordLists(data);
  const vocabulary = new Set(Array.from(lists.values(), (pairs) => pairs.flatMap(({ pair }) => pair)).flat());
  const lines = readFileSync(join(data, 'wikitext2/train.txt'), 'utf8')
    .toLowerCase()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const skipGram = await trainSkipGram(
    lines.map((line) => line.split(/\s+/)),
    { epochs: 3 },
  );
  const sources = new Map([
    ['static: own table', lookUp([...vocabulary], await staticMeans(embedder)(texts(vocabulary)))],
    ['static: skip-gram', (word: string) => skipGram.vector(word)],
    ['alone: last layer', lookUp([...vocabulary], await contextual(embedder, {})(texts(vocabulary)))],
    [
      'alone: last four',
      lookUp([...vocabulary], await contextual(embedder, { layers: 'last4-mean' })(texts(vocabulary))),
    ],
  ]);
  // The last four layers side by side hold the last one and their mean: the text is read once for both.
  const sentences = lines.flatMap((line) => line.split(/(?<= [.?!]) /));
  const types = await typeVectors(embedder, sentences, { words: vocabulary, perWord: 3, layers: 'last4-concat' });
  const width = types.width / 4;
  sources.set('in context: last layer', (word) => types.vector(word)?.subarray(3 * width));
  sources.set('in context: last four', (word) => {
    const vector = types.vector(word);
    return vector && meanOfFour(vector, width);
  });
  return Array.from(lists, ([list, pairs]) => {
    const shared = pairs.filter(({ pair }) => pair.every((word) => [...sources.values()].every((find) => find(word))));
    const ratings = shared.map(({ rating }) => rating);
    const correlations = Array.from(sources, ([source, find]) => {
      const cosines = shared.map(({ pair: [a, b] }) => cosine(find(a)!, find(b)!));
      return [source, spearmanCorrelation(ratings, cosines)];
    });
    return {
      list,
      pairs: pairs.length,
      compared: shared.length,
      correlations: Object.fromEntries(correlations) as Record<string, number>,
    };
  });
}

function texts(
  vocabulary: ReadonlySet<string>,
): { readonly text: string; readonly stretch: { start: number; end: number } }[] {
  return Array.from(vocabulary, (text) => ({ text, stretch: { start: 0, end: text.length } }));
}

function lookUp(keys: readonly string[], vectors: readonly Float32Array[]): (word: string) => Float32Array | undefined {
  const found = new Map(keys.map((word, i) => [word, vectors[i]]));
  return (word) => found.get(word);
}

function meanOfFour(vector: Float32Array, width: number): Float32Array {
  return Float32Array.from(
    { length: width },
    (_, i) => (vector[i] + vector[width + i] + vector[2 * width + i] + vector[3 * width + i]) / 4,
  );
}
