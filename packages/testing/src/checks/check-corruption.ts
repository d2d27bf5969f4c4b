import {
  KeyedRandom,
  parseOptions,
  PluginError,
  TokenAction,
  type CorruptionPlugin,
  type Features,
  type View,
} from '@cloze/contracts';
import { shortestViews, tinyViews } from '../tiny/tiny-views.js';
import { tinyHost } from '../tiny/tiny-host.js';
import { checkView } from './check-view.js';
import { corruptedBefore } from './corrupted-before.js';
import type { PluginCase } from './plugin-case.js';

/** A corruption set up for one case, and the views it is tried on. */
export interface CorruptionTrial {
  readonly where: string;
  readonly features: Features;
  readonly growth: number;
  readonly views: readonly View[];
  /** A freshly set-up corruption on view `index`; `original` is the view itself where left out. */
  corrupt(index: number, view?: View, original?: View): View;
}

const host = tinyHost();
const PROGRESS = [0, 0.5, 1];

/** Sets a corruption up over views of every layout, the shortest included. */
export function corruptionTrial<Options>(plugin: CorruptionPlugin<Options>, { title, options = {} }: PluginCase) {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const views = [...shortestViews(), ...tinyViews(12), ...tinyViews(12, 'pair'), ...tinyViews(12, 'packed')];
  const trial: CorruptionTrial = {
    where,
    features: plugin.features?.(parsed) ?? {},
    growth: plugin.growth?.(parsed) ?? 1,
    views,
    corrupt: (index, view = views[index], original = view) =>
      plugin.create(parsed, host)(view, {
        epoch: 0,
        index,
        progress: PROGRESS[index % PROGRESS.length],
        original,
        random: new KeyedRandom(1).stream(`corruption/${plugin.name}#0`, 0, index),
      }),
  };
  return trial;
}

/** @throws PluginError when the corruption writes into the view it gets */
export function checkCorruptionIsPure({ where, views, corrupt }: CorruptionTrial): void {
  views.forEach((view, index) => {
    const before = structuredClone(view);
    corrupt(index);
    const changed = difference(view, before);
    if (changed === undefined) return;
    throw new PluginError({
      what: 'The corruption changed the view it was given',
      where: `${where}, view ${index}`,
      received: changed,
      allowed: 'a new view; examples are shared between objectives and epochs',
      fix: 'copy an array (`view.inputIds.slice()`) before writing into it',
    });
  });
}

/** @throws PluginError when the same stream gives another view the second time, or in another order */
export function checkCorruptionIsDeterministic({ where, views, corrupt }: CorruptionTrial): void {
  const forwards = views.map((_, index) => corrupt(index));
  const backwards = views.map((_, i) => corrupt(views.length - 1 - i)).reverse();
  forwards.forEach((view, index) => {
    const changed = difference(backwards[index], view);
    if (changed === undefined) return;
    throw new PluginError({
      what: 'The same random stream gave two different views',
      where: `${where}, view ${index}`,
      received: changed,
      allowed: 'a view that depends on options, view and context alone',
      fix: 'draw only from `context.random`, and keep no state between calls',
    });
  });
}

/** @throws PluginError when a view's arrays, special tokens, origins or actions are wrong; also behind an earlier corruption */
export function checkCorruptedViews({ where, features, views, corrupt }: CorruptionTrial): void {
  const needsAlignment = features.requires?.includes('aligned-positions') ?? false;
  views.forEach((original, index) => {
    checkView(corrupt(index), original, host.vocabulary, `${where}, view ${index}`);
    if (needsAlignment) return;
    const before = corruptedBefore(original, host.vocabulary.special.mask);
    checkView(corrupt(index, before, original), original, host.vocabulary, `${where}, view ${index} corrupted before`);
  });
}

/** @throws PluginError when a view grows by more than the plugin declares */
export function checkGrowth({ where, growth, views, corrupt }: CorruptionTrial): void {
  views.forEach((view, index) => {
    const [before, after] = [view.inputIds.length, corrupt(index).inputIds.length];
    if (after <= before * growth * (1 + 1e-12)) return;
    throw new PluginError({
      what: 'The view grew by more than the corruption declares',
      where: `${where}, view ${index}`,
      received: `${after} tokens from ${before}`,
      allowed: `at most ${growth} times as many`,
      fix: 'insert fewer tokens, or return a larger number from `growth(options)`',
    });
  });
}

/** @throws PluginError when what happens to positions, targets and spans is not what the plugin declares */
export function checkDeclaredFeatures({ where, features, views, corrupt }: CorruptionTrial): void {
  const results = views.map((view, index) => ({ view, after: corrupt(index), at: `${where}, view ${index}` }));
  const fail = (what: string, at: string, allowed: string, fix: string): never => {
    throw new PluginError({ what, where: at, allowed, fix });
  };
  const breaks = (feature: string) => features.breaks?.includes(feature) ?? false;
  const provides = (feature: string) => features.provides?.includes(feature) ?? false;

  for (const { view, after, at } of results) {
    const aligned =
      after.origins.length === view.origins.length &&
      after.origins.every((origin, i) => origin === view.origins[i] || after.actions[i] === TokenAction.moved);
    if (breaks('aligned-positions') || aligned) continue;
    fail('Tokens left their places, but "aligned-positions" is not declared as broken', at, 'no token inserted or deleted; targets in place',
      "declare `features: () => ({ breaks: ['aligned-positions'] })`"); // prettier-ignore
  }
  const spoilt = results.find(({ view, after }) => isSpoilt(view, after));
  if (spoilt && !provides('spoilt')) {
    fail('Tokens are not as they were, but "spoilt" is not declared', spoilt.at, 'every token left alone',
      "declare `features: () => ({ provides: ['spoilt'] })`"); // prettier-ignore
  }
  const targets = results.filter(({ after }) => after.actions.some(isTarget));
  if (targets.length > 0 && !provides('token-targets')) {
    fail('Tokens became targets, but "token-targets" is not declared', targets[0].at, 'no masked, replaced or kept token',
      "declare `features: () => ({ provides: ['token-targets'] })`"); // prettier-ignore
  }
  if (targets.length === 0 && provides('token-targets')) {
    fail(
      '"token-targets" is declared, but no token became a target',
      where,
      'masked, replaced or kept tokens',
      'set `actions`',
    );
  }
  const spans = results.filter(({ after }) => after.spans.length > 0);
  if (spans.length > 0 && !provides('spans')) {
    fail('There are spans, but "spans" is not declared', spans[0].at, 'no spans',
      "declare `features: () => ({ provides: ['spans'] })`"); // prettier-ignore
  }
  if (spans.length === 0 && provides('spans')) {
    fail('"spans" is declared, but there are none', where, 'spans in some view', 'set `spans`');
  }
}

/** Something was done to a token, or one was deleted. */
function isSpoilt(before: View, { origins, actions }: View): boolean {
  return origins.length !== before.origins.length || actions.some((action) => action !== TokenAction.none);
}

function isTarget(action: number): boolean {
  return action === TokenAction.masked || action === TokenAction.replaced || action === TokenAction.kept;
}

/** The first array in which two views differ, in words. */
function difference(received: View, expected: View): string | undefined {
  for (const [name, values] of Object.entries(expected) as [keyof View, View[keyof View]][]) {
    const other = received[name];
    const place = values.findIndex((value, i) => value !== other[i]);
    if (place >= 0) return `${name}[${place}] is ${other[place]}, was ${values[place]}`;
    if (other.length !== values.length) return `${name} has ${other.length} entries, had ${values.length}`;
  }
  return undefined;
}
