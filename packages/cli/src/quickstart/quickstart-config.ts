import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The config of the quickstart: beside this package's code where it is installed, in `examples/` in the workspace. */
export function quickstartConfig(): string {
  return exampleFile('quickstart.json');
}

/** A file of the examples that come with cloze. */
export function exampleFile(name: string): string {
  const places = [`../../examples/${name}`, `../../../../examples/${name}`];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0];
}
