import { createVocabulary, parseOptions, type DatasetServices } from '@cloze/contracts';
import { openCorpus } from '../corpus/open-corpus.js';
import { prepareCorpus } from '../corpus/prepare-corpus.js';
import { text } from '../datasets/text.js';

// Tokenises a file that is one document, reads all of it back, and writes what it counted: `build-in-little-memory.ts FILE CACHE`.
const [file, cacheDirectory] = process.argv.slice(2);
const special = { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 };
const vocabulary = createVocabulary({ tokens: new Array(9).fill(''), special, specialIds: [], continuationPrefix: '' });
const tokenize = (sentence: string) => {
  const length = sentence.split(' ').length;
  return { ids: new Int32Array(length).fill(5), wordStarts: new Uint8Array(length).fill(1) };
};
const services: DatasetServices = { directory: '/', open: () => Promise.reject(new Error('unused')) };
const dataset = await text.open(parseOptions(text.options, { files: [file] }, 'data'), services);
if (dataset.kind !== 'documents') throw new Error(dataset.kind);
const tokenizer = { vocabulary, tokenize, fingerprint: 'spaces' };
const { store, documentStarts, sentenceStarts } = await prepareCorpus({
  dataset,
  cacheKey: '',
  tokenizer,
  cacheDirectory,
});
const corpus = openCorpus({ stores: [store], documentStarts, sentenceStarts }, 1 << 20);
let sum = 0;
for (let start = 0; start < store.tokens; start += 4096) {
  for (const id of corpus.read(start, Math.min(start + 4096, store.tokens)).ids) sum += id;
}
corpus.close();
process.stdout.write(JSON.stringify({ documents: documentStarts.length - 1, tokens: store.tokens, sum }));
