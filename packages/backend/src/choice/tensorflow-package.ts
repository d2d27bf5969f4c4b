import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { resolveFrom } from './tfjs-copies.js';

/** The two packages that bring the backend `tensorflow`. */
export type TensorflowPackageName = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

/** An installed package that brings the backend `tensorflow`. */
export interface TensorflowPackage {
  readonly name: TensorflowPackageName;
  readonly version: string;
  readonly folder: string;
  /** Why it cannot be loaded, and what to do; undefined when nothing speaks against it. */
  readonly fault?: { readonly reason: string; readonly remedy: string };
}

/**
 * Finds tfjs-node beside this package, in the current folder's packages, or in the folder that `CLOZE_TFJS_NODE` names, and checks
 * it for the faults we know, without loading it.
 */
export function findTensorflow(
  name: TensorflowPackageName,
  nodeVersion: string = process.versions.node,
): TensorflowPackage | undefined {
  const folders = [import.meta.dirname, process.cwd(), ...(process.env['CLOZE_TFJS_NODE'] ?? '').split(':')];
  const found = folders.filter(Boolean).flatMap((folder) => resolveFrom(folder, `${name}/package.json`) ?? [])[0];
  if (found === undefined) return undefined;
  const { version } = createRequire(found)('./package.json') as { version: string };
  return { name, version, folder: dirname(found), fault: faultOf(name, dirname(found), nodeVersion) };
}

function faultOf(name: string, folder: string, nodeVersion: string): TensorflowPackage['fault'] {
  if (Number(nodeVersion.split('.')[0]) >= 23) {
    return {
      reason: `${name} 4.22 calls functions that Node 23 took out, and this is Node ${nodeVersion}`,
      remedy: 'use Node 20 or 22 for it',
    };
  }
  const binding = ['napi-v8', 'napi-v9', 'napi-v10'].some((napi) =>
    existsSync(join(folder, 'lib', napi, 'tfjs_binding.node')),
  );
  if (binding) return undefined;
  return {
    reason: `the native library of ${name} is missing: its install step did not run, or its download failed`,
    remedy: `npm rebuild ${name}`,
  };
}
