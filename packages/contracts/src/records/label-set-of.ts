import type { ClassificationRecord } from './task-record.js';

/** The labels of a text that may have several; a lone `label` is a set of one. Undefined where it has neither. */
export function labelSetOf({
  label,
  labels,
}: Pick<ClassificationRecord, 'label' | 'labels'>): readonly string[] | undefined {
  return labels ?? (label === undefined ? undefined : [label]);
}
