import { describe, expect, it } from 'vitest';
import { platformName } from '../../packages/backend-native/src/binding/platform-name.js';
import { nativePlatforms } from './native-platforms.js';
import { platformManifest, platformPackageName } from './platform-package.js';

const parent = {
  name: '@cloze/backend-native',
  version: '1.2.3',
  license: 'Apache-2.0',
  engines: { node: '>=20.19' },
};

describe('the packages of platforms', () => {
  it('have the names that the backend looks for', () => {
    for (const { name, os, cpu, libc } of nativePlatforms) expect(platformName(os, cpu, libc === 'musl')).toBe(name);
  });

  it('install on their platform alone', () => {
    expect(platformManifest(parent, nativePlatforms[1])).toEqual({
      name: '@cloze/backend-native-linux-x64-musl',
      version: '1.2.3',
      description: 'The binary of @cloze/backend-native for x86_64-unknown-linux-musl',
      license: 'Apache-2.0',
      engines: { node: '>=20.19' },
      main: 'cloze-backend-native.linux-x64-musl.node',
      files: ['cloze-backend-native.linux-x64-musl.node'],
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    });
    const places = nativePlatforms.map(({ os, cpu, libc }) => `${os} ${cpu} ${libc}`);
    expect(new Set(places).size).toBe(nativePlatforms.length);
    expect('libc' in platformManifest(parent, nativePlatforms[4])).toBe(false);
    expect(platformPackageName(parent, nativePlatforms[4])).toBe('@cloze/backend-native-darwin-x64');
  });
});
