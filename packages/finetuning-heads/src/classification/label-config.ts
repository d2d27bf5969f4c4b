/** How Hugging Face's `config.json` names labels. */
export function labelConfig(names: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    id2label: Object.fromEntries(names.map((name, id) => [String(id), name])),
    label2id: Object.fromEntries(names.map((name, id) => [name, id])),
  };
}
