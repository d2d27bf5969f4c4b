/** One direction of a chart. */
export interface Axis {
  readonly title: string;
  /** `linear` by default. */
  readonly scale?: 'linear' | 'log';
  /** Of a logarithm: whose powers the ticks are; 10 by default. */
  readonly base?: number;
  /** Whether zero is shown; by default only where a value needs it. */
  readonly zero?: boolean;
  /** A d3-format such as `.0%`. */
  readonly format?: string;
}

/** A quantitative channel of Vega-Lite for a field. */
export function channel(field: string, { title, scale = 'linear', base = 10, zero = false, format }: Axis) {
  return {
    field,
    type: 'quantitative',
    title,
    scale: scale === 'log' ? ({ type: 'log', base, nice: false } as const) : ({ type: 'linear', zero } as const),
    axis: format === undefined ? {} : { format },
  } as const;
}
