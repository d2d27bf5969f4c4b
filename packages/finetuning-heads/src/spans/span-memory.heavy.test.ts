import { testBackends, useBackend } from '@cloze/backend/testing';
import {
  createLabelSet,
  KeyedRandom,
  untouchedView,
  type EncodedRecord,
  type RecordKind,
  type RecordKinds,
} from '@cloze/contracts';
import {
  toTensors,
  type Encoded,
  type EncoderSizes,
  type HeadPlugin,
  type HeadServices,
} from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { tinyEncoder, tinyHost } from '@cloze/testing';
import {
  addN,
  Tensor,
  tensor2d,
  tidy,
  variable,
  variableGrads,
  type Scalar,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { coreference } from '../coreference/coreference.js';
import { spanRelation } from '../relations/span-relation.js';
import { spanClassification } from './span-classification.js';
import { spanIdentification } from './span-identification.js';
import { SPAN_REPRESENTATIONS } from './span-options.js';

const TOKENS = 512;
const HIDDEN = 768;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const labels = createLabelSet(names, names);

const text = 'word '.repeat(TOKENS - 2);
/** A span every tenth word. */
const spans = Array.from({ length: (TOKENS - 2) / 10 }, (_, i) => ({ start: 50 * i, end: 50 * i + 9, label: 'a' }));

/** A window of 510 words of one token each between special tokens. */
function longWindow<K extends RecordKind>(record: RecordKinds[K] & { kind: K }): EncodedRecord<RecordKinds[K]> {
  const offsets = Int32Array.from({ length: 2 * TOKENS }, (_, i) =>
    i < 2 ? 0 : 5 * (Math.floor(i / 2) - 1) + 4 * (i % 2),
  );
  return {
    record,
    view: untouchedView({
      inputIds: new Int32Array(TOKENS),
      segmentIds: new Int32Array(TOKENS),
      special: new Uint8Array(TOKENS),
      wordStarts: new Uint8Array(TOKENS),
    }),
    offsets,
    sides: new Int8Array(TOKENS),
    wordTokens: Int32Array.from({ length: TOKENS - 1 }, (_, i) => i + 1),
    firstWord: 0,
    ownWords: { from: 0, to: TOKENS - 2 },
    window: { index: 0, count: 1 },
  };
}

const source = { file: 'long' };
const relations = spans.slice(1).map((_, i) => ({ head: i, tail: i + 1, label: 'a' }));
const spanWindow = longWindow({ kind: 'spans', text, spans, source });

/** Each head over spans, with what it learns from the window. */
const heads = {
  'span-identification.v1': learns(spanIdentification, spanWindow),
  'span-classification.v1': learns(spanClassification, spanWindow),
  'span-relation.v1': learns(spanRelation, longWindow({ kind: 'relations', text, spans, relations, source })),
  'coreference.v1': learns(coreference, longWindow({ kind: 'coreference', text, clusters: [spans], source })),
};

/** A head's targets of a window, and the head made from a representation. */
function learns<Options, Prediction, K extends RecordKind, Decoded>(
  definition: HeadPlugin<Options, Prediction, K, Decoded>,
  window: EncodedRecord<RecordKinds[K]>,
) {
  return (representation: (typeof SPAN_REPRESENTATIONS)[number], services: Omit<HeadServices, 'labels'>) => {
    const options = definition.options.parse({ representation, widthSize: 20 });
    return {
      head: definition.create(options, { ...services, labels }),
      targets: definition.targets(options, { ...tinyHost(), labels }).collate([window]),
    };
  };
}

/** The most memory that the process ever held, in megabytes. */
const peak = () => process.resourceUsage().maxRSS / 1024;

// tfjs's plain cpu backend adds rows up one segment at a time, which takes minutes here.
describe.each(testBackends.filter((backend) => backend !== 'cpu'))(
  'heads over spans of 512 tokens of width 768 on %s',
  (backend) => {
    beforeAll(() => useBackend(backend));

    it('add at most 300 MB in training, whatever represents the 6054 spans', () => {
      const random = new KeyedRandom(1);
      const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 23, random });
      const sizes: EncoderSizes = { ...encoder.sizes, hiddenSize: HIDDEN, initializerRange: 0.02, dropout: 0.1 };
      const stream = random.stream('hidden');
      const values = Float32Array.from({ length: TOKENS * HIDDEN }, () => stream.normal());
      const hidden = variable(tensor2d(values, [TOKENS, HIDDEN]));
      const before = peak();
      for (const [name, make] of Object.entries(heads)) {
        for (const representation of SPAN_REPRESENTATIONS) {
          const parameters = createParameterFactory(representation, random);
          const { head, targets } = make(representation, { sizes, encoder, parameters });
          for (let step = 0; step < 3; step += 1) {
            tidy(() => {
              const loss = (): Scalar => {
                const parts = head.loss({
                  encode: () => ({ hidden: hidden as Tensor2D }) as Encoded,
                  batch: { examples: 1, tokens: TOKENS, view: () => Object.assign({} as never) },
                  targets: toTensors(targets.arrays),
                  mode: { training: true, dropoutKey: (site) => random.key(site, step) },
                }).sum;
                return parts instanceof Tensor ? parts : addN(Object.values(parts));
              };
              const { value } = variableGrads(loss, [hidden, ...[...head.parameters].map((own) => own.variable)]);
              expect(value.dataSync()[0]).toBeGreaterThan(0);
            });
          }
          head.parameters.dispose();
        }
        const added = peak() - before;
        console.log(`${backend}, to ${name}: ${added.toFixed(0)} MB more at the peak`);
        expect(added).toBeLessThan(300);
      }
      hidden.dispose();
      encoder.dispose();
    });
  },
);
