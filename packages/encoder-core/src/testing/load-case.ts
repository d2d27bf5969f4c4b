import { readFileSync } from 'node:fs';
import { KeyedRandom } from '@cloze/contracts';
import {
  toEncoderInput,
  type Encoder,
  type EncoderInput,
  type ParameterFactory,
  type ParameterTable,
} from '@cloze/contracts/tensor';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { bert } from '../encoders/bert.js';
import { maskedLanguageHead, type MaskedLanguageHead } from '../layers/masked-language-head.js';
import { nextSentenceHead } from '../layers/next-sentence-head.js';
import type { Dense } from '../layers/dense.js';
import { createParameterFactory } from '../parameters/parameter-factory.js';
import { readSafetensors } from './read-safetensors.js';

/** The reference models that Hugging Face's implementation was run on. */
export const CASES = ['erf', 'tanh', 'wide'] as const;

interface Inputs {
  readonly input_ids: number[][];
  readonly token_type_ids: number[][];
  readonly attention_mask: number[][];
  readonly labels: number[][];
  readonly next_sentence_label: number[];
}

/** A reference model with both of BERT's heads. */
export interface ReferenceCase {
  readonly encoder: Encoder;
  readonly factory: ParameterFactory;
  readonly words: MaskedLanguageHead;
  readonly sentences: Dense;
  /** Attended tokens alone, end to end. */
  readonly input: EncoderInput;
  /** For each row its place in the padded reference [examples * longest]. */
  readonly places: number[];
  readonly longest: number;
  /** Rows of the batch with a label, and the label. */
  readonly targets: { readonly rows: number[]; readonly labels: number[] };
  readonly sentenceLabels: number[];
}

/** Path of a fixture's file. */
export function fixtureFile(name: string, file: string): string {
  return new URL(`../fixtures/${name}/${file}`, import.meta.url).pathname;
}

/** Builds a reference model, loads its weights and drops the padding of its inputs. */
export function loadCase(name: string): ReferenceCase {
  const config = JSON.parse(readFileSync(fixtureFile(name, 'config.json'), 'utf8')) as Record<string, unknown>;
  const inputs = JSON.parse(readFileSync(fixtureFile(name, 'inputs.json'), 'utf8')) as Inputs;
  const random = new KeyedRandom(1);
  const encoder = bert.create(bert.fromModelConfig!(config)!, { vocabularySize: Number(config['vocab_size']), random });
  const factory = createParameterFactory('reference', random);
  const words = maskedLanguageHead(factory, encoder);
  const sentences = nextSentenceHead(factory, encoder.sizes);
  assignAll([encoder.parameters, factory.table], fixtureFile(name, 'model.safetensors'));
  return { encoder, factory, words, sentences, ...withoutPadding(inputs), sentenceLabels: inputs.next_sentence_label };
}

function assignAll(tables: readonly ParameterTable[], file: string): void {
  const stored = readSafetensors(file);
  for (const table of tables) {
    for (const { name, variable } of table) {
      const { shape, values } = stored.get(name)!;
      tidy(() => variable.assign(tensor(values, shape)));
      stored.delete(name);
    }
  }
  if (stored.size > 0) throw new Error(`no parameter took ${[...stored.keys()].join(', ')}`);
}

function withoutPadding(inputs: Inputs): Pick<ReferenceCase, 'input' | 'places' | 'longest' | 'targets'> {
  const longest = inputs.input_ids[0].length;
  const ids: number[] = [];
  const segments: number[] = [];
  const positions: number[] = [];
  const starts = [0];
  const places: number[] = [];
  const targets = { rows: [] as number[], labels: [] as number[] };
  inputs.attention_mask.forEach((mask, example) => {
    mask.forEach((attended, position) => {
      if (attended === 0) return;
      const label = inputs.labels[example][position];
      if (label !== -100) {
        targets.rows.push(ids.length);
        targets.labels.push(label);
      }
      ids.push(inputs.input_ids[example][position]);
      segments.push(inputs.token_type_ids[example][position]);
      positions.push(position);
      places.push(example * longest + position);
    });
    starts.push(ids.length);
  });
  const exampleStarts = Int32Array.from(starts);
  const input = toEncoderInput({
    inputIds: Int32Array.from(ids),
    segmentIds: Int32Array.from(segments),
    positionIds: Int32Array.from(positions),
    exampleStarts,
    partStarts: exampleStarts,
  });
  return { input, places, longest, targets };
}
