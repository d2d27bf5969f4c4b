/** Where each code point of a text begins in UTF-16 code units, and where the last ends; files written by Python count code points. */
export function codePointStarts(text: string): number[] {
  const starts = [0];
  for (const character of text) starts.push(starts[starts.length - 1] + character.length);
  return starts;
}
