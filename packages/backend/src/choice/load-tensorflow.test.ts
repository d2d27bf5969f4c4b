import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { registerTensorflow } from './load-tensorflow.js';
import { findTensorflow } from './tensorflow-package.js';
import { fakeTfjsNode } from './testing/fake-tfjs-node.js';

const NAME = '@tensorflow/tfjs-node';
const NOTE_ENVIRONMENT = 'exports.seen = { ...process.env };';

/** The environment that the package sees while it loads. */
function environmentOf(): NodeJS.ProcessEnv {
  const folder = fakeTfjsNode({ name: NAME, code: NOTE_ENVIRONMENT });
  registerTensorflow(findTensorflow(NAME)!);
  return (createRequire(import.meta.url)(folder) as { seen: NodeJS.ProcessEnv }).seen;
}

describe('registerTensorflow', () => {
  it('turns oneDNN on and the log down, and passes CLOZE_THREADS on', () => {
    for (const name of ['TF_ENABLE_ONEDNN_OPTS', 'TF_CPP_MIN_LOG_LEVEL', 'TF_NUM_INTRAOP_THREADS']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('CLOZE_THREADS', '3');
    expect(environmentOf()).toMatchObject({
      TF_ENABLE_ONEDNN_OPTS: '1',
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_NUM_INTRAOP_THREADS: '3',
    });
  });

  it('leaves what is set as it is', () => {
    vi.stubEnv('TF_ENABLE_ONEDNN_OPTS', '0');
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
    vi.stubEnv('CLOZE_THREADS', '3');
    expect(environmentOf()).toMatchObject({ TF_ENABLE_ONEDNN_OPTS: '0', TF_NUM_INTRAOP_THREADS: '1' });
  });
});
