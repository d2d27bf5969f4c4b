import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PluginTable } from './plugin-table.js';
import { messageOf } from './testing/message-of.js';
import { corruption, schedule } from './testing/plugins.js';

const builtIn = (plugin: unknown) => ({ plugin, origin: 'built-in' });
const masking = corruption('token-masking.v1');
const table = new PluginTable([masking, corruption('span-masking.v1'), schedule('constant.v1')].map(builtIn));

describe('PluginTable', () => {
  it('finds a plugin by kind and name, and fills in its options', () => {
    expect(table.get('corruption', 'token-masking.v1', 'corruption[0]')).toBe(masking);
    expect(table.choose('corruption', { use: 'token-masking.v1' }, 'corruption[0]').options).toEqual({ rate: 0.15 });
  });

  it('lists all plugins, those of a kind, and the kinds, in order of registration', () => {
    expect(table.list().map(({ plugin }) => plugin.name)).toEqual([
      'token-masking.v1',
      'span-masking.v1',
      'constant.v1',
    ]);
    expect(table.list('schedule').map(({ plugin, origin }) => [plugin.name, origin])).toEqual([
      ['constant.v1', 'built-in'],
    ]);
    expect(table.kinds()).toEqual(['corruption', 'schedule']);
  });

  it('names path, what was received, what is allowed and the nearest name of an unknown plugin', async () => {
    expect(await messageOf(() => table.get('corruption', 'tokenmasking.v1', 'corruption[0]'))).toBe(
      [
        'Unknown corruption "tokenmasking.v1"',
        '  where: corruption[0].use',
        '  received: "tokenmasking.v1"',
        '  allowed: token-masking.v1, span-masking.v1',
        '  fix: did you mean "token-masking.v1"?',
      ].join('\n'),
    );
    expect(await messageOf(() => table.get('objective', 'colour.v1', 'objectives[2]'))).toBe(
      [
        'Unknown objective "colour.v1"',
        '  where: objectives[2].use',
        '  received: "colour.v1"',
        '  allowed: no objective is registered',
        '  fix: name the module that defines it under "plugins"',
      ].join('\n'),
    );
  });

  it('names path, value and what is allowed of a bad option', async () => {
    expect(
      await messageOf(() => table.choose('corruption', { use: 'token-masking.v1', rate: 7 }, 'corruption[0]')),
    ).toBe(
      'Wrong value for an option\n  where: corruption[0].rate\n  received: 7\n  allowed: Too big: expected number to be <=1',
    );
  });

  it('adds to a copy, so that two runs do not see each other’s plugins', () => {
    const mine = table.with([{ plugin: corruption('mine.v1'), origin: './mine.ts' }]);
    expect(mine.list('corruption').map(({ origin }) => origin)).toEqual(['built-in', 'built-in', './mine.ts']);
    expect(table.list('corruption')).toHaveLength(2);
  });

  it('takes the same plugin twice, but not two of one kind and name', async () => {
    expect(table.with([builtIn(masking)]).list()).toHaveLength(3);
    expect(await messageOf(() => table.with([{ plugin: corruption('token-masking.v1'), origin: './swap.ts' }]))).toBe(
      [
        'Two plugins of kind corruption are named "token-masking.v1"',
        '  where: ./swap.ts',
        '  received: "token-masking.v1", which is built in',
        '  allowed: one plugin of a kind and name',
        '  fix: rename it, for example to "my-token-masking.v1"',
      ].join('\n'),
    );
  });

  it('refuses what is not a plugin, naming the part', async () => {
    const entry = (plugin: unknown) => () => new PluginTable([{ plugin, origin: 'export "default" of ./swap.ts' }]);
    const fix = '  fix: make it with defineObjective, defineCorruption, … of @cloze/contracts';
    const where = '  where: export "default" of ./swap.ts';
    const cases: [unknown, string[]][] = [
      [7, ['This is not a plugin', where, '  received: 7', '  allowed: an object made by a define function', fix]],
      [
        { ...masking, apiVersion: 2 },
        [
          'Plugin "token-masking.v1" is written for another version of cloze',
          where,
          '  received: apiVersion 2',
          '  allowed: apiVersion 1',
          '  fix: update cloze or the plugin, whichever is older',
        ],
      ],
      [
        { ...masking, name: 'masking' },
        [
          'Plugin "masking" is malformed',
          where,
          '  received: name = "masking"',
          '  allowed: name: a name with a version, such as "mlm.v1"',
          fix,
        ],
      ],
      [
        { ...masking, options: { rate: 0.15 } },
        [
          'Plugin "token-masking.v1" is malformed',
          where,
          '  received: options = {"rate":0.15}',
          '  allowed: options: a zod schema',
          fix,
        ],
      ],
      [
        { ...masking, create: undefined },
        [
          'Plugin "token-masking.v1" is malformed',
          where,
          '  received: create = undefined',
          '  allowed: create: a function',
          fix,
        ],
      ],
      [
        { ...masking, kind: 'corruptions' },
        [
          'Plugin "token-masking.v1" is malformed',
          where,
          '  received: kind = "corruptions"',
          '  allowed: kind: one of tokenizer, dataset, sampler, corruption, objective, encoder, head, optimizer, schedule, metric, tracker; did you mean "corruption"?',
          fix,
        ],
      ],
    ];
    for (const [plugin, lines] of cases) expect(await messageOf(entry(plugin))).toBe(lines.join('\n'));
  });

  it('takes kinds of a user’s own', () => {
    const plugin = {
      apiVersion: 1,
      kind: 'poem-form',
      name: 'sonnet.v1',
      summary: 'Fourteen lines.',
      options: z.strictObject({}),
    };
    expect(new PluginTable([builtIn(plugin)]).kinds()).toEqual(['poem-form']);
  });
});
