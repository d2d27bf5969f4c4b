import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import type { NativeBackend, Output } from '../native-backend.js';

/** Logits of a block of rows of {@link linearCrossEntropy}: 64 MiB. */
const BLOCK = 2 ** 24;

interface CrossEntropyAttributes {
  withGradient: boolean;
}

interface LinearCrossEntropyInputs {
  /** `[n, width]` */
  h: TensorInfo;
  /** `[classes, width]` */
  weight: TensorInfo;
  /** `[classes]` */
  bias: TensorInfo;
  /** int32 `[n]` */
  labels: TensorInfo;
}

/**
 * `ClozeLinearCrossEntropy`: `[loss, correct, dh, dweight, dbias]` of the logits h · weightᵀ + bias: Σ -log softmax(logits)[label], the number
 * of rows whose label has the largest logit, and the gradients of the loss where `withGradient`. No `[n, classes]` array exists, only a block
 * of its rows.
 */
export const linearCrossEntropy = kernel<LinearCrossEntropyInputs, CrossEntropyAttributes>(
  'ClozeLinearCrossEntropy',
  (backend, { h, weight, bias, labels }, { withGradient }) => {
    const [rows, width] = h.shape;
    const [classes] = weight.shape;
    const gradients = withGradient ? [h, weight, bias].map(({ shape }) => backend.output(shape)) : [];
    const [dh, dweight, dbias] = gradients;
    const totals = new Float32Array(2);
    const blockRows = Math.max(1, Math.min(rows, Math.floor(BLOCK / Math.max(1, classes))));
    backend.withMemory(blockRows * classes, (memory) =>
      backend.binding.linearCrossEntropy(
        backend.floats(h),
        backend.floats(weight),
        backend.floats(bias),
        backend.integers(labels),
        totals,
        dh?.values ?? null,
        dweight?.values ?? null,
        dbias?.values ?? null,
        memory,
        rows,
        width,
        classes,
      ),
    );
    return [...scalars(backend, totals), ...gradients];
  },
);

interface SoftmaxCrossEntropyInputs {
  /** `[n, classes]` */
  logits: TensorInfo;
  /** int32 `[n]` */
  labels: TensorInfo;
}

/** `ClozeSoftmaxCrossEntropy`: `[loss, correct, dlogits [n, classes]]`, the last where `withGradient`. */
export const softmaxCrossEntropy = kernel<SoftmaxCrossEntropyInputs, CrossEntropyAttributes>(
  'ClozeSoftmaxCrossEntropy',
  (backend, { logits, labels }, { withGradient }) => {
    const [rows, classes] = logits.shape;
    const dlogits = withGradient ? backend.output(logits.shape) : undefined;
    const totals = new Float32Array(2);
    backend.binding.softmaxCrossEntropy(
      backend.floats(logits),
      backend.integers(labels),
      totals,
      dlogits?.values ?? null,
      rows,
      classes,
    );
    return dlogits === undefined ? scalars(backend, totals) : [...scalars(backend, totals), dlogits];
  },
);

function scalars(backend: NativeBackend, totals: Float32Array): Output[] {
  return Array.from(totals, (total) => {
    const output = backend.output([]);
    output.values[0] = total;
    return output;
  });
}
