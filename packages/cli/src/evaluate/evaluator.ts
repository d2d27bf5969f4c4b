import type { ModelManifest } from '@cloze/checkpoints';
import type { Logger } from '@cloze/contracts';
import type { EvaluateFlags } from './evaluate.js';

/** What an evaluation of any kind of model gives. */
export interface Evaluated {
  /** What is saved as evaluation.json, and printed with `--json`. */
  readonly content: object;
  /** The same for a terminal. */
  readonly lines: readonly string[];
  /** The same as an HTML page. */
  readonly page: string;
}

/** Evaluates models of one kind. */
export interface Evaluator {
  /** The kind, for messages: `a pretrained model`. */
  readonly of: string;
  /** Whether a folder's model is of this kind. @param manifest its `cloze.json`; none in folders from elsewhere */
  accepts(manifest: ModelManifest | undefined): boolean;
  evaluate(flags: EvaluateFlags, logger: Logger): Promise<Evaluated>;
}
