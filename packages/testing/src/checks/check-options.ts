import { ClozeError, parseOptions, PluginError, type Plugin } from '@cloze/contracts';
import type { PluginCase } from './plugin-case.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*\.v[1-9][0-9]*$/;

/**
 * The declaration of a plugin: name, version, one-line summary.
 * @throws PluginError
 */
export function checkDeclaration({ name, apiVersion, kind, summary }: Plugin<string, unknown>, ofKind: string): void {
  const wrong = (what: string, received: unknown, allowed: string) =>
    new PluginError({ what: `"${name}" ${what}`, received: JSON.stringify(received) ?? 'undefined', allowed });
  if (!NAME.test(name))
    throw wrong('is not a plugin name', name, 'lower-case words joined by "-", then ".v1", ".v2", …');
  if (apiVersion !== 1) throw wrong('is written for another version of the contracts', apiVersion, '1');
  if (kind !== ofKind) throw wrong('is of another kind', kind, JSON.stringify(ofKind));
  if (typeof summary !== 'string' || summary.trim() === '' || summary.includes('\n')) {
    throw wrong('has no summary of one line', summary, 'one line of text, shown by `cloze plugins`');
  }
}

/**
 * Options round-trip: a case's options parse, filling in defaults changes nothing more the second time, they survive JSON (configs,
 * run folders) and structured cloning (worker threads), and an unknown option is refused.
 * @returns the filled-in options
 * @throws PluginError, or the ConfigError of a case whose options do not parse
 */
export function checkOptions<Options>(plugin: Plugin<string, Options>, { title, options = {} }: PluginCase): Options {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const text = JSON.stringify(parsed);
  const wrong = (what: string, received: string, allowed: string, fix: string) =>
    new PluginError({ what, where, received, allowed, fix });

  const again = JSON.stringify(parseOptions(plugin.options, JSON.parse(text), where));
  if (again !== text) {
    throw wrong('Options change when parsed twice', again, text, 'let the schema only check and fill in defaults');
  }
  try {
    if (JSON.stringify(structuredClone(parsed)) !== text) throw new Error('values were lost');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong('Options cannot be sent to a worker thread', reason, 'plain data', 'keep functions and classes out');
  }
  try {
    parseOptions(plugin.options, { ...options, noSuchOption: 1 }, where);
  } catch (error) {
    if (ClozeError.is(error)) return parsed;
    throw error;
  }
  throw wrong('An unknown option is accepted', 'noSuchOption: 1', 'only declared options', 'use `z.strictObject`');
}
