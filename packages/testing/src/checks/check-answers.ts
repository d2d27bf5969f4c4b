import { parseOptions, PluginError } from '@cloze/contracts';
import type { ObjectivePlugin } from '@cloze/contracts/tensor';
import { tinyExamples } from '../tiny/tiny-examples.js';
import { tinyHost } from '../tiny/tiny-host.js';
import type { ObjectiveCase } from './objective-trial.js';

/**
 * Answers of an objective that gives them: as many as there are targets, for terms and report entries that there are.
 * @throws PluginError
 */
export function checkAnswers<Options>(plugin: ObjectivePlugin<Options>, one: ObjectiveCase): void {
  const where = `${plugin.name}, case "${one.title}"`;
  const options = parseOptions(plugin.options, one.options ?? {}, where);
  const targets = plugin.targets(options, tinyHost()).collate(tinyExamples(one));
  const weights = typeof targets.weight === 'number' ? { '': targets.weight } : targets.weight;
  for (const [name, answers] of Object.entries(plugin.answers?.(targets) ?? {})) {
    const count = weights[name] ?? targets.reportWeights?.[`${name}Loss`];
    if (answers.length === count) continue;
    throw new PluginError({
      what: `The answers under "${name}" are not those of the targets`,
      where,
      received: `${answers.length} answers`,
      allowed: count === undefined ? 'terms, or stems of report entries that end in "Loss"' : `${count} answers`,
    });
  }
}
