import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The config of the quickstart: beside this package's code where it is installed, in `examples/` in the workspace. */
export function quickstartConfig(): string {
  const places = ['../../examples/quickstart.json', '../../../../examples/quickstart.json'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0];
}
