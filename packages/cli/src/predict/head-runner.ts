import {
  concatenateViews,
  shapedArray,
  type EncodedRecord,
  type HostArray,
  type HostData,
  type LabelSet,
  type NamedArrays,
  type Targets,
} from '@cloze/contracts';
import {
  inference,
  toBatch,
  toTensors,
  type Encode,
  type Encoder,
  type Head,
  type LossInput,
} from '@cloze/contracts/tensor';
import { tidy } from '@tensorflow/tfjs-core';
import type { Chosen } from '../config/parse-run.js';

/** A head of a model, ready to run. */
export interface ModelHead {
  readonly id: string;
  readonly chosen: Chosen<'head'>;
  readonly labels: LabelSet;
  readonly model: Head;
  /** Its host half. */
  collate(records: readonly EncodedRecord[]): Targets;
}

/** One head's turn on a batch that was encoded. */
export interface HeadTurn {
  readonly head: ModelHead;
  readonly windows: readonly EncodedRecord[];
  readonly targets: Targets;
  readonly input: LossInput;
}

/**
 * Runs heads on a batch of windows, dropout off, with one pass of the encoder for all. What `visit` returns is kept; every tensor is
 * freed.
 * @param windowsOf the windows as a head's kind of record; their views are those of `windows`
 */
export function runHeads<Result>(
  encoder: Pick<Encoder, 'encode'>,
  heads: readonly ModelHead[],
  windows: readonly EncodedRecord[],
  visit: (turn: HeadTurn) => Result,
  windowsOf: (head: ModelHead) => readonly EncodedRecord[] = () => windows,
): Result[] {
  const results: Result[] = [];
  tidy(() => {
    const view = concatenateViews(windows.map((window) => window.view));
    const batch = toBatch({ epoch: 0, index: 0, views: { original: view, corrupted: view }, targets: {} });
    const encode = encodeOnce(encoder, (name) => batch.view(name));
    // Made here, so that no `tidy` of a head frees what the next one reads.
    encode();
    for (const head of heads) {
      const own = windowsOf(head);
      const targets = head.collate(own);
      tidy(() => {
        const input = { encode, batch, targets: toTensors(targets.arrays), mode: inference };
        results.push(visit({ head, windows: own, targets, input }));
      });
    }
  });
  return results;
}

/** What each window of a batch says, by a head's decoder. */
export function decodeTurn({ head, windows, input }: HeadTurn): readonly unknown[] {
  const { plugin, options } = head.chosen;
  return plugin.decode(options, toHost(head.model.outputs(input)), windows, head.labels);
}

/** Both views are the same when nothing is corrupted. */
function encodeOnce(encoder: Pick<Encoder, 'encode'>, view: (name: 'original') => Parameters<Encoder['encode']>[0]) {
  const done = new Map<unknown, ReturnType<Encode>>();
  const encode: Encode = (asked = 'corrupted', { attention = 'bidirectional' } = {}) => {
    const key = typeof asked === 'string' ? attention : asked;
    const encoded =
      done.get(key) ??
      encoder.encode(typeof asked === 'string' ? view('original') : asked, { attention, mode: inference });
    done.set(key, encoded);
    return encoded;
  };
  return encode;
}

function toHost(outputs: ReturnType<Head['outputs']>): NamedArrays {
  const arrays: Record<string, HostArray> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    // Typed by the tensor's dtype: int32 or float32, copied, since the tensor is freed.
    const data = tensor.dataSync().slice() as HostData;
    arrays[name] = shapedArray({ data, shape: tensor.shape });
  }
  return arrays;
}
