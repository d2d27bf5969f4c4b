import { CheckpointError } from '@cloze/contracts';
import type { OptimizerState, Parameter } from '@cloze/contracts/tensor';
import { tensor, variable, zeros, type Variable } from '@tensorflow/tfjs-core';

/**
 * A variable of a parameter's shape for each parameter, such as its first moment: zeros when first asked for, or what was
 * restored. Saved as `<slot>/<parameter>`.
 */
export class Slots {
  readonly #prefix: string;
  readonly #variables = new Map<string, Variable>();
  readonly #restored = new Map<string, Float32Array>();

  constructor(name: string) {
    this.#prefix = `${name}/`;
  }

  /** Whether a parameter has been updated before. */
  has(parameter: Parameter): boolean {
    return this.#variables.has(parameter.name) || this.#restored.has(parameter.name);
  }

  /** The slot of a parameter; throws CheckpointError when what was restored has another size. */
  of({ name, variable: { shape, size } }: Parameter): Variable {
    const existing = this.#variables.get(name);
    if (existing) return existing;
    const restored = this.#restored.get(name);
    if (restored && restored.length !== size) {
      throw new CheckpointError({
        what: 'The state of an optimizer is of another model',
        where: `${this.#prefix}${name}`,
        received: `${restored.length} values`,
        allowed: `${size}, for [${shape.join(', ')}]`,
      });
    }
    const initial = restored ? tensor(restored, shape, 'float32') : zeros(shape);
    const created = variable(initial, false);
    initial.dispose();
    this.#variables.set(name, created);
    this.#restored.delete(name);
    return created;
  }

  /** Copies, by name. */
  state(): OptimizerState {
    const values = new Map(this.#restored);
    for (const [name, slot] of this.#variables) values.set(name, Float32Array.from(slot.dataSync()));
    return Object.fromEntries([...values].map(([name, copy]) => [`${this.#prefix}${name}`, copy]));
  }

  /** Takes up what {@link state} gave; entries of other slots are passed over. */
  restore(state: OptimizerState): void {
    this.dispose();
    for (const [key, values] of Object.entries(state))
      if (key.startsWith(this.#prefix)) this.#restored.set(key.slice(this.#prefix.length), Float32Array.from(values));
  }

  dispose(): void {
    for (const slot of this.#variables.values()) slot.dispose();
    this.#variables.clear();
    this.#restored.clear();
  }
}
