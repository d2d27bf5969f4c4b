import { PluginError, type BatchArrays, type Targets } from '@cloze/contracts';
import {
  assertShape,
  toBatch,
  toTensors,
  type Batch,
  type Encoder,
  type Mode,
  type NamedTensors,
} from '@cloze/contracts/tensor';
import { keep, tidy, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { encodeOnce } from './encode-once.js';
import type { BatchSums, ByObjective } from './loss-meter.js';
import { hasTargets, sumsByTerm } from './loss-terms.js';
import type { TrainedObjective } from './trained-objective.js';

/** Encoder and objectives, as the loop runs them. */
export interface LossModel {
  readonly encoder: Pick<Encoder, 'encode'>;
  readonly objectives: readonly TrainedObjective[];
}

/** The mode (dropout) of a purpose, a stable name. */
export type ModeOf = (purpose: string) => Mode;

/** Losses of a batch as tensors. */
export interface LossTensors {
  readonly losses: ByObjective<Scalar>;
  readonly reports: ByObjective<Scalar>;
}

/** The targets of an objective in a batch; throws PluginError where the batch has none under its id. */
export function targetsOf(arrays: BatchArrays, id: string): Targets {
  const targets = arrays.targets[id];
  if (targets) return targets;
  throw new PluginError({
    what: `A batch has no targets for the objective "${id}"`,
    where: `epoch ${arrays.epoch}, batch ${arrays.index}`,
    received: `targets of ${Object.keys(arrays.targets).join(', ') || 'none'}`,
    fix: 'give the batch source the same objectives, under the same ids, as the trainer',
  });
}

/**
 * Runs the losses of a batch and reads their sums. `consume` is called with `losses`, which makes the loss tensors (once), so that
 * the caller can run it under a gradient tape. Everything but what `consume` returns is freed.
 */
export function withLosses<Result extends Record<string, Tensor>>(
  model: LossModel,
  arrays: BatchArrays,
  modeOf: ModeOf,
  consume: (losses: () => LossTensors) => Result,
): { readonly sums: BatchSums; readonly result: Result } {
  const kept: Tensor[] = [];
  let tensors: LossTensors = { losses: {}, reports: {} };
  let sums: BatchSums = { losses: {}, reports: {} };
  const result = tidy(() => {
    const batch = toBatch(arrays);
    // Made here, so that no `tidy` of an objective frees what the next one reads.
    batch.view('original');
    batch.view('corrupted');
    const active = model.objectives.filter(({ id }) => hasTargets(targetsOf(arrays, id)));
    const targets = new Map(active.map(({ id }) => [id, toTensors(arrays.targets[id].arrays)]));
    const once = encodeOnce(model.encoder, batch, modeOf);
    try {
      const consumed = consume(() => {
        tensors = runAll(active, arrays, batch, targets, once.encode, modeOf);
        for (const group of [tensors.losses, tensors.reports])
          for (const entries of Object.values(group))
            for (const scalar of Object.values(entries)) kept.push(keep(scalar));
        return tensors;
      });
      sums = { losses: readAll(tensors.losses), reports: readAll(tensors.reports) };
      return consumed;
    } finally {
      once.dispose();
      for (const scalar of kept) scalar.dispose();
    }
  });
  return { sums, result };
}

function runAll(
  active: readonly TrainedObjective[],
  arrays: BatchArrays,
  batch: Batch,
  targets: ReadonlyMap<string, NamedTensors>,
  encode: ReturnType<typeof encodeOnce>['encode'],
  modeOf: ModeOf,
): LossTensors {
  const losses: Record<string, Readonly<Record<string, Scalar>>> = {};
  const reports: Record<string, Readonly<Record<string, Scalar>>> = {};
  for (const objective of active) {
    const { id, model } = objective;
    const loss = model.loss({ encode, batch, targets: targets.get(id) ?? {}, mode: modeOf(`objective/${id}`) });
    losses[id] = sumsByTerm(objective, loss, arrays.targets[id]);
    reports[id] = loss.report ?? {};
    for (const [name, scalar] of [...Object.entries(losses[id]), ...Object.entries(reports[id])])
      assertShape(scalar, [], `the loss of the objective "${id}"${name === '' ? '' : `, ${name}`}`);
  }
  return { losses, reports };
}

function readAll(tensors: ByObjective<Scalar>): ByObjective<number> {
  const entries = Object.entries(tensors).map(([id, scalars]) => [
    id,
    Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.dataSync()[0]])),
  ]);
  return Object.fromEntries(entries);
}
