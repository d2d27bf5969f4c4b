import type { HostServices, LabelSet } from '@cloze/contracts';
import type { Encoder, ParameterFactory } from '@cloze/contracts/tensor';
import { placedIn } from '../config/placed-in.js';
import type { Chosen } from '../config/parse-run.js';
import type { ModelHead } from './head-runner.js';

/** A head to build. */
export interface HeadToBuild {
  readonly id: string;
  readonly chosen: Chosen<'head'>;
  readonly labels: LabelSet;
}

/** What heads are built with. */
export interface HeadBuilding {
  readonly encoder: Encoder;
  readonly host: HostServices;
  readonly parametersOf: (id: string) => ParameterFactory;
}

/**
 * Builds heads on an encoder. One head has the keys of another ecosystem's class where there is one; several would clash over them, and
 * have keys of their own.
 */
export function buildHeads(heads: readonly HeadToBuild[], { encoder, host, parametersOf }: HeadBuilding): ModelHead[] {
  return heads.map(({ id, chosen, labels }) => {
    const { plugin, options } = chosen;
    const parameters = parametersOf(id);
    const { collate } = plugin.targets(options, { ...host, labels });
    // Options that do not fit its labels name the head.
    const ofHead = <Value>(give: () => Value) => placedIn(`head "${id}"`, give, ['CLOZE_CONFIG']);
    const model = ofHead(() =>
      plugin.create(options, {
        sizes: encoder.sizes,
        encoder,
        labels,
        parameters: heads.length > 1 ? withoutKeys(parameters) : parameters,
      }),
    );
    return { id, chosen, labels, model, collate: (records) => ofHead(() => collate([...records])) };
  });
}

function withoutKeys({ table, create }: ParameterFactory): ParameterFactory {
  return { table, create: (name, { key: _, ...spec }) => create(name, spec) };
}
