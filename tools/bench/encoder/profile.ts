import { loadBinding } from '@cloze/backend-native/binding';
import { performance } from 'node:perf_hooks';

/** Seconds by what they are spent on; the rest is JavaScript. Biases and the loss of the vocabulary are within the products that they follow. */
export interface Profile {
  products: number;
  attention: number;
  optimizer: number;
  elementwise: number;
  javascript: number;
}

const GROUPS: Readonly<Record<string, keyof Profile>> = {
  linear: 'products',
  linearGradient: 'products',
  linearCrossEntropy: 'products',
  batchMultiply: 'products',
  attention: 'attention',
  attentionGradient: 'attention',
  adamwStep: 'optimizer',
  sumOfSquares: 'optimizer',
};

/** Runs something with every function of the native binding timed. */
export function profile(run: () => void): Profile {
  const binding = loadBinding() as unknown as Record<string, (...given: unknown[]) => unknown>;
  const plain = { ...binding };
  const result: Profile = { products: 0, attention: 0, optimizer: 0, elementwise: 0, javascript: 0 };
  for (const [name, call] of Object.entries(plain)) {
    binding[name] = (...given) => {
      const start = performance.now();
      try {
        return call(...given);
      } finally {
        result[GROUPS[name] ?? 'elementwise'] += (performance.now() - start) / 1000;
      }
    };
  }
  const start = performance.now();
  try {
    run();
  } finally {
    Object.assign(binding, plain);
  }
  const total = (performance.now() - start) / 1000;
  result.javascript = total - result.products - result.attention - result.optimizer - result.elementwise;
  return result;
}
