/** The files a guide shows: every fenced block whose info string names one (```` ```ts name.ts ````), by name. */
export function guideFiles(markdown: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, name, text] of markdown.matchAll(/^```\w+ (\S+\.\w+)\n([\s\S]*?)^```/gm)) files.set(name, text);
  return files;
}
