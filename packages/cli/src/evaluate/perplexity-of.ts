import type { Measure } from './measure.js';

/** The perplexity of a loss in nats, with its interval. */
export function perplexityOf({ constant, ...loss }: Measure): Measure {
  const [value, low, high] = [loss.value, loss.low, loss.high].map(Math.exp);
  const perplexity = { ...loss, name: loss.name.replace('loss', 'perplexity'), value, low, high };
  if (constant === undefined) return perplexity;
  const { gain, beaten } = constant;
  const better = (nats: number) => Math.exp(loss.value + nats) - value;
  return {
    ...perplexity,
    constant: {
      value: Math.exp(constant.value),
      gain: { value: better(gain.value), low: better(gain.low), high: better(gain.high) },
      beaten,
    },
  };
}
