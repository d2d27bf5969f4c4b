import type { EncodedRecord } from '@cloze/contracts';
import type { HeadTargetPlugin } from '../batches/host-plugins.js';

/** The label of each text; a text of the label that its option names makes it fail. */
export const testHead: HeadTargetPlugin<{ readonly failsAt?: string }> = {
  kind: 'head',
  name: 'test-head.v1',
  targets: ({ failsAt }, { labels }) => ({
    collate(records: readonly EncodedRecord[]) {
      const names = records.map(({ record }) => (record.kind === 'classification' ? (record.label ?? '') : ''));
      if (failsAt !== undefined && names.includes(failsAt)) throw new TypeError('cannot read this');
      return { arrays: { labels: Int32Array.from(names, (name) => labels.id(name) ?? -1) }, weight: names.length };
    },
  }),
};
