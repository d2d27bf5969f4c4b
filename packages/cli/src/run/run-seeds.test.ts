import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@cloze/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSeeds } from '../output/describe-seeds.js';
import { messageOf } from '../testing/message-of.js';
import { folderArtefacts } from './folder-artefacts.js';
import { runSeeds, type SeedResult, type SeedsResult } from './run-seeds.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cloze-seeds-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const LOSSES = [2, 4, 9];

/** Runs seeds 5, 6 and 7, which reach given losses; `begun` lists those that really ran. */
async function attempt(interrupted?: number) {
  const begun: string[] = [];
  const result = await runSeeds({
    seeds: [5, 6, 7],
    artefacts: folderArtefacts(folder),
    logger: silentLogger,
    async run(seed, own): Promise<SeedResult> {
      begun.push(own);
      if (seed === interrupted) return { status: 'interrupted' };
      const loss = LOSSES[seed - 5];
      return { status: 'completed', evaluation: { loss, ...(seed > 5 && { rare: 1 }) } };
    },
  });
  return { begun, result };
}

const SUMMARY: Omit<SeedsResult, 'status'> = {
  seeds: [
    { seed: 5, values: { loss: 2 } },
    { seed: 6, values: { loss: 4, rare: 1 } },
    { seed: 7, values: { loss: 9, rare: 1 } },
  ],
  mean: { loss: 5 },
  // ((2 - 5)² + (4 - 5)² + (9 - 5)²) / 2 = 13
  standardDeviation: { loss: Math.sqrt(13) },
};

describe('runSeeds', () => {
  it('runs each seed in a folder of its own, and saves mean and sample standard deviation of what all have', async () => {
    const { begun, result } = await attempt();
    expect(begun).toEqual([5, 6, 7].map((seed) => join(folder, `seed-${seed}`)));
    expect(result).toEqual({ status: 'completed', ...SUMMARY });
    expect(JSON.parse(readFileSync(join(folder, 'seeds.json'), 'utf8'))).toEqual(SUMMARY);
  });

  it('stops where a seed is interrupted, and goes on from there', async () => {
    const first = await attempt(6);
    expect(first.result).toEqual({
      status: 'interrupted',
      seeds: SUMMARY.seeds.slice(0, 1),
      mean: { loss: 2 },
      standardDeviation: {},
    });
    const second = await attempt();
    expect(second.begun).toEqual([6, 7].map((seed) => join(folder, `seed-${seed}`)));
    expect(second.result).toEqual({ status: 'completed', ...SUMMARY });
  });

  it('names a file that is malformed', async () => {
    writeFileSync(join(folder, 'seeds.json'), '{"seeds": [{"seed": "five", "values": {}}]}');
    expect(await messageOf(() => attempt())).toBe(
      `What the seeds of a run have reached cannot be read\n  where: ${folder}/seeds.json, seeds.0.seed\n` +
        '  received: Invalid input: expected number, received string\n' +
        '  fix: delete the file: seeds that are done are then only evaluated again',
    );
  });
});

describe('describeSeeds', () => {
  it('shows a row a value', () => {
    expect(describeSeeds({ status: 'completed', ...SUMMARY })).toEqual([
      '        mean  standard deviation  seed 5  seed 6  seed 7',
      '  loss  5     ± 3.61              2       4       9',
    ]);
    const [score] = SUMMARY.seeds;
    const one = { status: 'completed', seeds: [score], mean: { loss: 2 }, standardDeviation: {} } as const;
    expect(describeSeeds(one)).toEqual(['        mean  seed 5', '  loss  2     2']);
    expect(describeSeeds({ ...one, seeds: [], mean: {} })).toEqual([]);
  });
});
