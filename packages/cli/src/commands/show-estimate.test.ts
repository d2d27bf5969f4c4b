import { describe, expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { useTinyRun } from '../testing/tiny-run.js';

const run = useTinyRun();

const estimate = (...args: string[]) =>
  callCloze('pretrain', run.path('run.json'), '--estimate', '--backend', 'cpu', ...args);
const phases = ['--set', 'phases=[{},{"training":{"maxSteps":3}}]'];

/** What was measured differs from one time to the next. */
const settled = (text: string) => text.replaceAll(/\d[\d.,]*(?= MiB| s\b| tokens\/s)/g, 'N');

describe('cloze pretrain --estimate', () => {
  it('tells parameters, memory, time and speed, and trains nothing', async () => {
    const { code, stdout } = await estimate();
    expect([code, settled(stdout)]).toEqual([
      0,
      `parameters  1,770, of which 1,770 are trained
memory      N MiB: weights N MiB, optimizer N MiB, a step N MiB
time        N s for 6 steps and their evaluations
speed       N tokens/s on cpu, over 3 steps
`,
    ]);
  });

  it('counts a moving average of the weights', async () => {
    const args = ['--set', 'training.average={"decay":0.9}'];
    expect((await estimate(...args)).stdout).toMatch(
      /^memory {6}[\d.]+ MiB: weights [\d.]+ MiB, their average [\d.]+ MiB, optimizer /m,
    );
    const [{ memory }] = JSON.parse((await estimate(...args, '--json')).stdout);
    expect(memory.average).toBe(memory.weights);
  });

  it('tells each phase, and the time of all', async () => {
    const { code, stdout } = await estimate(...phases);
    expect(code).toBe(0);
    expect(settled(stdout)).toMatch(/^phase 1\nparameters .*phase 2\nparameters .*\nall phases {2}N s\n$/s);
    expect(stdout.match(/for (\d) steps/g)).toEqual(['for 6 steps', 'for 3 steps']);
    const told = JSON.parse((await estimate(...phases, '--json')).stdout);
    expect(
      told.map(({ plan, backend }: { plan: { totalSteps: number }; backend: string }) => [plan.totalSteps, backend]),
    ).toEqual([
      [6, 'cpu'],
      [3, 'cpu'],
    ]);
  });
});
