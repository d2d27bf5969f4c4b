/**
 * How well vectors tell what is alike: `npm run similarity`.
 *
 *   --model DIR      a model folder; all-MiniLM-L6-v2 with float16 weights by default
 *   --only sts       sts | words | context
 *   --corpus         word lists: also skip-gram and means in context, made from WikiText-2, and how fast skip-gram was
 *   --write          keep the figures in results.json, and with them the tables of docs/embeddings.md
 *
 * Word lists compare kinds of vectors on the pairs that all of them have. Words in context compare the vector of the word in its sentence with the mean of
 * the static vectors of the sentence; the threshold of WiC-TSV is learnt on every eighth question of its training part.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cosine, trainSkipGram, typeVectors, type EmbeddingModel } from '@cloze/embeddings';
import { spearmanCorrelation } from '@cloze/metrics';
import { load } from 'cloze';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { polysemePairs, senseQuestions, stsPairs, wordLists } from './data-sets.js';
import { contextual, correlation, remembered, senseAccuracy, staticMeans, type Embed } from './measures.js';
import { BLOCKS, RESULTS, type Results, type SkipGramTraining } from './results.js';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    only: { type: 'string' },
    corpus: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
/** Passes of skip-gram over WikiText-2. */
const EPOCHS = 5;
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
  ...(wanted('words') && (await words(model))),
};
await model.dispose();
for (const [name, block] of Object.entries(BLOCKS)) {
  if (!wanted(name.split('-')[1])) continue;
  const markdown = block(results as Results);
  say(`\n${markdown}`);
  if (values.write) await writeBlock({ file: join(root, 'docs/embeddings.md'), name }, markdown);
}
if (values.write) await writeJson(RESULTS, results);

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
    senseQuestions(data, 'Training').filter((_, i) => i % 8 === 0),
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

async function words(embedder: EmbeddingModel): Promise<Pick<Results, 'words' | 'skipGram'>> {
  const lists = wordLists(data);
  const vocabulary = new Set(Array.from(lists.values(), (pairs) => pairs.flatMap(({ pair }) => pair)).flat());
  const width = embedder.encoder.sizes.hiddenSize;
  const table = await staticMeans(embedder)(texts(vocabulary));
  const four = await contextual(embedder, { layers: 'last4-concat' })(texts(vocabulary));
  const lookUp = (vectors: readonly Float32Array[]) => {
    const found = new Map(Array.from(vocabulary, (word, i) => [word, vectors[i]]));
    return (word: string) => found.get(word);
  };
  const corpus = values.corpus ? await fromCorpus(embedder, vocabulary) : undefined;
  const sources = new Map<string, FindVector>([
    ['static: own table', lookUp(table)],
    ['alone: last layer', lookUp(four.map((vector) => vector.subarray(3 * width)))],
    ['alone: last four', lookUp(four.map((vector) => meanOfFour(vector, width)))],
    ...(corpus?.sources ?? []),
  ]);
  const rows = Array.from(lists, ([list, pairs]) => {
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
  return { words: rows, ...(corpus && { skipGram: corpus.skipGram }) };
}

type FindVector = (word: string) => Float32Array | undefined;

/** Vectors that WikiText-2 makes: skip-gram's, and means over a word's first contexts. */
async function fromCorpus(
  embedder: EmbeddingModel,
  vocabulary: ReadonlySet<string>,
): Promise<{ readonly sources: readonly [string, FindVector][]; readonly skipGram: SkipGramTraining }> {
  const lines = readFileSync(join(data, 'wikitext2/train.txt'), 'utf8')
    .toLowerCase()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const sentences = lines.map((line) => line.split(/\s+/));
  const start = performance.now();
  const vectors = await trainSkipGram(sentences, { epochs: EPOCHS });
  const skipGram = {
    processor: cpus()[0].model,
    words: sentences.reduce((sum, { length }) => sum + length, 0),
    epochs: EPOCHS,
    seconds: (performance.now() - start) / 1e3,
  };
  const texts = lines.flatMap((line) => line.split(/(?<= [.?!]) /));
  const types = await typeVectors(embedder, texts, { words: vocabulary, perWord: 10, layers: 'last4-concat' });
  const width = types.width / 4;
  return {
    skipGram,
    sources: [
      ['static: skip-gram', (word) => vectors.vector(word)],
      ['in context: last layer', (word) => types.vector(word)?.subarray(3 * width)],
      [
        'in context: last four',
        (word) => {
          const vector = types.vector(word);
          return vector && meanOfFour(vector, width);
        },
      ],
    ],
  };
}

function texts(
  vocabulary: ReadonlySet<string>,
): { readonly text: string; readonly stretch: { start: number; end: number } }[] {
  return Array.from(vocabulary, (text) => ({ text, stretch: { start: 0, end: text.length } }));
}

function meanOfFour(vector: Float32Array, width: number): Float32Array {
  return Float32Array.from(
    { length: width },
    (_, i) => (vector[i] + vector[width + i] + vector[2 * width + i] + vector[3 * width + i]) / 4,
  );
}
