import type { ParameterFactory } from '@cloze/contracts/tensor';

/**
 * Who gets a name that several objectives ask for. Another ecosystem has room for one of a kind: its keys go to the first objective of a run that asks
 * for them, and a later one that asks too, such as `causal-lm.v1` beside `mlm.v1`, keeps what it has under `cloze.<id>.<key>`.
 */
export class FirstClaim {
  readonly #owners = new Map<string, string>();
  readonly #others = new Map<string, readonly [own: string, key: string]>();

  /** A factory that takes other ecosystems' keys where they are still to be had. */
  factory({ table, create }: ParameterFactory, id: string): ParameterFactory {
    return {
      table,
      create: (name, { key, ...spec }) => {
        if (key === undefined) return create(name, spec);
        const isOwn = this.#isOwn(key, id);
        const own = ownName(id, name);
        this.#others.set(isOwn ? key : own, [own, key]);
        return create(name, isOwn ? { ...spec, key } : spec);
      },
    };
  }

  /** The prefix of a further encoder's parameters. */
  prefix(prefix: string, id: string): string {
    return this.#isOwn(prefix, id) ? prefix : ownName(id, prefix);
  }

  /**
   * Names that a parameter may have been saved under beside other objectives, the likeliest first: its objective's own name, which tells whose
   * it is, and the key.
   */
  namesOf(name: string): readonly string[] {
    return this.#others.get(name) ?? [name];
  }

  /** Whether a name is the objective's: nobody had asked for it before. */
  #isOwn(name: string, id: string): boolean {
    const owner = this.#owners.get(name) ?? id;
    this.#owners.set(name, owner);
    return owner === id;
  }
}

const ownName = (id: string, name: string) => `cloze.${id}.${name}`;
