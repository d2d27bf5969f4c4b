import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LARGEST_WAIT, LEAST_SPEED } from './limits.js';

const read = (path: string) => readFileSync(resolve(import.meta.dirname, path), 'utf8');

describe('what making batches costs a run (renew with `tools/bench/batches/training.ts --out`)', () => {
  const measured = JSON.parse(read('training.json'));

  it('is within the limits, at the size they are asked for', () => {
    const { preset, machine, waited, ratio } = measured;
    expect([preset, machine.threads]).toEqual(['mini', 2]);
    expect(waited).toBeLessThan(LARGEST_WAIT);
    expect(ratio).toBeGreaterThanOrEqual(LEAST_SPEED);
  });

  it('stands in the README of data-loaders as it was measured', () => {
    const { preset, batch, length, backend, rounds, steps, waited, ratio } = measured;
    const readme = read('../../../packages/data-loaders/README.md').replaceAll(/\s+/g, ' ');
    expect(readme).toContain(`For \`${preset}\`, batches of ${batch} × ${length} tokens of WikiText-2`);
    expect(readme).toContain(`the \`${backend}\` backend, over ${rounds} rounds of ${steps} steps`);
    const percent = (share: number, decimals: number) => `${(100 * share).toFixed(decimals)} %`;
    expect(readme).toContain(`waits ${percent(waited, 2)} of the time (less than ${percent(LARGEST_WAIT, 0)} is asked`);
    expect(readme).toContain(`${percent(ratio, 1)} of the speed of the replay is reached (${percent(LEAST_SPEED, 0)})`);
  });
});
