import { hasNvidiaGpu } from './nvidia.js';
import { findTensorflow, type TensorflowPackage, type TensorflowPackageName } from './tensorflow-package.js';

/**
 * The installed packages that bring the backend `tensorflow`, in the order in which they are tried: that for a GPU computes on a processor as
 * well, and goes first where there is a GPU.
 */
export function tensorflowPackages(hasGpu: boolean = hasNvidiaGpu()): TensorflowPackage[] {
  const names: TensorflowPackageName[] = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];
  return (hasGpu ? names.reverse() : names).flatMap((name) => findTensorflow(name) ?? []);
}
