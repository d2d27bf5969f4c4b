import { checkFeatures, ClozeError, type AnyPlugin, type FeatureStage, type Features } from '@cloze/contracts';
import { dataLoaderPlugins } from '@cloze/data-loaders';
import { pretrainingPlugins } from '@cloze/pretraining-objectives';

/** Options with which a plugin declares something else than with its defaults. */
const VARIANTS: Readonly<Record<string, readonly object[]>> = {
  'full-sentences.v1': [{ pack: true }],
  'sentence-pairs.v1': [{ negatives: 'swapped' }],
  'token-masking.v1': [{ wholeWords: true }],
};

/** A plugin with options, as a table names it. */
interface Choice {
  readonly title: string;
  readonly name: string;
  readonly features: Features;
}

const all: readonly AnyPlugin[] = [...dataLoaderPlugins, ...pretrainingPlugins];

/** The plugins of a kind with the options that matter. */
function choices(kind: 'sampler' | 'corruption' | 'objective'): Choice[] {
  return all.flatMap((plugin) => {
    if (plugin.kind !== kind) return [];
    return [{}, ...(VARIANTS[plugin.name] ?? [])].map((given) => {
      const options: unknown = plugin.options.parse(given);
      const features = (plugin as { features?: (options: unknown) => Features }).features?.(options) ?? {};
      const rest = Object.keys(given).length > 0 ? ` with \`${JSON.stringify(given).replaceAll('"', '')}\`` : '';
      return { title: `\`${plugin.name}\`${rest}`, name: plugin.name, features };
    });
  });
}

/** Reasons why combinations are refused, numbered as they come up. */
class Reasons {
  readonly #numbers = new Map<string, number>();

  /** `yes`, or the numbers of the reasons: one for each feature that the last stage misses. */
  cell(before: readonly FeatureStage[], last: FeatureStage): string {
    const numbers = (last.features.requires ?? []).flatMap((feature) => {
      const reason = reasonOf([...before, { ...last, features: { requires: [feature] } }]);
      return reason === undefined ? [] : this.#numberOf(reason);
    });
    return numbers.length === 0 ? 'yes' : `no (${numbers.join(', ')})`;
  }

  #numberOf(reason: string): number {
    const number = this.#numbers.get(reason) ?? this.#numbers.size + 1;
    this.#numbers.set(reason, number);
    return number;
  }

  lines(): string[] {
    return Array.from(this.#numbers, ([reason, number]) => `${number}. ${reason}`);
  }
}

/** Why a chain is refused; undefined where it is not. */
function reasonOf(stages: readonly FeatureStage[]): string | undefined {
  try {
    checkFeatures(stages);
    return undefined;
  } catch (error) {
    if (!ClozeError.is(error)) throw error;
    // Where it stands in a config does not matter here.
    return error.parts.what.replaceAll(/ \([a-z]+(?:\[\d+\])?\)/g, '');
  }
}

const stage = (where: string, { name, features }: Choice, reader = false): FeatureStage => ({
  where,
  name,
  features,
  reader,
});

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** `docs/combinations.md`: which samplers, corruptions and objectives go together, from what the plugins declare. */
export function combinationsPage(): string {
  const [samplers, corruptions, objectives] = [choices('sampler'), choices('corruption'), choices('objective')];
  const reasons = new Reasons();
  const none: Choice = { title: 'none', name: 'none', features: {} };
  const sections = samplers.flatMap((sampler) => {
    const rows = [none, ...corruptions].map((corruption) => [
      corruption.title,
      ...objectives.map((objective) =>
        reasons.cell(
          [stage('sampler', sampler), ...(corruption === none ? [] : [stage('corruption[0]', corruption)])],
          stage('objectives[0]', objective, true),
        ),
      ),
    ]);
    return [`## ${sampler.title}`, '', ...table(['corruption', ...objectives.map(({ title }) => title)], rows), ''];
  });
  const chains = corruptions.map((first) => [
    first.title,
    ...corruptions.map((second) =>
      reasons.cell([stage('sampler', samplers[0]), stage('corruption[0]', first)], stage('corruption[1]', second)),
    ),
  ]);
  return [
    '# What goes together',
    '',
    '<!-- Written by `npm run combinations` from what the plugins declare; do not edit. -->',
    '',
    'A run has one sampler, a chain of corruptions, and one objective or more, each of which must go with what is before it. This is checked',
    'before any work; a combination that is not allowed ends with an error that gives the first of the reasons under its numbers below. Objectives do not',
    'change anything for each other: what goes with a chain alone goes with it beside others.',
    '',
    ...sections,
    '## One corruption after another',
    '',
    'The corruption of the row comes first, that of the column after it. Each leaves alone what those before it touched.',
    '',
    ...table(['first', ...corruptions.map(({ title }) => title)], chains),
    '',
    '## Why not',
    '',
    ...reasons.lines(),
    '',
    'Features are declared by a plugin as `requires`, `provides` and `breaks`: see [write a plugin](write-a-plugin.md).',
    '',
  ].join('\n');
}
