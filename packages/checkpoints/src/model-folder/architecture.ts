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
