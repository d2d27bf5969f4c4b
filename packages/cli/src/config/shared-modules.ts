/**
 * The packages that a user's modules get from this process, so that there is one copy of each. tfjs and the tensor contracts are
 * imported here only when a user's module is loaded: workers without one never load them.
 */
export async function sharedModules(): Promise<Readonly<Record<string, unknown>>> {
  return {
    zod: await import('zod'),
    '@tensorflow/tfjs-core': await import('@tensorflow/tfjs-core'),
    '@cloze/contracts': await import('@cloze/contracts'),
    '@cloze/contracts/tensor': await import('@cloze/contracts/tensor'),
    '@cloze/registry': await import('@cloze/registry'),
    '@cloze/backend': await import('@cloze/backend'),
    '@cloze/encoder-core': await import('@cloze/encoder-core'),
    cloze: {
      defineRun: (await import('./define-run.js')).defineRun,
      defineFinetune: (await import('../finetune/define-finetune.js')).defineFinetune,
    },
  };
}
