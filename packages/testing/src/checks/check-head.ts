import * as tf from '@tensorflow/tfjs-core';
import {
  PluginError,
  type EncodedRecord,
  type HostArray,
  type HostData,
  type RecordKind,
  type RecordKinds,
} from '@cloze/contracts';
import { inference, toBatch, toTensors } from '@cloze/contracts/tensor';
import { withModel } from './check-loss.js';
import { encodeOnce } from './loss-trial.js';
import { withoutLabels, type HeadTrial } from './head-trial.js';

/**
 * Prediction needs no labels, gives one plain-data prediction a record, and each is the same whatever its neighbours.
 * @throws PluginError
 */
export function checkDecoding<K extends RecordKind>(trial: HeadTrial<K>): void {
  const { records, where } = trial;
  withPredictions(trial, (predict) => {
    const unlabelled = records.map((record) => withoutLabels(record));
    const together = predict(unlabelled);
    if (together.length !== records.length) {
      throw new PluginError({
        what: 'There is not one prediction a record',
        where,
        received: `${together.length}`,
        allowed: `${records.length}`,
      });
    }
    if (JSON.stringify(structuredClone(together)) !== JSON.stringify(together)) {
      throw new PluginError({
        what: 'A prediction is not plain data',
        where,
        fix: 'return objects of strings and numbers',
      });
    }
    unlabelled.forEach((record, i) => {
      const [received, allowed] = [[together[i]], predict([record])].map(rounded);
      if (received === allowed) return;
      throw new PluginError({
        what: `The prediction of record ${i} depends on its neighbours in the batch`,
        where,
        received,
        allowed,
        fix: 'shift positions by `exampleStarts`, and read each record its own rows',
      });
    });
  });
}

/**
 * A record that comes as two windows that both hold all of it, and own half of its words each, is predicted as it is from one.
 * @throws PluginError
 */
export function checkWindows<K extends RecordKind>(trial: HeadTrial<K>): void {
  withPredictions(trial, (predict) => {
    trial.records.forEach((record, i) => {
      const alone = withoutLabels(record);
      const { from, to } = alone.ownWords;
      const half = Math.ceil((from + to) / 2);
      const windows = [
        { ...alone, ownWords: { from, to: half }, window: { index: 0, count: 2 } },
        { ...alone, ownWords: { from: half, to }, window: { index: 1, count: 2 } },
      ];
      const [received, allowed] = [predict(windows), predict([alone])].map(rounded);
      if (received === allowed) return;
      throw new PluginError({
        what: `Two equal windows of record ${i} are not predicted as one is`,
        where: trial.where,
        received,
        allowed,
        fix: 'let `merge` take each word, span or answer once, from the window whose own it is',
      });
    });
  });
}

type Predict<K extends RecordKind> = (chosen: readonly EncodedRecord<RecordKinds[K]>[]) => readonly unknown[];

/** Runs with a model that predicts, and frees it. */
function withPredictions<K extends RecordKind>(trial: HeadTrial<K>, run: (predict: Predict<K>) => void): void {
  withModel(trial, (model) => {
    const { head } = model as ReturnType<HeadTrial<K>['build']>;
    run((chosen) => {
      const outputs: Record<string, HostArray> = {};
      tf.tidy(() => {
        const { views, targets } = trial.collateRecords(chosen);
        const batch = toBatch({ epoch: 0, index: 0, views, targets: {} });
        const encode = encodeOnce(model.encoder, batch, inference);
        const tensors = head.outputs({ encode, batch, targets: toTensors(targets.arrays), mode: inference });
        for (const [name, tensor] of Object.entries(tensors)) {
          outputs[name] = { data: tensor.dataSync().slice() as HostData, shape: tensor.shape };
        }
      });
      return trial.decode(outputs, chosen);
    });
  });
}

/** JSON with numbers to four digits, so that the order of additions does not show. */
function rounded(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' ? Number(part.toPrecision(4)) : part,
  );
}
