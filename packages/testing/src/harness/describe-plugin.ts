import { describe, it } from 'vitest';
import type { Plugin } from '@cloze/contracts';
import { checkDeclaration, checkOptions } from '../checks/check-options.js';
import type { PluginCase } from '../checks/plugin-case.js';

/**
 * Registers what every kind of plugin is tested for (its declaration, and each case's options), and a kind's own tests for each
 * case. For a kind of your own, this is the harness to build on.
 */
export function describePlugin<Options, Case extends PluginCase>(
  plugin: Plugin<string, Options>,
  kind: string,
  cases: readonly Case[],
  register: (one: Case) => void,
): void {
  describe(`${plugin.name} as ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`, () => {
    it('declares a name, a version and a summary', () => checkDeclaration(plugin, kind));
    for (const one of cases) {
      describe(`with ${one.title}`, () => {
        it('round-trips its options', () => void checkOptions(plugin, one));
        register(one);
      });
    }
  });
}
