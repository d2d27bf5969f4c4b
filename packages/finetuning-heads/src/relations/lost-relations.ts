import type { EncodedRecord, RelationsRecord } from '@cloze/contracts';
import { windowsByRecord } from '../records/windows-by-record.js';
import { givenPairs } from './given-pairs.js';

/**
 * Says in sentences how many relations cannot be learnt: those of a span to itself, those whose spans no window holds together, and the
 * second label of one pair. Nothing where there are none.
 */
export function lostRelations(windows: readonly EncodedRecord<RelationsRecord>[]): string[] {
  let [relations, own, torn, doubled] = [0, 0, 0, 0];
  for (const ofRecord of windowsByRecord(windows)) {
    const held = ofRecord.map(givenPairs);
    const pairs = new Set(
      held.flatMap(({ indices, pairs }) => pairs.map(([head, tail]) => `${indices[head]} ${indices[tail]}`)),
    );
    const labels = new Map<string, string>();
    for (const { head, tail, label } of ofRecord[0].record.relations ?? []) {
      relations += 1;
      const pair = `${head} ${tail}`;
      if (head === tail) own += 1;
      else if (!pairs.has(pair)) torn += 1;
      else if (!labels.has(pair)) labels.set(pair, label);
      else if (labels.get(pair) !== label) doubled += 1;
    }
  }
  const say = (count: number, rest: string) => (count === 0 ? [] : [`${count} of ${relations} relations ${rest}`]);
  return [
    ...say(own, 'go from a span to itself and cannot be learnt.'),
    ...say(
      torn,
      'have spans that no window holds together and cannot be learnt; raise data.maxLength, or data.stride where records are split.',
    ),
    ...say(doubled, 'are a second label of one pair and cannot be learnt: a pair has one label.'),
  ];
}
