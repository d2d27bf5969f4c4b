/**
 * The class transformers loads a BERT's folder with, from the names of its parameters; the bare model where none has these heads.
 */
export function bertArchitecture(names: Iterable<string>): string {
  let [words, sentences] = [false, false];
  for (const name of names) {
    words ||= name.startsWith('cls.predictions.');
    sentences ||= name.startsWith('cls.seq_relationship.');
  }
  if (words && sentences) return 'BertForPreTraining';
  if (words) return 'BertForMaskedLM';
  return sentences ? 'BertForNextSentencePrediction' : 'BertModel';
}

/**
 * A `config.json` with the class that transformers loads the folder with: the one it names, else the one that has these parameters. Unchanged
 * for kinds of models that transformers does not have.
 */
export function nameArchitecture(
  config: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if ('architectures' in config) return config;
  if (config['model_type'] === 'bert') return { architectures: [bertArchitecture(names)], ...config };
  if (config['model_type'] !== 'electra') return config;
  const has = (prefix: string) => names.some((name) => name.startsWith(prefix));
  if (has('discriminator_predictions.')) return { architectures: ['ElectraForPreTraining'], ...config };
  return { architectures: [has('generator_lm_head.') ? 'ElectraForMaskedLM' : 'ElectraModel'], ...config };
}
