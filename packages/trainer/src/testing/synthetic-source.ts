import {
  concatenateViews,
  KeyedRandom,
  untouchedView,
  type BatchArrays,
  type BatchSource,
  type Targets,
} from '@cloze/contracts';

/** Ids of the synthetic language; those below 4 are not used. */
export const SYNTHETIC_VOCABULARY = 12;
const LETTERS = SYNTHETIC_VOCABULARY - 4;

/** What a synthetic source is made with. */
export interface SyntheticOptions {
  readonly seed?: number;
  readonly batches?: number;
  /** Ids of the objectives that get targets. */
  readonly objectives?: readonly string[];
  /** Changes the targets of a batch. */
  readonly change?: (targets: Targets, batch: number) => Targets;
}

/** Batches that are pure functions of (seed, epoch, index): the label of a token is the next one in the alphabet. */
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
    const inputIds = Int32Array.from({ length }, () => 4 + draws.below(LETTERS));
    for (let position = draws.below(3); position < length; position += 1 + draws.below(3)) {
      rows.push(tokens + position);
      labels.push(4 + ((inputIds[position] - 3) % LETTERS));
    }
    tokens += length;
    const flags = { special: new Uint8Array(length), wordStarts: new Uint8Array(length) };
    return untouchedView({ inputIds, segmentIds: new Int32Array(length), ...flags });
  });
  const own = { arrays: { rows: Int32Array.from(rows), labels: Int32Array.from(labels) }, weight: rows.length };
  return {
    epoch,
    index,
    views: {
      original: concatenateViews(views),
      corrupted: concatenateViews(views),
    },
    targets: Object.fromEntries(objectives.map((id) => [id, change(own, index)])),
  };
}
