/**
 * How many tokens of two texts are kept so that together they fit, as Hugging Face's `longest_first` counts: only the longer one
 * is cut while that is enough; if both must be, each gets half the room, and an odd token goes to the second unless the first is
 * longer.
 */
export function keptLengths(first: number, second: number, room: number): [first: number, second: number] {
  if (first + second <= room) return [first, second];
  const shorter = Math.min(Math.min(first, second), Math.floor(room / 2));
  return first > second ? [room - shorter, shorter] : [shorter, room - shorter];
}
