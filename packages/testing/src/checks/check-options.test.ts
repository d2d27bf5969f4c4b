import type { Plugin } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messageOf } from '../fixtures/message-of.js';
import { checkDeclaration, checkOptions } from './check-options.js';

const plugin = (parts: Partial<Plugin<string, unknown>> = {}): Plugin<string, unknown> => ({
  apiVersion: 1,
  kind: 'corruption',
  name: 'blank.v1',
  summary: 'Masks tokens',
  options: z.strictObject({ rate: z.number().default(0.5) }),
  ...parts,
});

describe('checkDeclaration', () => {
  it('passes a well-declared plugin', () => {
    expect(messageOf(() => checkDeclaration(plugin(), 'corruption'))).toBe('no error');
  });

  it.each([
    [
      plugin({ name: 'Blank.v1' }),
      '"Blank.v1" is not a plugin name\n  received: "Blank.v1"\n  allowed: lower-case words joined by "-", then ".v1", ".v2", …',
    ],
    [plugin({ kind: 'objective' }), '"blank.v1" is of another kind\n  received: "objective"\n  allowed: "corruption"'],
    [
      plugin({ summary: '' }),
      '"blank.v1" has no summary of one line\n  received: ""\n  allowed: one line of text, shown by `cloze plugins`',
    ],
  ])('tells what is wrong with a declaration', (wrong, message) => {
    expect(messageOf(() => checkDeclaration(wrong, 'corruption'))).toBe(message);
  });
});

describe('checkOptions', () => {
  const one = { title: 'half', options: { rate: 0.5 } };

  it('returns options with defaults filled in', () => {
    expect(checkOptions(plugin(), { title: 'defaults' })).toEqual({ rate: 0.5 });
  });

  it('refuses a schema that lets unknown options pass', () => {
    const loose = plugin({ options: z.object({ rate: z.number() }) });
    expect(messageOf(() => checkOptions(loose, one))).toBe(
      'An unknown option is accepted\n  where: blank.v1, case "half"\n  received: noSuchOption: 1\n  allowed: only declared options\n  fix: use `z.strictObject`',
    );
  });

  it('refuses a schema that changes what it has parsed', () => {
    const doubling = plugin({ options: z.strictObject({ rate: z.number().transform((rate) => rate * 2) }) });
    expect(messageOf(() => checkOptions(doubling, one))).toBe(
      'Options change when parsed twice\n  where: blank.v1, case "half"\n  received: {"rate":2}\n  allowed: {"rate":1}\n  fix: let the schema only check and fill in defaults',
    );
  });

  it('refuses options that cannot be sent to a worker', () => {
    const withFunction = plugin({
      options: z.strictObject({ rate: z.number(), draw: z.any().default(() => () => 1) }),
    });
    expect(messageOf(() => checkOptions(withFunction, one))).toBe(
      'Options cannot be sent to a worker thread\n  where: blank.v1, case "half"\n  received: () => 1 could not be cloned.\n  allowed: plain data\n  fix: keep functions and classes out',
    );
  });
});
