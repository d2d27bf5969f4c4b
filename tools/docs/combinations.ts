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
export interface Choice {
  readonly title: string;
  readonly name: string;
  /** Those that matter here. */
  readonly given: object;
  readonly features: Features;
}

/** A cell of a table: a chain, and why it is refused; no reason where it is allowed. */
export interface Combination {
  readonly sampler: Choice;
  readonly corruptions: readonly Choice[];
  /** None in the table of corruptions that follow each other. */
  readonly objective?: Choice;
  /** One for each feature that the last stage misses. */
  readonly reasons: readonly string[];
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
      return { title: `\`${plugin.name}\`${rest}`, name: plugin.name, given, features };
    });
  });
}

const [SAMPLERS, CORRUPTIONS, OBJECTIVES] = [choices('sampler'), choices('corruption'), choices('objective')];

/** Reasons why combinations are refused, numbered as they come up. */
class Reasons {
  readonly #numbers = new Map<string, number>();

  /** `yes`, or the numbers of the reasons. */
  cell({ reasons }: Combination): string {
    return reasons.length === 0 ? 'yes' : `no (${reasons.map((reason) => this.#numberOf(reason)).join(', ')})`;
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

/** Why a check of a chain refuses it; undefined where it does not. */
export function reasonOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!ClozeError.is(error)) throw error;
    // Where it stands in a config does not matter here.
    return error.parts.what.replaceAll(/ \([a-z]+(?:\[\d+\])?\)/g, '');
  }
}

/** Every sampler with every corruption, or none, and every objective, in the order of the tables. */
export function withObjectives(): Combination[] {
  return SAMPLERS.flatMap((sampler) =>
    [[], ...CORRUPTIONS.map((corruption) => [corruption])].flatMap((corruptions) =>
      OBJECTIVES.map((objective) => ({
        sampler,
        corruptions,
        objective,
        reasons: reasonsOf(chainOf(sampler, corruptions), stage('objectives[0]', objective, true)),
      })),
    ),
  );
}

/** Every corruption after every other, in the order of the table. */
export function inARow(): Combination[] {
  const [sampler] = SAMPLERS;
  return CORRUPTIONS.flatMap((first) =>
    CORRUPTIONS.map((second) => ({
      sampler,
      corruptions: [first, second],
      reasons: reasonsOf(chainOf(sampler, [first]), stage('corruption[1]', second)),
    })),
  );
}

function chainOf(sampler: Choice, corruptions: readonly Choice[]): FeatureStage[] {
  return [stage('sampler', sampler), ...corruptions.map((corruption, i) => stage(`corruption[${i}]`, corruption))];
}

function reasonsOf(before: readonly FeatureStage[], last: FeatureStage): string[] {
  return (last.features.requires ?? []).flatMap(
    (feature) => reasonOf(() => checkFeatures([...before, { ...last, features: { requires: [feature] } }])) ?? [],
  );
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
  const reasons = new Reasons();
  const cells = withObjectives().map((one) => ({ ...one, cell: reasons.cell(one) }));
  const sections = SAMPLERS.flatMap((sampler) => {
    const rows = [undefined, ...CORRUPTIONS].map((corruption) => [
      corruption?.title ?? 'none',
      ...cells.filter((one) => one.sampler === sampler && one.corruptions[0] === corruption).map(({ cell }) => cell),
    ]);
    return [`## ${sampler.title}`, '', ...table(['corruption', ...OBJECTIVES.map(({ title }) => title)], rows), ''];
  });
  const pairs = inARow();
  const chains = CORRUPTIONS.map((first) => [
    first.title,
    ...pairs.filter(({ corruptions }) => corruptions[0] === first).map((one) => reasons.cell(one)),
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
    ...table(['first', ...CORRUPTIONS.map(({ title }) => title)], chains),
    '',
    '## Why not',
    '',
    ...reasons.lines(),
    '',
    'Features are declared by a plugin as `requires`, `provides` and `breaks`: see [write a plugin](write-a-plugin.md).',
    '',
  ].join('\n');
}
