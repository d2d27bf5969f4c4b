import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';

/** A line and a column, from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Finds values of a JSON text by their path. The text is only parsed for it when the first one is asked for. */
export class JsonPlaces {
  readonly #text: string;
  #root: Node | undefined;
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The place of a value, or of the innermost part of the path that is there. */
  at(path: readonly (string | number)[]): TextPlace {
    this.#root ??= parseTree(this.#text);
    for (let length = path.length; length >= 0 && this.#root !== undefined; length -= 1) {
      const node = findNodeAtLocation(this.#root, path.slice(0, length));
      if (node !== undefined) return this.ofCharacter(node.offset);
    }
    return { line: 1, column: 1 };
  }

  /** The place of a character. */
  ofCharacter(offset: number): TextPlace {
    this.#lineStarts ??= [0, ...Array.from(this.#text.matchAll(/\n/g), ({ index }) => index + 1)];
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#lineStarts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low] + 1 };
  }
}
