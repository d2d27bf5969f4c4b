import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { describeNative } from '../testing/describe-native.js';
import { loadBinding } from './load-binding.js';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const module = new URL('load-binding.ts', import.meta.url).href;

/** What a process of its own prints of its binding. */
function inProcess(expression: string, environment: Readonly<Record<string, string | undefined>>): string {
  const code = `import(${JSON.stringify(module)}).then(({ loadBinding }) => console.log(String(${expression})));`;
  const env = { ...process.env, ...environment };
  return execFileSync(process.execPath, ['--import', loader, '-e', code], { env, encoding: 'utf8' }).trim();
}

describeNative('the binding', () => {
  it('uses as many threads as CLOZE_THREADS says', () => {
    expect(inProcess('loadBinding().threads()', { CLOZE_THREADS: '3' })).toBe('3');
    const own = Number(inProcess('loadBinding().threads()', { CLOZE_THREADS: undefined }));
    expect(own).toBeGreaterThanOrEqual(1);
    expect(inProcess('loadBinding().threads()', { CLOZE_THREADS: 'many' })).toBe(String(own));
  });

  it('uses the widest instruction set of the processor, or a narrower one when told', () => {
    const binding = loadBinding();
    const widest = binding.width();
    const features = new Set(binding.features());
    const has512 = ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl'].every((name) => features.has(name));
    const wide = features.has('avx2') && features.has('fma') ? (has512 ? 'avx512' : 'avx2') : 'portable';
    expect(widest).toBe(process.arch === 'arm64' ? 'neon' : wide);
    binding.limitWidth('portable');
    expect(binding.width()).toBe('portable');
    binding.limitWidth('avx512');
    expect(binding.width()).toBe(widest);
    expect(() => binding.limitWidth('avx1024')).toThrow('unknown width "avx1024"');
  });

  it('gives the same bits again with the same threads, and close ones on any instruction set', () => {
    const binding = loadBinding();
    const size = 150;
    const [left, right] = [7, 11].map((step) =>
      Float32Array.from({ length: size * size }, (_, i) => ((i * step) % 101) / 101),
    );
    const product = () => {
      const out = new Float32Array(size * size);
      binding.batchMultiply(left, right, out, 1, 1, size, size, size, false, true);
      return out;
    };
    const first = product();
    for (let i = 0; i < 20; i += 1) expect(product()).toEqual(first);
    for (const name of ['portable', 'neon', 'avx2', 'avx512']) {
      binding.limitWidth(name);
      product().forEach((value, i) => expect(Math.abs(value - first[i])).toBeLessThan(1e-4));
    }
  });
});
