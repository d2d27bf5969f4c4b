import type { HeadFindings } from './head-findings.js';

/** What was measured of one head. */
export interface HeadEvaluation {
  readonly id: string;
  /** Its plugin. */
  readonly use: string;
  readonly records: number;
  readonly files: readonly string[];
  /** Loss, what it reports, and the metrics. */
  readonly values: Readonly<Record<string, number>>;
  readonly findings: HeadFindings;
}

/** What `cloze evaluate` tells of a fine-tuned model, and saves. */
export interface HeadsEvaluationContent {
  readonly model: string;
  /** Updates that its weights have seen, where it is known. */
  readonly step?: number;
  readonly heads: readonly HeadEvaluation[];
  readonly versions: Readonly<Record<string, string>>;
}
