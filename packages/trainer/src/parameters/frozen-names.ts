import { ConfigError, nearestName } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import type { EncoderDepths } from './encoder-depths.js';

/** What {@link frozenNames} looks at. */
export interface FreezeInput {
  readonly parameters: readonly Pick<Parameter, 'name'>[];
  readonly encoder: ReadonlySet<string>;
  readonly depths: EncoderDepths;
  /** Path of the list in the config, for messages. */
  readonly where: string;
}

/** The first n layers. */
const FIRST_LAYERS = /^layers:(\d+)$/;

/**
 * The parameters that entries of a `freeze` list name: `encoder`, `embeddings`, `layers:4`, or names in which `*` stands for any text.
 * @throws ConfigError for an entry that names nothing
 */
export function frozenNames(entries: readonly string[], input: FreezeInput): ReadonlySet<string> {
  const frozen = new Set<string>();
  entries.forEach((entry, i) => {
    const chosen = select(entry, input);
    const names = input.parameters.map(({ name }) => name).filter(chosen);
    if (names.length === 0) throw namesNothing(entry, `${input.where}[${i}]`, input);
    for (const name of names) frozen.add(name);
  });
  return frozen;
}

function select(entry: string, { encoder, depths }: FreezeInput): (name: string) => boolean {
  if (entry === 'encoder') return (name) => encoder.has(name);
  if (entry === 'embeddings') return (name) => depths.depth(name) === 0;
  const count = Number(FIRST_LAYERS.exec(entry)?.[1]);
  if (count > depths.layers) return () => false;
  if (!Number.isNaN(count)) return (name) => (depths.depth(name) ?? 0) > 0 && (depths.depth(name) ?? 0) <= count;
  const pattern = new RegExp(`^${entry.split('*').map(literally).join('.*')}$`);
  return (name) => pattern.test(name);
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function namesNothing(entry: string, where: string, { parameters, depths }: FreezeInput): ConfigError {
  const words = ['encoder', 'embeddings', ...(depths.layers > 0 ? [`layers:${depths.layers}`] : [])];
  const near = nearestName(entry, [...words, ...parameters.map(({ name }) => name)]);
  return new ConfigError({
    what: 'Nothing of the model is named so',
    where,
    received: JSON.stringify(entry),
    allowed:
      depths.layers > 0
        ? `"encoder", "embeddings", "layers:1" to "layers:${depths.layers}", or names of parameters, * for any text`
        : '"encoder", "embeddings", or names of parameters, * for any text',
    fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
  });
}
