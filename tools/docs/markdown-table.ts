/**
 * A table as Markdown.
 * @param numbers align all columns but the first to the right
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numbers = false }: { readonly numbers?: boolean } = {},
): string {
  const rule = head.map((_, column) => (numbers && column > 0 ? '--:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
