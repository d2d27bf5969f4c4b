import { tidy } from '@tensorflow/tfjs-core';

/**
 * What a function gives, every tensor that it made freed: for values on the host. tfjs's `tidy` looks for tensors in all that it returns, which among
 * many numbers takes longer than making them.
 */
export function tidied<Value>(compute: () => Value): Value {
  let value: { readonly computed: Value } | undefined;
  tidy(() => {
    value = { computed: compute() };
  });
  return value!.computed;
}
