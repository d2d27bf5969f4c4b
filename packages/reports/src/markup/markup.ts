const MARKER = Symbol.for('cloze.markup');

/** HTML that is safe to put into a page as it is. Made by {@link markup}, which escapes whatever else is put into it. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** True for markup, also when another copy of this package made it. */
  static is(value: unknown): value is Markup {
    return typeof value === 'object' && value !== null && MARKER in value;
  }

  toString(): string {
    return this.source;
  }
}

/** What can be put into {@link markup}: markup as it is, text and numbers escaped, lists one after the other, nothing for `undefined`. */
export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[];

/**
 * HTML with values put in: markup`<b>${label}</b>`. Every value that is not markup itself is escaped, for element content and for
 * attributes in quotes alike.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((before, part, i) => before + sourceOf(values[i - 1]) + part));
}

function sourceOf(value: MarkupValue): string {
  if (value === undefined) return '';
  if (Markup.is(value)) return value.source;
  if (isList(value)) return value.map(sourceOf).join('');
  return escapeHtml(String(value));
}

function isList(value: MarkupValue): value is readonly MarkupValue[] {
  return Array.isArray(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
