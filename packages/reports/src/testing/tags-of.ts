/** A tag of a page with its attributes. */
export interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** Start tags of markup as a browser would see them: quoted attribute values may hold anything but the quote. */
export function tagsOf(markup: string): Tag[] {
  const visible = markup.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2></$1>');
  return [...visible.matchAll(/<([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g)].map(([, name, rest]) => ({
    name: name.toLowerCase(),
    attributes: [...rest.matchAll(/([^\s"'=/]+)\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g)].map(
      ([, attribute]) => attribute,
    ),
  }));
}
