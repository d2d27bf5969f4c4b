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

const WORDS: readonly string[] = ['encoder', 'embeddings'];

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
    if (names.length === 0) {
      const all = input.parameters.map(({ name }) => name);
      throw namesNothing(entry, `${input.where}[${i}]`, input.depths.layers, all);
    }
    for (const name of names) frozen.add(name);
  });
  return frozen;
}

/**
 * Checks of a `freeze` list what can be told without a model: words of it that are misspelt, and layers that the encoder does not have.
 * @param where path of the list in the config
 * @param layers of the encoder, where they are known
 * @throws ConfigError for an entry that names nothing
 */
export function checkFreeze(entries: readonly string[], where: string, layers?: number): void {
  entries.forEach((entry, i) => {
    const count = FIRST_LAYERS.exec(entry)?.[1];
    const isBeyond = count !== undefined && layers !== undefined && (Number(count) < 1 || Number(count) > layers);
    // A name of a parameter has a dot in it, or a * for what is left out.
    const isWord = count === undefined && !/[.*]/.test(entry) && !WORDS.includes(entry);
    if (isBeyond || (isWord && nearestName(entry, wordsFor(layers)) !== undefined))
      throw namesNothing(entry, `${where}[${i}]`, layers);
  });
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

function wordsFor(layers = 0): string[] {
  return [...WORDS, ...(layers > 0 ? [`layers:${layers}`] : [])];
}

function namesNothing(entry: string, where: string, layers = 0, parameters: readonly string[] = []): ConfigError {
  const near = nearestName(entry, [...wordsFor(layers), ...parameters]);
  return new ConfigError({
    what: 'Nothing of the model is named so',
    where,
    received: JSON.stringify(entry),
    allowed:
      layers > 0
        ? `"encoder", "embeddings", "layers:1" to "layers:${layers}", or names of parameters, * for any text`
        : '"encoder", "embeddings", or names of parameters, * for any text',
    fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
  });
}
