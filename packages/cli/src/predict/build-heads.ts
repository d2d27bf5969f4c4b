import { ConfigError, type HostServices, type LabelSet } from '@cloze/contracts';
import type { Encoder, ParameterFactory } from '@cloze/contracts/tensor';
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
    const model = ofHead(id, () =>
      plugin.create(options, {
        sizes: encoder.sizes,
        encoder,
        labels,
        parameters: heads.length > 1 ? withoutKeys(parameters) : parameters,
      }),
    );
    return { id, chosen, labels, model, collate: (records) => ofHead(id, () => collate([...records])) };
  });
}

/** What a head gives; options that do not fit its labels name the head. */
function ofHead<Value>(id: string, give: () => Value): Value {
  try {
    return give();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { where, ...parts } = error.parts;
    const head = `the head "${id}"`;
    throw new ConfigError({ ...parts, where: where === undefined ? head : `${where} of ${head}` }, { cause: error });
  }
}

function withoutKeys({ table, create }: ParameterFactory): ParameterFactory {
  return { table, create: (name, { key: _, ...spec }) => create(name, spec) };
}
