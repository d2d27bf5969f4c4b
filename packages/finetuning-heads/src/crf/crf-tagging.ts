import { dropout } from '@cloze/backend';
import {
  refuseIdle,
  shapedArray,
  TAG_SCHEMES,
  type EncodedRecord,
  type LabelSet,
  type TaggingRecord,
  type TagsPrediction,
} from '@cloze/contracts';
import { defineHead, type Head, type HeadServices, type Mode, type NamedTensors } from '@cloze/contracts/tensor';
import { dense, ownScope, siteDropout } from '@cloze/encoder-core';
import { clone, scalar, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { wordCount } from '../records/word-offsets.js';
import { poolWords, wordPoolingArrays } from '../records/word-pooling.js';
import { closeTags } from '../tagging/close-tags.js';
import { tagConstraints } from '../tagging/tag-scheme.js';
import { joinScores, tagsPrediction, type OwnScores } from '../tagging/merge-tags.js';
import { wordTags } from '../tagging/word-tags.js';
import { crfLoss, type CrfParameters } from './crf-loss.js';
import { crfScores, type CrfChain } from './crf-scores.js';
import { forwardBackward } from './forward-backward.js';
import { goldTags } from './gold-tags.js';
import { viterbi } from './viterbi.js';

const options = z
  .strictObject({
    scheme: z
      .enum([...TAG_SCHEMES, 'none'])
      .optional()
      .describe(
        'how stretches are written as tags; none: any tag may follow any other; left out, bioes where a tag begins with E- or S-, else bio',
      ),
    constrainTraining: z
      .boolean()
      .default(true)
      .describe('whether the partition function leaves out sequences that the scheme forbids'),
    constrainDecoding: z.boolean().default(true).describe('whether decoding does'),
    invalid: z
      .enum(['error', 'repair'])
      .default('error')
      .describe(
        'what becomes of training tags that the scheme forbids: an error, or the stretches they mean written anew',
      ),
    pooling: z.enum(['first', 'mean']).default('first').describe("a word's vector: its first subword's, or the mean"),
    dropout: z.number().min(0).lt(1).optional().describe("before the emissions; the encoder's when left out"),
  })
  .superRefine((parsed, context) => {
    if (parsed.scheme !== 'none') return;
    const allowed = '"error" with "scheme": "none", which forbids nothing: name the scheme that is to be repaired';
    refuseIdle(context, parsed, 'invalid', 'error', allowed);
  });

/** Options of `crf-tagging.v1`. */
export type CrfTaggingOptions = z.output<typeof options>;

/** What a window says: the emissions of its own words, and the head's transitions. */
interface CrfWindow {
  readonly emissions: OwnScores;
  readonly transitions: ArrayLike<number>;
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}

/**
 * Tags words with a linear-chain conditional random field (Lafferty et al., 2001) over an encoder's hidden states, pooled to words first, so
 * that no subword stands between two words of the chain. A window of a long record teaches its own words as a piece of the chain; in
 * prediction the windows' emissions are joined before the best sequence is searched.
 */
export const crfTagging = defineHead<CrfTaggingOptions, TagsPrediction, 'tagging', CrfWindow>({
  name: 'crf-tagging.v1',
  summary: 'Tags words as a sequence, by a linear-chain CRF with constraints',
  options,
  accepts: 'tagging',
  gold: ['tags'],
  metrics: ['entity-f1.v1', 'tag-accuracy.v1'],
  labels: ({ scheme, invalid }, names) => {
    const written = schemeOf(scheme, names);
    return invalid === 'repair' && written !== 'none' ? closeTags(written, names) : names;
  },
  targets: ({ scheme: given, invalid, pooling }, { labels }) => ({
    collate(windows) {
      const scheme = schemeOf(given, labels.names);
      const tags: number[] = [];
      const chains: number[] = [];
      let word = 0;
      for (const window of windows) {
        const { from, to } = window.ownWords;
        const gold =
          scheme === 'none' ? wordTags(window, labels) : goldTags(window, labels, scheme, invalid === 'repair');
        const { hasStart, hasEnd } = chainOf(window);
        if (gold && to > from) chains.push(word, word + to - from, Number(hasStart), Number(hasEnd));
        for (let own = from; own < to; own += 1) tags.push(gold?.[window.firstWord + own] ?? 0);
        word += to - from;
      }
      return {
        arrays: {
          ...wordPoolingArrays(windows, pooling, ({ ownWords }) => ownWords),
          tags: Int32Array.from(tags),
          chains: { data: Int32Array.from(chains), shape: [chains.length / 4, 4] },
        },
        weight: chains.length / 4,
      };
    },
  }),
  create: createHead,
  decode(_options, outputs, windows) {
    const emissions = shapedArray(outputs['emissions']);
    const [transitions, start, end] = ['transitions', 'start', 'end'].map((name) => shapedArray(outputs[name]).data);
    let word = 0;
    return windows.map(({ ownWords: { from, to } }) => {
      const own = emissions.data.subarray(word * start.length, (word + to - from) * start.length);
      word += to - from;
      return { emissions: Float64Array.from(own), transitions, start, end };
    });
  },
  merge({ scheme, constrainDecoding }, decoded, windows, labels) {
    const { transitions, start, end } = decoded[0];
    const constraints = constrainDecoding ? constraintsOf(scheme, labels) : undefined;
    const scores = crfScores(transitions, start, end, constraints);
    const emissions = joinScores(decoded.map((window) => window.emissions));
    const words = emissions.length / scores.tags;
    if (words === 0) return tagsPrediction(new Int32Array(0), new Float64Array(0), windows, labels);
    const chain: CrfChain = { from: 0, to: words, hasStart: true, hasEnd: chainOf(windows[windows.length - 1]).hasEnd };
    const { path } = viterbi(emissions, chain, scores);
    const marginals = new Float64Array(emissions.length);
    const unread = () => new Float64Array(scores.tags);
    forwardBackward(emissions, chain, scores, {
      emissions: marginals,
      transitions: new Float64Array(scores.transitions.length),
      start: unread(),
      end: unread(),
    });
    const probabilities = Float64Array.from(path, (tag, word) => marginals[word * scores.tags + tag]);
    return tagsPrediction(path, probabilities, windows, labels);
  },
});

/** Whether a window's own words begin and end the record's. */
function chainOf(window: EncodedRecord<TaggingRecord>): Pick<CrfChain, 'hasStart' | 'hasEnd'> {
  const { firstWord, ownWords, record } = window;
  const words = record.words?.length ?? firstWord + wordCount(window);
  return { hasStart: firstWord + ownWords.from === 0, hasEnd: firstWord + ownWords.to === words };
}

function schemeOf(scheme: CrfTaggingOptions['scheme'], names: readonly string[]) {
  const isTypeless = names.every((name) => /^[OBIES]$/.test(name));
  return scheme ?? (names.some((name) => (isTypeless ? /^[ES]$/ : /^[ES]-/).test(name)) ? 'bioes' : 'bio');
}

function constraintsOf(given: CrfTaggingOptions['scheme'], labels: LabelSet) {
  const scheme = schemeOf(given, labels.names);
  return scheme === 'none' ? undefined : tagConstraints(scheme, labels, 'scheme');
}

function createHead(options: CrfTaggingOptions, services: HeadServices): Head {
  const { parameters, sizes, labels } = services;
  const constraints = constraintsOf(options.scheme, labels);
  const tags = labels.names.length;
  const { hiddenSize, initializerRange } = sizes;
  const emit = dense(ownScope(parameters, 'emissions'), { inputSize: hiddenSize, outputSize: tags, initializerRange });
  const zeros = { kind: 'zeros' } as const;
  const crf: CrfParameters = {
    transitions: parameters.create('transitions', { shape: [tags, tags], initializer: zeros }),
    start: parameters.create('start', { shape: [tags], initializer: zeros }),
    end: parameters.create('end', { shape: [tags], initializer: zeros }),
  };
  const rate = options.dropout ?? sizes.dropout;
  const emissions = (hidden: Tensor2D, targets: NamedTensors, mode: Mode) =>
    emit(dropout(poolWords(hidden, targets), siteDropout(mode, 'emissions', rate))); // [words, tags]
  return {
    parameters: parameters.table,
    loss({ encode, targets, mode }) {
      const rows = targets['chains'].dataSync();
      const chains = Array.from({ length: rows.length / 4 }, (_, i): CrfChain => {
        const [from, to, hasStart, hasEnd] = rows.subarray(4 * i, 4 * i + 4);
        return { from, to, hasStart: hasStart === 1, hasEnd: hasEnd === 1 };
      });
      if (chains.length === 0) return { sum: scalar(0) };
      const gold = { chains, tags: targets['tags'].dataSync() };
      const own = emissions(encode().hidden, targets, mode);
      return { sum: crfLoss(own, crf, gold, options.constrainTraining ? constraints : undefined) };
    },
    outputs: ({ encode, targets, mode }) => ({
      emissions: emissions(encode().hidden, targets, mode),
      // Copies: whoever frees outputs must not free parameters.
      transitions: clone(crf.transitions),
      start: clone(crf.start),
      end: clone(crf.end),
    }),
  };
}
