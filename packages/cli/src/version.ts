import { readFileSync } from 'node:fs';

/** The version in this package's `package.json`. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const content: { version?: string } = JSON.parse(text);
  return content.version ?? 'unknown';
}
