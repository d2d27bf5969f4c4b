import { expect, it } from 'vitest';
import { platformName } from './platform-name.js';

it('gives the names that napi-rs projects use', () => {
  expect(platformName('linux', 'x64', false)).toBe('linux-x64-gnu');
  expect(platformName('linux', 'arm64', true)).toBe('linux-arm64-musl');
  expect(platformName('darwin', 'arm64', false)).toBe('darwin-arm64');
  expect(platformName('win32', 'x64', false)).toBe('win32-x64-msvc');
});
