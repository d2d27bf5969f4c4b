import { tidied } from '@cloze/backend';
import { concatenateViews, untouchedView } from '@cloze/contracts';
import { inference, toEncoderInput } from '@cloze/contracts/tensor';
import { attentionMaps, report, type AttentionMap } from '@cloze/reports';
import type { EmbeddingModel } from '../contextual/embedding-model.js';

/**
 * A page with the attention of every layer and head on a text, or a pair of texts, chosen one at a time: the tokens that look down the side, those
 * looked at along the top. What is longer than the model takes is cut.
 */
export function attentionPage(model: EmbeddingModel, text: string, pair?: string): Promise<string> {
  const { tokens, maps } = attentions(model, text, pair);
  return report({
    title: 'Attention',
    lead: pair === undefined ? text : `${text} / ${pair}`,
    sections: [{ title: 'By layer and head', content: [attentionMaps({ tokens, maps })] }],
  });
}

/** Attention probabilities of a text: one map [tokens, tokens] a layer and head, both counted from 1. */
export function attentions(
  { tokenizer, encoder }: EmbeddingModel,
  text: string,
  pair?: string,
): { readonly tokens: readonly string[]; readonly maps: readonly AttentionMap[] } {
  const encoding = tokenizer.encode(text, pair, { maxLength: encoder.sizes.maxPositions });
  const { ids, typeIds, specialTokensMask, tokens } = encoding;
  const view = untouchedView({
    inputIds: ids,
    segmentIds: typeIds,
    special: specialTokensMask,
    wordStarts: new Uint8Array(ids.length),
  });
  const size = ids.length * ids.length;
  const maps = tidied(() => {
    const { attentions: layers = [] } = encoder.encode(toEncoderInput(concatenateViews([view])), {
      mode: inference,
      attentions: true,
    });
    return layers.flatMap(([weights], layer) => {
      const values = weights.dataSync<'float32'>(); // [heads, length, length]
      return Array.from({ length: values.length / size }, (_, head) => ({
        layer: layer + 1,
        head: head + 1,
        weights: values.slice(head * size, (head + 1) * size),
      }));
    });
  });
  return { tokens, maps };
}
