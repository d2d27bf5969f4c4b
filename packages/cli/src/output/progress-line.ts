/** A line on stderr that is written over, on a terminal; nothing elsewhere. */
export interface ProgressLine {
  update(text: string): void;
  /** Clears the line. */
  done(): void;
}

/** Shows how far a piece of work is that has no training steps to count. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let shown = '';
  const show = (text: string) => {
    if (!stream.isTTY || text === shown) return;
    shown = text;
    stream.write(`\r\u001b[2K${text}`);
  };
  return { update: show, done: () => show('') };
}
