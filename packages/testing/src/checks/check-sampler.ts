import {
  ClozeError,
  KeyedRandom,
  parseOptions,
  PluginError,
  type AssembledExample,
  type Corpus,
  type ExamplePlan,
  type SamplerPlugin,
} from '@cloze/contracts';
import { tinyCorpus } from '../tiny/tiny-corpus.js';
import { tinyHost } from '../tiny/tiny-host.js';
import { checkView } from './check-view.js';
import type { PluginCase } from './plugin-case.js';

const host = tinyHost();
const corpus: Corpus = tinyCorpus({ documents: 6, sentences: 8 });

/** A sampler with one case's options over the tiny corpus. */
export interface SamplerTrial {
  readonly where: string;
  readonly features: readonly string[];
  readonly maxLength: number;
  plan(request?: { readonly epoch?: number; readonly budget?: number; readonly documents?: number[] }): ExamplePlan;
  assemble(plan: ExamplePlan, index: number): AssembledExample;
  fail(what: string, at: string, received: string, allowed: string): never;
}

/** Sets a sampler up. */
export function samplerTrial<Options>(
  plugin: SamplerPlugin<Options>,
  { title, options = {} }: PluginCase,
): SamplerTrial {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const maxLength = plugin.maxLength(parsed);
  return {
    where,
    maxLength,
    features: plugin.features?.(parsed).provides ?? [],
    plan: ({ epoch = 0, budget = maxLength, documents = [0, 1, 2, 3, 4, 5] } = {}) =>
      plugin.plan(parsed, {
        corpus,
        documents: Uint32Array.from(documents),
        budget,
        random: new KeyedRandom(1),
        epoch,
      }),
    assemble: (plan, index) => plugin.assemble(parsed, plan, index, corpus, host),
    fail(what, at, received, allowed) {
      throw new PluginError({ what, where: at === '' ? where : `${where}, ${at}`, received, allowed });
    },
  };
}

/** @throws PluginError when the same request gives two plans, or a plan cannot be kept with the run */
export function checkPlans({ plan, fail }: SamplerTrial): void {
  for (const request of [{}, { epoch: 3 }, { documents: [4, 1, 1] }]) {
    const [first, second] = [plan(request), plan(request)].map(planText);
    if (first !== second) fail('The same request gave two plans', JSON.stringify(request), second, first);
  }
  const made = plan();
  if (planText(structuredClone(made)) !== planText(made)) {
    fail('A plan cannot be sent to a worker', 'plan', 'values were lost', 'typed arrays alone');
  }
  if (made.lengths.length === 0) fail('The plan has no examples', 'plan', '0', 'some');
}

/** @throws PluginError when an example is longer than the plan says or the budget allows; also with less room than usual */
export function checkLengths({ plan, assemble, maxLength, fail }: SamplerTrial): void {
  for (const budget of [maxLength, Math.max(8, Math.floor(maxLength / 1.5))]) {
    const made = plan({ budget });
    made.lengths.forEach((planned, index) => {
      const { length } = assemble(made, index).original.inputIds;
      const at = `example ${index}, budget ${budget}`;
      if (length !== planned) fail('An example is not as long as its plan', at, `${length}`, `${planned}`);
      if (length > budget) fail('An example exceeds the budget', at, `${length}`, `at most ${budget}`);
    });
  }
}

/** @throws PluginError when examples are not well-formed views of the corpus */
export function checkAssembledViews({ plan, assemble, features, where, fail }: SamplerTrial): void {
  const made = plan();
  const { vocabulary } = host;
  made.lengths.forEach((_, index) => {
    const at = `example ${index}`;
    const { original, labels = {} } = assemble(made, index);
    checkView(original, original, vocabulary, `${where}, ${at}`);
    original.inputIds.forEach((id, i) => {
      const special = +vocabulary.isSpecial(id);
      if (original.special[i] !== special)
        fail('"special" is wrong', `${at}, position ${i}`, `${original.special[i]}`, `${special}`);
      const wordStart = +(special === 0 && !vocabulary.continuesWord(id));
      const beginsText = original.special[i - 1] === 1; // where a word may have been cut
      if (features.includes('word-starts') && !beginsText && original.wordStarts[i] !== wordStart) {
        fail('"wordStarts" is wrong', `${at}, position ${i}`, `${original.wordStarts[i]}`, `${wordStart}`);
      }
    });
    if (original.inputIds[0] !== vocabulary.special.cls) {
      fail('An example does not begin with [CLS]', at, `id ${original.inputIds[0]}`, `id ${vocabulary.special.cls}`);
    }
    if (original.actions.some((action) => action !== 0))
      fail('An example is corrupted', at, 'actions', 'none before corruptions');
    if (!Object.values(labels).every((value) => Number.isFinite(value))) {
      fail('A label is not a number', at, JSON.stringify(labels), 'finite numbers');
    }
    const paired = features.includes('pairs') || features.includes('segment-order');
    if (paired && new Set(original.segmentIds).size !== 2) {
      fail('A pair does not have two segments', at, [...new Set(original.segmentIds)].join(', '), '0, 1');
    }
  });
}

/** @throws PluginError when an example depends on those assembled before it */
export function checkAssemblyOrder({ plan, assemble, fail }: SamplerTrial): void {
  const made = plan();
  const indices = [...made.lengths.keys()];
  const forwards = indices.map((index) => exampleText(assemble(made, index)));
  const copy = structuredClone(made);
  for (const index of indices.reverse()) {
    const alone = exampleText(assemble(copy, index));
    if (alone === forwards[index]) continue;
    fail('An example depends on those assembled before it', `example ${index}`, alone, forwards[index]);
  }
}

/** @throws PluginError when an epoch without documents is anything but an error a user can act on */
export function checkEmptyEpoch({ plan, fail }: SamplerTrial): void {
  try {
    const { lengths } = plan({ documents: [] });
    fail('An epoch without documents passes', '', `${lengths.length} examples`, 'a DataError');
  } catch (error) {
    if (ClozeError.is(error) && error.code === 'CLOZE_DATA') return;
    throw error;
  }
}

function planText({ lengths, arrays }: ExamplePlan): string {
  return JSON.stringify([
    [...lengths],
    Object.entries(arrays).map(([name, values]) => [name, values.constructor.name, [...values]]),
  ]);
}

function exampleText({ original, labels }: AssembledExample): string {
  return JSON.stringify([Object.entries(original).map(([name, values]) => [name, [...values]]), labels]);
}
