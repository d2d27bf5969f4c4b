import { ConfigError, nearestName } from '@cloze/contracts';
import type { Parameter, ParameterFactory } from '@cloze/contracts/tensor';
import {
  add,
  dispose,
  matMul,
  mul,
  tensor,
  tidy,
  variable,
  type Tensor,
  type Tensor2D,
  type Variable,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Options of {@link lowRankAdapters}; a run's config has them under `lora`. */
export const lowRankOptions = z.strictObject({
  rank: z.int().positive().default(8).describe('rank of what is added to each weight'),
  alpha: z.number().positive().default(16).describe('the addition is scaled by alpha / rank'),
  targets: z
    .array(z.string().min(1))
    .min(1)
    .default(['query', 'value'])
    .describe('which layers of the encoder: the last words of their names, such as "query", "key", "value" or "dense"'),
});

/** Options of {@link lowRankAdapters}. */
export type LowRankOptions = z.output<typeof lowRankOptions>;

/** Parameters that stand for others in training. */
export interface Adapters {
  /** What is trained in place of the adapted weights. */
  readonly parameters: readonly Parameter[];
  /** The weights that are adapted; they hold the sum of their own values and what was learned. */
  readonly adapted: readonly Parameter[];
  /** The adapted weights' own values under their names: with {@link parameters}, what a checkpoint needs. */
  readonly base: readonly Parameter[];
  /** Gradients of the trained parameters from those of the adapted weights, which are freed; others pass. */
  gradients(gradients: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor>;
  /** Renews the adapted weights after an update, or after the base or the parameters were loaded. */
  apply(): void;
  dispose(): void;
}

/**
 * Low-rank adapters (LoRA, Hu et al., 2022): each adapted weight W [out, in] becomes W + (alpha / rank) B A with A [rank, in] and
 * B [out, rank], of which only A and B are trained. B starts at zero, so that training starts from the model itself. The sum is made once
 * an update and written into the weight that the encoder reads: layers need not know of it, nothing is slower in use, and what is exported
 * is merged.
 * @throws ConfigError for a target that names no weight of the encoder
 */
export function lowRankAdapters(
  encoder: Iterable<Parameter>,
  { rank, alpha, targets }: LowRankOptions,
  factory: ParameterFactory,
): Adapters {
  const all = [...encoder].filter(({ variable: own }) => own.shape.length === 2);
  targets.forEach((target, i) => {
    if (!all.some(({ name }) => isTarget(name, target))) throw unknownTarget(target, i, all);
  });
  const scale = alpha / rank;
  const pairs = all
    .filter(({ name }) => targets.some((target) => isTarget(name, target)))
    .map((adapted) => new AdaptedWeight(adapted, rank, scale, factory));
  return {
    parameters: pairs.flatMap(({ a, b }) => [a, b]),
    adapted: pairs.map(({ adapted }) => adapted),
    base: pairs.map(({ base }) => base),
    gradients(given) {
      const result = new Map(given);
      for (const pair of pairs) {
        const gradient = given.get(pair.adapted.name);
        if (gradient === undefined) continue;
        result.delete(pair.adapted.name);
        const own = tidy(() => pair.gradients(gradient as Tensor2D));
        result.set(pair.a.name, own.a).set(pair.b.name, own.b);
        dispose(gradient);
      }
      return result;
    },
    apply: () => pairs.forEach((pair) => pair.apply()),
    dispose: () => pairs.forEach(({ base }) => base.variable.dispose()),
  };
}

/** One weight with its base, A and B. */
class AdaptedWeight {
  readonly adapted: Parameter;
  readonly base: Parameter;
  readonly a: Parameter;
  readonly b: Parameter;
  readonly #scale: number;

  constructor(adapted: Parameter, rank: number, scale: number, factory: ParameterFactory) {
    const [outputs, inputs] = adapted.variable.shape;
    this.adapted = adapted;
    this.#scale = scale;
    const name = adapted.name.replace(/\.weight$/, '');
    // As a dense layer of its own would start: uniform up to the root of 3 / inputs has a variance of 1 / inputs.
    const initializer = { kind: 'uniform', limit: Math.sqrt(3 / inputs) } as const;
    const a = factory.create(`${name}.a`, { shape: [rank, inputs], initializer });
    const b = factory.create(`${name}.b`, { shape: [outputs, rank], initializer: { kind: 'zeros' } });
    const named = (wanted: Variable): Parameter => {
      const found = [...factory.table].find((parameter) => parameter.variable === wanted);
      return found ?? { name, variable: wanted, decay: true };
    };
    [this.a, this.b] = [named(a), named(b)];
    const values = tensor(Float32Array.from(adapted.variable.dataSync()), [outputs, inputs]);
    this.base = { ...adapted, variable: variable(values, false) };
    values.dispose();
  }

  gradients(gradient: Tensor2D): { readonly a: Tensor; readonly b: Tensor } {
    return {
      a: mul(matMul(this.b.variable as Tensor2D, gradient, true), this.#scale), // [rank, in]
      b: mul(matMul(gradient, this.a.variable as Tensor2D, false, true), this.#scale), // [out, rank]
    };
  }

  apply(): void {
    tidy(() => {
      const added = mul(matMul(this.b.variable as Tensor2D, this.a.variable as Tensor2D), this.#scale);
      this.adapted.variable.assign(add(this.base.variable, added));
    });
  }
}

/** `query` is the target of `bert.encoder.layer.0.attention.self.query.weight`, `output.dense` of more. */
function isTarget(name: string, target: string): boolean {
  return `.${name}`.endsWith(`.${target}.weight`);
}

function unknownTarget(target: string, index: number, all: readonly Parameter[]): ConfigError {
  const names = [...new Set(all.flatMap(({ name }) => /([^.]+)\.weight$/.exec(name)?.[1] ?? []))];
  const near = nearestName(target, names);
  return new ConfigError({
    what: 'No weight of the encoder is named so',
    where: `lora.targets[${index}]`,
    received: JSON.stringify(target),
    allowed: names.join(', ') || 'none: this encoder has no dense layers',
    fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
  });
}
