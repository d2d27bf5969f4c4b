import { checkFeatures, ClozeError, type AnyPlugin, type FeatureStage, type Features } from '@cloze/contracts';
import { dataLoaderPlugins } from '@cloze/data-loaders';
import { bert } from '@cloze/encoder-core';
import { pretrainingPlugins } from '@cloze/pretraining-objectives';
import { markdownTable } from './markdown-table.js';

/** Options with which a plugin declares something else than with its defaults, or is another way to pretrain. */
export const VARIANTS: Readonly<Record<string, readonly object[]>> = {
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
  readonly objectives: readonly Choice[];
  /** One for each feature that the last stage misses. */
  readonly reasons: readonly string[];
}

/** What the tables are made of. */
export const all: readonly AnyPlugin[] = [...dataLoaderPlugins, ...pretrainingPlugins];

/** What a plugin declares with parsed options. */
export function featuresOf(plugin: AnyPlugin, options: unknown): Features {
  return (plugin as { features?: (options: unknown) => Features }).features?.(options) ?? {};
}

/** The plugins of a kind with the options that matter. */
function choices(kind: 'sampler' | 'corruption' | 'objective'): Choice[] {
  return all.flatMap((plugin) => {
    if (plugin.kind !== kind) return [];
    return [{}, ...(VARIANTS[plugin.name] ?? [])].map((given) => {
      const options: unknown = plugin.options.parse(given);
      const features = featuresOf(plugin, options);
      const rest = Object.keys(given).length > 0 ? ` with \`${JSON.stringify(given).replaceAll('"', '')}\`` : '';
      return { title: `\`${plugin.name}\`${rest}`, name: plugin.name, given, features };
    });
  });
}

const [SAMPLERS, CORRUPTIONS, OBJECTIVES] = [choices('sampler'), choices('corruption'), choices('objective')];

/** The encoder that a config has by default. */
const ENCODER: FeatureStage = {
  where: 'encoder',
  name: bert.name,
  features: bert.features?.(bert.options.parse({})) ?? {},
};

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
        objectives: [objective],
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
      objectives: [],
      reasons: reasonsOf(chainOf(sampler, [first]), stage('corruption[1]', second)),
    })),
  );
}

/** Every objective beside every other, one of its own kind included, on the chain that fits both best: the first of those in the tables above. */
export function sideBySide(): Combination[] {
  const alone = withObjectives();
  const on = (objective: Choice) => alone.filter(({ objectives }) => objectives[0] === objective);
  return OBJECTIVES.flatMap((first) =>
    OBJECTIVES.map((second) => {
      const others = on(second);
      return on(first)
        .map(({ reasons, ...chain }, i) => ({
          ...chain,
          objectives: [first, second],
          reasons: [...reasons, ...others[i].reasons],
        }))
        .reduce((best, one) => (one.reasons.length < best.reasons.length ? one : best));
    }),
  );
}

function chainOf(sampler: Choice, corruptions: readonly Choice[]): FeatureStage[] {
  return [
    ENCODER,
    stage('sampler', sampler),
    ...corruptions.map((corruption, i) => stage(`corruption[${i}]`, corruption)),
  ];
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

/** `docs/combinations.md`: which samplers, corruptions and objectives go together, from what the plugins declare. */
export function combinationsPage(): string {
  const reasons = new Reasons();
  const cells = withObjectives().map((one) => ({ ...one, cell: reasons.cell(one) }));
  const sections = SAMPLERS.flatMap((sampler) => {
    const rows = [undefined, ...CORRUPTIONS].map((corruption) => [
      corruption?.title ?? 'none',
      ...cells.filter((one) => one.sampler === sampler && one.corruptions[0] === corruption).map(({ cell }) => cell),
    ]);
    return [
      `## ${sampler.title}`,
      '',
      markdownTable(['corruption', ...OBJECTIVES.map(({ title }) => title)], rows),
      '',
    ];
  });
  const beside = sideBySide();
  const neighbours = OBJECTIVES.map((first) => [
    first.title,
    ...beside.filter(({ objectives }) => objectives[0] === first).map((one) => reasons.cell(one)),
  ]);
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
    'change anything for each other: what goes with a chain alone goes with it beside others, and beside another of its own kind. The',
    'tables are for the default encoder; `nsp.v1` and `sop.v1` need one with a pooler, as `bert.v1` is unless `pooler` is false.',
    '',
    ...sections,
    '## One corruption after another',
    '',
    'The corruption of the row comes first, that of the column after it. Each leaves alone what those before it touched.',
    '',
    markdownTable(['first', ...CORRUPTIONS.map(({ title }) => title)], chains),
    '',
    '## One objective beside another',
    '',
    'Whether there is a chain that goes with both; where there is none, the reason on the one that comes nearest. All read one encoder, each with',
    'the attention it asks for: `causal-lm.v1` beside `mlm.v1` runs it twice a step, once on the original text from left to right and once on the',
    'corrupted one in both directions. Keys of Hugging Face’s, such as `cls.predictions.*`, go to the first objective that has them; a later one',
    'has them under `cloze.<id>.`.',
    '',
    markdownTable(['', ...OBJECTIVES.map(({ title }) => title)], neighbours),
    '',
    '## Why not',
    '',
    ...reasons.lines(),
    '',
    'Features are declared by a plugin as `requires`, `provides` and `breaks`: see [write a plugin](write-a-plugin.md).',
    '',
  ].join('\n');
}
