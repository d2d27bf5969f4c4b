import type { RecordKind, RecordKinds, TaskRecord } from '@cloze/contracts';

/** A guess that looks at nothing but what was most frequent in training. */
export type Guess = (record: TaskRecord) => object;

/**
 * What the training records make most likely without looking at context: the most frequent label, the mean value, each word's most
 * frequent tag (the most frequent of all for an unknown word), the stretches of text that were mostly labelled in training; of a
 * coreference record all mentions together, and of a question nothing.
 * @returns undefined for kinds of record that there is no such guess for
 */
export function majorityGuess(kind: RecordKind, train: readonly TaskRecord[]): Guess | undefined {
  const guesses: Readonly<Partial<Record<RecordKind, () => Guess>>> = {
    classification: () => labelGuess(ofKind(train, 'classification')),
    pair: () => labelGuess(ofKind(train, 'pair')),
    regression: () => valueGuess(ofKind(train, 'regression')),
    tagging: () => tagGuess(ofKind(train, 'tagging')),
    spans: () => spanGuess(ofKind(train, 'spans')),
    relations: () => {
      const spans = spanGuess(ofKind(train, 'relations'));
      return (record) => ({ ...spans(record), relations: [] });
    },
    coreference: () => (record) => {
      const mentions = record.kind === 'coreference' ? (record.clusters ?? []).flat() : [];
      return { clusters: mentions.length > 0 ? [mentions] : [] };
    },
    question: () => () => ({ answer: '', start: 0, end: 0, score: 0, nBest: [], unanswerableScore: 0 }),
  };
  return guesses[kind]?.();
}

function ofKind<K extends RecordKind>(records: readonly TaskRecord[], kind: K): RecordKinds[K][] {
  return records.filter((record): record is RecordKinds[K] & TaskRecord => record.kind === kind);
}

function labelGuess(train: readonly (RecordKinds['classification'] | RecordKinds['pair'])[]): Guess {
  const sets = train.flatMap((record) => {
    if ('labels' in record && record.labels) return [record.labels];
    return record.label === undefined ? [] : [[record.label]];
  });
  const counts = countOf(sets.flat());
  const probabilities = Object.fromEntries([...counts].map(([label, count]) => [label, count / sets.length]));
  const severalLabels = train.some((record) => 'labels' in record && record.labels !== undefined);
  const prediction = severalLabels
    ? { labels: [...counts.keys()].filter((label) => probabilities[label] >= 0.5), probabilities }
    : { label: mostFrequent(counts) ?? '', probabilities };
  return () => prediction;
}

function valueGuess(train: readonly RecordKinds['regression'][]): Guess {
  const values = train.flatMap(({ value }) => value ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return () => ({ value: mean });
}

function tagGuess(train: readonly RecordKinds['tagging'][]): Guess {
  const byWord = new Map<string, string[]>();
  for (const { words, tags = [] } of train) words.forEach((word, i) => add(byWord, word, tags[i]));
  const all = mostFrequent(countOf(train.flatMap(({ tags = [] }) => tags))) ?? 'O';
  const best = new Map([...byWord].map(([word, tags]) => [word, mostFrequent(countOf(tags)) ?? all]));
  return (record) => ({ tags: (record.words ?? []).map((word) => best.get(word) ?? all) });
}

/** Stretches of words that were labelled more often than not wherever they stood in training. */
function spanGuess(train: readonly (RecordKinds['spans'] | RecordKinds['relations'])[]): Guess {
  const labels = new Map<string, string[]>();
  for (const { text, spans = [] } of train)
    for (const { start, end, label } of spans) add(labels, text.slice(start, end), label);
  let longest = 1;
  for (const stretch of labels.keys()) longest = Math.max(longest, stretch.split(' ').length);
  const seen = new Map<string, number>();
  for (const record of train)
    for (const { stretch } of stretchesOf(record, longest))
      if (labels.has(stretch)) seen.set(stretch, (seen.get(stretch) ?? 0) + 1);
  const known = new Map(
    [...labels]
      .filter(([stretch, given]) => 2 * given.length > (seen.get(stretch) ?? 0))
      .map(([stretch, given]) => [stretch, mostFrequent(countOf(given)) ?? '']),
  );
  return (record) => ({
    spans: stretchesOf(record, longest).flatMap(({ stretch, start, end }) => {
      const label = known.get(stretch);
      return label === undefined ? [] : [{ start, end, label, score: 1 }];
    }),
  });
}

function stretchesOf({ text, wordOffsets }: TaskRecord, longest: number) {
  const offsets =
    wordOffsets ?? Array.from(text.matchAll(/\S+/g), (match) => [match.index, match.index + match[0].length]).flat();
  const words = offsets.length / 2;
  return Array.from({ length: words }, (_, first) =>
    Array.from({ length: Math.min(longest, words - first) }, (__, more) => {
      const [start, end] = [offsets[2 * first], offsets[2 * (first + more) + 1]];
      return { stretch: text.slice(start, end), start, end };
    }),
  ).flat();
}

function add(lists: Map<string, string[]>, key: string, value: string | undefined): void {
  const list = lists.get(key) ?? [];
  if (value !== undefined) list.push(value);
  lists.set(key, list);
}

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The first of several equally frequent ones in alphabetical order, so that the order of records changes nothing. */
function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}
