import type { TextDocument } from '@cloze/contracts';
import type { Line } from './line-splitter.js';

/** What a document is. */
export type DocumentKind = 'file' | 'blank-line' | 'heading';

/** What a line is: a paragraph, or a part of one that goes up to the next blank line. */
export type LineKind = 'paragraph' | 'wrapped';

/** How lines become documents. */
export interface DocumentSplitterOptions {
  readonly file: string;
  readonly documents: DocumentKind;
  readonly lines: LineKind;
  /** Most characters of a piece of a document. */
  readonly limit: number;
}

// ` = Title = `; ` = = Section = = ` is of a lower level.
const HEADING = /^\s*=\s+(?!=)(?:.*[^=\s])\s+=\s*$/u;

/** Gathers the lines of one file into documents. Blank ones are left out; those longer than the limit come in pieces. */
export class DocumentSplitter {
  readonly #options: DocumentSplitterOptions;
  #text: string[] = [];
  #length = 0;
  /** Line of the first text of the open piece. */
  #line = 0;
  #separator = '';
  /** Whether a piece of the open document was given already. */
  #continues = false;
  #afterBlank = true;
  /** A line that is a heading if the next one is blank. */
  #candidate: Line | undefined;
  readonly #done: TextDocument[] = [];

  constructor(options: DocumentSplitterOptions) {
    this.#options = options;
  }

  /** Takes a line, or part of one; returns the documents, or pieces of one, that are complete. */
  push(line: Line): TextDocument[] {
    const blank = line.text.trim() === '';
    this.#settleCandidate(blank);
    if (blank && line.ends) this.#blankLine();
    else if (this.#options.documents === 'heading' && this.#afterBlank && line.ends && HEADING.test(line.text)) {
      this.#candidate = line;
    } else this.#append(line);
    this.#afterBlank = blank;
    return this.#done.splice(0);
  }

  /** The last document. */
  end(): TextDocument[] {
    this.#settleCandidate(true);
    this.#closeDocument();
    return this.#done.splice(0);
  }

  /** A title stands between blank lines; formulas and table rows that look like one do not. */
  #settleCandidate(nextIsBlank: boolean): void {
    const candidate = this.#candidate;
    if (candidate === undefined) return;
    this.#candidate = undefined;
    if (nextIsBlank) this.#closeDocument();
    this.#append(candidate);
  }

  #blankLine(): void {
    if (this.#options.documents === 'blank-line') this.#closeDocument();
    else if (this.#options.lines === 'wrapped' && this.#length > 0) this.#separator = '\n';
  }

  #append({ text, number, ends }: Line): void {
    if (this.#length > 0 && this.#length + text.length > this.#options.limit) this.#closePiece();
    if (this.#length === 0) this.#line = number;
    else this.#text.push(this.#separator);
    this.#text.push(text);
    this.#length += text.length + 1;
    if (!ends) this.#separator = '';
    else this.#separator = this.#options.lines === 'wrapped' ? ' ' : '\n';
  }

  #closePiece(): void {
    const text = this.#text.join('');
    if (text.trim() !== '') {
      const source = { file: this.#options.file, line: this.#line };
      this.#done.push({ text, source, ...(this.#continues && { continues: true }) });
      this.#continues = true;
    }
    this.#text = [];
    this.#length = 0;
  }

  #closeDocument(): void {
    this.#closePiece();
    this.#continues = false;
  }
}
