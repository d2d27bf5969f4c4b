/** Who is measured beside this project. */
export const peers = ['transformers', 'transformers-sparse', 'tfjs-node', 'wasm'] as const;

export type Peer = (typeof peers)[number];

/** One line of the benchmark: a model, a batch, and what is timed. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly task: 'train' | 'forward';
  /** Options of `bert.v1`. */
  readonly encoder: Readonly<Record<string, unknown>>;
  /** Examples x tokens, or real sentences of mixed length. */
  readonly batch: { readonly examples: number; readonly length: number } | 'sentences';
  /** Required ratio to transformers on AVX2 processors; undefined where it is only reported. */
  readonly target: number;
  /** Required ratio to the sparse-head PyTorch; training rows only. */
  readonly sparseTarget?: number;
  /** Steps a timing. */
  readonly steps: number;
  /**
   * Who runs it: WebAssembly has too little memory for base and takes minutes a step of small or a batch of long sentences, and without a head
   * `transformers-sparse` is `transformers`.
   */
  readonly peers: readonly Peer[];
}

const minilm = { hiddenSize: 384, layers: 6, heads: 12, intermediateSize: 1536 };

/** Every row of the table in docs/performance.md. */
export const rows: readonly Row[] = [
  row('tiny', 'tiny 2x128, 32x128', 'train', { preset: 'tiny' }, 32, 128, 6, 4, 1),
  row('mini', 'mini 4x256, 32x128', 'train', { preset: 'mini' }, 32, 128, 3.5, 2, 1),
  row('small', 'small 4x512, 16x128', 'train', { preset: 'small' }, 16, 128, 2.2, 2, 1),
  row('base', 'base 12x768, 8x128', 'train', { preset: 'base' }, 8, 128, 1.4, 1, 1.15),
  row('base-long', 'base 12x768, 2x512', 'train', { preset: 'base' }, 2, 512, 1.6, 1, 1),
  row('base-forward', 'base forward, 8x128', 'forward', { preset: 'base' }, 8, 128, 1.05, 2),
  row('minilm-forward', 'MiniLM 6x384 forward, 32x128', 'forward', minilm, 32, 128, 1.1, 2),
  {
    id: 'minilm-sentences',
    title: 'MiniLM forward, real sentences of mixed length',
    task: 'forward',
    encoder: minilm,
    batch: 'sentences',
    target: 1.5,
    steps: 1,
    peers: ['transformers', 'tfjs-node'],
  },
];

function row(
  id: string,
  title: string,
  task: Row['task'],
  encoder: Row['encoder'],
  examples: number,
  length: number,
  target: number,
  steps: number,
  sparseTarget?: number,
): Row {
  const able = peers
    .filter((peer) => task === 'train' || peer !== 'transformers-sparse')
    .filter((peer) => !/^(base|small)/.test(id) || peer !== 'wasm');
  return { id, title, task, encoder, batch: { examples, length }, target, steps, sparseTarget, peers: able };
}
