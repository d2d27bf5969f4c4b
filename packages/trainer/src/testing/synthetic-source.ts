import {
  concatenateViews,
  KeyedRandom,
  untouchedView,
  type BatchArrays,
  type BatchSource,
  type Targets,
} from '@cloze/contracts';

/** Ids of the synthetic language: each token is followed by the next one, round and round. */
export const SYNTHETIC_VOCABULARY = 12;
const MASK = 1;

/** What a synthetic source is made with. */
export interface SyntheticOptions {
  readonly seed?: number;
  readonly batches?: number;
  /** Ids of the objectives that get targets. */
  readonly objectives?: readonly string[];
  /** Changes the targets of a batch. */
  readonly change?: (targets: Targets, batch: number) => Targets;
}

/** Batches that are pure functions of (seed, epoch, index): sequences to learn, some tokens masked, uneven in number. */
export function syntheticSource({
  seed = 1,
  batches = 4,
  objectives = ['words'],
  change = (targets) => targets,
}: SyntheticOptions = {}): BatchSource & { closed: boolean; readonly streams: number } {
  const random = new KeyedRandom(seed);
  let streams = 0;
  return {
    closed: false,
    get streams() {
      return streams;
    },
    batchesIn: async () => batches,
    async *stream(from, totalBatches) {
      streams += 1;
      let { epoch, index } = from;
      for (let ordinal = from.ordinal; ordinal < totalBatches; ordinal += 1) {
        yield batchOf(random, epoch, index, objectives, change);
        index += 1;
        if (index === batches) [epoch, index] = [epoch + 1, 0];
      }
    },
    async close() {
      this.closed = true;
    },
  };
}

function batchOf(
  random: KeyedRandom,
  epoch: number,
  index: number,
  objectives: readonly string[],
  change: (targets: Targets, batch: number) => Targets,
): BatchArrays {
  const draws = random.stream('test/batch', epoch, index);
  const rows: number[] = [];
  const labels: number[] = [];
  let tokens = 0;
  const views = Array.from({ length: 3 }, () => {
    const length = 3 + draws.below(5);
    const start = draws.below(SYNTHETIC_VOCABULARY - 4);
    const inputIds = Int32Array.from({ length }, (_, i) => 4 + ((start + i) % (SYNTHETIC_VOCABULARY - 4)));
    const masked = inputIds.slice();
    const count = 1 + draws.below(2);
    for (let i = 0; i < count; i += 1) {
      const at = draws.below(length);
      if (masked[at] === MASK) continue;
      rows.push(tokens + at);
      labels.push(inputIds[at]);
      masked[at] = MASK;
    }
    tokens += length;
    const rest = {
      segmentIds: new Int32Array(length),
      special: new Uint8Array(length),
      wordStarts: new Uint8Array(length),
    };
    return { original: untouchedView({ inputIds, ...rest }), corrupted: untouchedView({ inputIds: masked, ...rest }) };
  });
  const own = { arrays: { rows: Int32Array.from(rows), labels: Int32Array.from(labels) }, weight: rows.length };
  return {
    epoch,
    index,
    views: {
      original: concatenateViews(views.map(({ original }) => original)),
      corrupted: concatenateViews(views.map(({ corrupted }) => corrupted)),
    },
    targets: Object.fromEntries(objectives.map((id) => [id, change(own, index)])),
  };
}
