import { PluginError, type RecordDataset, type TaskRecord } from '@cloze/contracts';

/**
 * Everything in a record that points at something points inside it: words and spans into the text, relations at spans, answers at where
 * they stand; and labels are among those the dataset declares.
 * @throws PluginError
 */
export function checkRecord(record: TaskRecord, { recordKind, labels }: RecordDataset, where: string): void {
  const fail = (what: string, received: unknown, allowed: string): never => {
    throw new PluginError({ what, where, received: JSON.stringify(received) ?? 'undefined', allowed });
  };
  if (record.kind !== recordKind) fail('A record is of another kind than its dataset', record.kind, recordKind);
  const { text, words, wordOffsets } = record;
  words?.forEach((word, i) => {
    if (wordOffsets === undefined) fail('A record has words without offsets', words.length, '`wordOffsets`');
    const found = text.slice(wordOffsets![2 * i], wordOffsets![2 * i + 1]);
    if (found !== word) fail(`The offsets of word ${i} point elsewhere`, found, JSON.stringify(word));
  });
  const inText = (what: string, { start, end }: { readonly start: number; readonly end: number }) => {
    if (!(start >= 0 && start < end && end <= text.length)) {
      fail(`${what} is not inside the text`, [start, end], `0 <= start < end <= ${text.length}`);
    }
  };
  const known = (label: string | undefined) => {
    if (label !== undefined && labels !== undefined && !labels.includes(label)) {
      fail('A label is not among those declared', label, labels.join(', '));
    }
  };
  switch (record.kind) {
    case 'classification':
      for (const label of [record.label, ...(record.labels ?? [])]) known(label);
      return;
    case 'regression':
      if (record.value !== undefined && !Number.isFinite(record.value))
        fail('A value is not a number', record.value, 'a number');
      return;
    case 'pair':
      known(record.label);
      return;
    case 'tagging':
      if (record.tags !== undefined && record.tags.length !== record.words.length) {
        fail('There is not one tag a word', record.tags.length, `${record.words.length}`);
      }
      record.tags?.forEach(known);
      return;
    case 'spans':
    case 'relations':
      record.spans?.forEach((span, i) => inText(`Span ${i}`, span));
      if (record.kind === 'spans') record.spans?.forEach(({ label }) => known(label));
      else record.relations?.forEach((relation, i) => checkRelation(relation, i));
      return;
    case 'coreference':
      record.clusters?.flat().forEach((mention, i) => inText(`Mention ${i}`, mention));
      return;
    case 'question':
      record.answers?.forEach((answer) => {
        const found = text.slice(answer.start, answer.start + answer.text.length);
        if (found !== answer.text) fail('An answer does not stand where it says', found, JSON.stringify(answer.text));
      });
  }

  function checkRelation({ head, tail }: { readonly head: number; readonly tail: number }, i: number) {
    const spans = record.kind === 'relations' ? (record.spans?.length ?? 0) : 0;
    for (const end of [head, tail]) {
      if (!(Number.isInteger(end) && end >= 0 && end < spans))
        fail(`Relation ${i} points at no span`, end, `0 to ${spans - 1}`);
    }
  }
}
