/** For options that may be repeated: all their values in order. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
