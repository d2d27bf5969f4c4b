import type { ByOptions } from './head.js';

/** Fields of a record that hold what a head learns: each of them, and of a list any one. */
export type GoldFields = readonly (string | readonly string[])[];

/** The fields that hold what a head with these options learns, each with those that may stand for it; undefined where it does not tell. */
export function goldFields<Options>(
  { gold }: { readonly gold?: ByOptions<Options, GoldFields> },
  options: Options,
): readonly (readonly string[])[] | undefined {
  const told = typeof gold === 'function' ? gold(options) : gold;
  return told?.map((field) => (typeof field === 'string' ? [field] : field));
}
