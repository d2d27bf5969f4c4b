import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packNative } from './pack-native.js';

// `npm run release:native -- --binaries DIR --out DIR`: see docs/releasing.md.
const { values } = parseArgs({ options: { binaries: { type: 'string' }, out: { type: 'string' } } });
if (values.binaries === undefined || values.out === undefined) {
  console.error('usage: npm run release:native -- --binaries DIR --out DIR');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '../..');
const { platforms, tarball, missing } = packNative(root, resolve(values.binaries), resolve(values.out));
console.log([...platforms.map((each) => each.tarball), tarball].join('\n'));
if (missing.length > 0)
  console.error(`no binary for ${missing.map(({ name }) => name).join(', ')}: wasm is used there`);
