/** A token that every encoding gets, or one of the sides. */
export type TemplateItem =
  | { readonly kind: 'special'; readonly id: number; readonly typeId: number }
  | { readonly kind: 'sequence'; readonly side: 0 | 1; readonly typeId: number };

/** What encodings of one text, and of a pair, look like. */
export interface Templates {
  readonly single: readonly TemplateItem[];
  readonly pair: readonly TemplateItem[];
}

/** BERT's templates: `[CLS] a [SEP]` and `[CLS] a [SEP] b [SEP]`, the second side and its `[SEP]` of type 1. */
export function bertTemplates(cls: number, sep: number): Templates {
  const special = (id: number, typeId: number): TemplateItem => ({ kind: 'special', id, typeId });
  const sequence = (side: 0 | 1): TemplateItem => ({ kind: 'sequence', side, typeId: side });
  const single = [special(cls, 0), sequence(0), special(sep, 0)];
  return { single, pair: [...single, sequence(1), special(sep, 1)] };
}

/** The templates with the sides alone. */
export const PLAIN_TEMPLATES: Templates = {
  single: [{ kind: 'sequence', side: 0, typeId: 0 }],
  pair: [
    { kind: 'sequence', side: 0, typeId: 0 },
    { kind: 'sequence', side: 1, typeId: 1 },
  ],
};

/** A template without its special tokens. */
export function withoutSpecialTokens(template: readonly TemplateItem[]): readonly TemplateItem[] {
  return template.filter((item) => item.kind === 'sequence');
}

/** Number of tokens that a template adds. */
export function addedBy(template: readonly TemplateItem[]): number {
  return template.reduce((count, item) => count + (item.kind === 'special' ? 1 : 0), 0);
}
