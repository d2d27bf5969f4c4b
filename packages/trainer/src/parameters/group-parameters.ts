import type { Parameter } from '@cloze/contracts/tensor';
import { encoderDepths } from './encoder-depths.js';
import { frozenNames } from './frozen-names.js';
import type { ParameterOptions } from './parameter-options.js';
import type { TrainedGroup } from './trained-group.js';

/** How to group. */
export interface GroupInput extends Partial<ParameterOptions> {
  /** The encoder's own parameters: what `freeze`, `layerDecay` and `unfreeze` mean by layers; all others are heads to `headFactor`. */
  readonly encoder?: Iterable<Pick<Parameter, 'name'>>;
  /** Path of the options in the config, for messages; `optimizer` by default. */
  readonly where?: string;
}

/**
 * The parameters that are trained, in groups of the same settings: with weight decay or without (biases, LayerNorm), by learning rate and
 * by when they join.
 *
 * With `layerDecay` d each layer learns d times as fast as the one above it (discriminative fine-tuning, Howard and Ruder, 2018, section
 * 3.2): what stands above the encoder at the full rate, the top layer of L at d, the lowest at d^L, the embeddings at d^(L+1). With
 * `unfreeze` the encoder joins layer by layer from the top, the embeddings last (section 3.3 there). What is not the encoder's learns at
 * `headFactor` times the full rate.
 * @throws ConfigError when an entry of `freeze` names nothing
 */
export function groupParameters(parameters: Iterable<Parameter>, input: GroupInput = {}): readonly TrainedGroup[] {
  const { encoder = [], freeze = [], layerDecay = 1, headFactor = 1, unfreeze, where = 'optimizer' } = input;
  const all = [...parameters];
  const own = [...encoder];
  const depths = encoderDepths(own);
  const ofEncoder = new Set(own.map(({ name }) => name));
  const frozen = frozenNames(freeze, {
    parameters: all,
    encoder: ofEncoder,
    depths,
    where: `${where}.freeze`,
  });
  const groups = new Map<string, TrainedGroup & { readonly parameters: Parameter[] }>();
  for (const decay of [true, false]) {
    for (const parameter of all) {
      if (parameter.decay !== decay || frozen.has(parameter.name)) continue;
      const below = layersAbove(depths.depth(parameter.name), depths.layers);
      const joins = unfreeze && below > 0 ? { after: unfreeze.every * below, unit: unfreeze.unit } : undefined;
      const learningRateScale = ofEncoder.has(parameter.name) ? layerDecay ** below : headFactor;
      const key = JSON.stringify([decay, learningRateScale, joins?.after]);
      const group = groups.get(key) ?? { parameters: [], learningRateScale, decay, ...(joins && { joins }) };
      group.parameters.push(parameter);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** How far below the heads a parameter stands: 0 beside them, 1 in the top layer. */
function layersAbove(depth: number | undefined, layers: number): number {
  return depth === undefined ? 0 : layers + 1 - depth;
}
