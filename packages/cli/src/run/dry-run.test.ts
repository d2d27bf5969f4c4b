import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { OBJECTIVE_CASES } from '../testing/objective-cases.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';
import type { ShownExample } from './dry-run.js';

const folder = useTinyRun();

describe('--dry-run', () => {
  it.each(Object.entries(OBJECTIVE_CASES))(
    'shows ten examples and what %s asks about them',
    async (use, { change }) => {
      const path = folder.path(`${use}.json`);
      await writeFile(path, JSON.stringify({ ...TINY_CONFIG, ...change, objectives: [{ id: 'it', use }] }));
      const json = await callCloze('pretrain', path, '--dry-run', '--json');
      expect(json.code).toBe(0);
      const examples: ShownExample[] = JSON.parse(json.stdout);
      expect(examples).toHaveLength(10);
      const targets = examples.flatMap(({ objectives }) => objectives.flatMap((objective) => objective.targets));
      expect(targets.length).toBeGreaterThanOrEqual(10);
      for (const { answer } of targets) expect(answer).not.toBe('');

      const { code, stdout } = await callCloze('pretrain', path, '--dry-run');
      expect(code).toBe(0);
      const rows = (name: string) => stdout.split('\n').filter((line) => new RegExp(`^${name} .*\\S`).test(line));
      expect(stdout.match(/^example \d+: /gm)).toHaveLength(10);
      expect(rows('text').length).toBeGreaterThanOrEqual(10);
      expect(rows('it').length).toBeGreaterThan(0);
      expect(rows('spans').length > 0).toBe(use === 'sbo.v1');
    },
  );
});
