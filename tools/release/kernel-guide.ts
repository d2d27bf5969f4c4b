/** A step of docs/add-a-kernel.md, with its path below packages/backend-native. */
export type GuideStep =
  | { readonly kind: 'new'; readonly path: string; readonly text: string }
  /** Lines to put into a file. */
  | { readonly kind: 'change'; readonly path: string; readonly before: string; readonly after: string };

/** The steps: each fenced block that names a file, in order; a `diff` block changes one, the others are new. */
export function guideSteps(markdown: string): GuideStep[] {
  const blocks = [...markdown.matchAll(/^```(\w+) (\S+\.\w+)\n([\s\S]*?)^```/gm)];
  return blocks.map(([, language, path, text]) => {
    if (language !== 'diff') return { kind: 'new', path, text };
    const lines = text.split('\n').slice(0, -1);
    const join = (kept: readonly string[]) => kept.map((line) => `${line.slice(1)}\n`).join('');
    return { kind: 'change', path, before: join(lines.filter((line) => !line.startsWith('+'))), after: join(lines) };
  });
}

/**
 * A file with a step applied.
 * @throws Error when the lines around the change are not there, once
 */
export function applyChange(file: string, { path, before, after }: Extract<GuideStep, { kind: 'change' }>): string {
  const places = file.split(before).length - 1;
  if (places !== 1) throw new Error(`${path} has these lines ${places} times:\n${before}`);
  return file.replace(before, () => after);
}
