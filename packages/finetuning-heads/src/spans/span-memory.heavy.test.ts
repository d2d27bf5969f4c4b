import { testBackends, useBackend } from '@cloze/backend/testing';
import { createLabelSet, KeyedRandom, untouchedView, type EncodedRecord, type SpansRecord } from '@cloze/contracts';
import { toTensors, type Encoded, type EncoderSizes } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { tinyEncoder, tinyHost } from '@cloze/testing';
import { tensor2d, tidy, variable, variableGrads, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { spanClassification } from './span-classification.js';
import { SPAN_REPRESENTATIONS } from './span-options.js';

const TOKENS = 512;
const HIDDEN = 768;
const labels = createLabelSet(['a', 'b', 'c', 'd', 'e', 'f']);

/** A window of 510 words of one token each between special tokens, with a span every tenth word. */
function longWindow(): EncodedRecord<SpansRecord> {
  const words = TOKENS - 2;
  const text = 'word '.repeat(words);
  const spans = Array.from({ length: words / 10 }, (_, i) => ({ start: 50 * i, end: 50 * i + 9, label: 'a' }));
  const offsets = Int32Array.from({ length: 2 * TOKENS }, (_, i) =>
    i < 2 ? 0 : 5 * (Math.floor(i / 2) - 1) + 4 * (i % 2),
  );
  return {
    record: { kind: 'spans', text, spans, source: { file: 'long' } },
    view: untouchedView({
      inputIds: new Int32Array(TOKENS),
      segmentIds: new Int32Array(TOKENS),
      special: new Uint8Array(TOKENS),
      wordStarts: new Uint8Array(TOKENS),
    }),
    offsets,
    sides: new Int8Array(TOKENS),
    wordTokens: Int32Array.from({ length: words + 1 }, (_, i) => i + 1),
    firstWord: 0,
    ownWords: { from: 0, to: words },
    window: { index: 0, count: 1 },
  };
}

/** The most memory that the process ever held, in megabytes. */
const peak = () => process.resourceUsage().maxRSS / 1024;

// tfjs's plain cpu backend adds rows up one segment at a time, which takes minutes here.
describe.each(testBackends.filter((backend) => backend !== 'cpu'))(
  'a span head over 512 tokens of width 768 on %s',
  (backend) => {
    beforeAll(() => useBackend(backend));

    it('adds at most 300 MB in training, whatever represents the 6054 spans', () => {
      const random = new KeyedRandom(1);
      const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 23, random });
      const sizes: EncoderSizes = { ...encoder.sizes, hiddenSize: HIDDEN, initializerRange: 0.02, dropout: 0.1 };
      const stream = random.stream('hidden');
      const values = Float32Array.from({ length: TOKENS * HIDDEN }, () => stream.normal());
      const hidden = variable(tensor2d(values, [TOKENS, HIDDEN]));
      const window = longWindow();
      const before = peak();
      for (const representation of SPAN_REPRESENTATIONS) {
        const options = spanClassification.options.parse({ representation, widthSize: 20 });
        const parameters = createParameterFactory(representation, random);
        const head = spanClassification.create(options, { sizes, encoder, labels, parameters });
        const targets = spanClassification.targets(options, { ...tinyHost(), labels }).collate([window]);
        expect(targets.weight).toBe(6054);
        for (let step = 0; step < 3; step += 1) {
          tidy(() => {
            const loss = (): Scalar =>
              head.loss({
                encode: () => ({ hidden: hidden as Tensor2D }) as Encoded,
                batch: { examples: 1, tokens: TOKENS, view: () => Object.assign({} as never) },
                targets: toTensors(targets.arrays),
                mode: { training: true, dropoutKey: (site) => random.key(site, step) },
              }).sum as Scalar;
            const { value } = variableGrads(loss, [hidden, ...[...head.parameters].map((own) => own.variable)]);
            expect(Number.isFinite(value.dataSync()[0])).toBe(true);
          });
        }
        head.parameters.dispose();
      }
      const added = peak() - before;
      console.log(`${backend}: ${added.toFixed(0)} MB more at the peak`);
      expect(added).toBeLessThan(300);
      hidden.dispose();
      encoder.dispose();
    });
  },
);
