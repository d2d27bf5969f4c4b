import { DataError, KeyedRandom, ModelError, type Tokenizer } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';
import { generate } from '@cloze/pretraining-objectives';
import type { ModelObjective } from '../compose/run-model.js';

/** How to generate. */
export interface GenerateOptions {
  /** Tokens to add; 40 by default, fewer where the model has no more positions. */
  readonly tokens?: number;
  /** Below 1 nearer to the likeliest token, 0 always the likeliest; 1 by default. */
  readonly temperature?: number;
  /** Another seed gives another text; 1 by default. */
  readonly seed?: number;
}

/** What generates text. */
export interface TextGenerator {
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  readonly objectives: readonly ModelObjective[];
  /** For messages. */
  readonly directory: string;
}

/**
 * Goes on with a text from left to right, sampling a token at a time.
 * @returns the text that was added
 * @throws ModelError for a model that was not trained to name the next token, DataError for a text that leaves no room
 */
export function generateText(model: TextGenerator, prompt: string, options: GenerateOptions = {}): string {
  const { tokenizer, encoder, objectives, directory } = model;
  const { tokens = 40, temperature = 1, seed = 1 } = options;
  const objective = objectives.find(({ model: { predictNext } }) => predictNext !== undefined);
  if (objective === undefined) {
    const names = objectives.map(({ chosen }) => chosen.plugin.name);
    throw new ModelError({
      what: 'The model cannot generate text',
      where: directory,
      received: names.length > 0 ? `objectives ${names.join(', ')}` : 'no output layer for words',
      allowed: 'a model with an objective that names the next token, such as causal-lm.v1',
    });
  }
  const { ids } = tokenizer.encode(prompt, undefined, { addSpecialTokens: false });
  const room = encoder.sizes.maxPositions - 1; // [CLS] stands before the text
  if (ids.length >= room) {
    throw new DataError({
      what: 'A text leaves no room to go on with it',
      received: `${ids.length} tokens`,
      allowed: `at most ${room - 1}`,
      fix: 'shorten it',
    });
  }
  const random = new KeyedRandom(seed).stream('generate');
  const added = generate(
    { encoder, objective: objective.model, vocabulary: tokenizer.vocabulary },
    { prompt: ids, length: tokens, temperature, random },
  );
  return tokenizer.decode([...ids, ...added]).slice(tokenizer.decode(ids).length);
}
