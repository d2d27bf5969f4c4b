/** A class of a text or a pair. */
export interface LabelPrediction {
  readonly label: string;
  /** Of every label, by its name. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The classes of a text that may have several, or none. */
export interface LabelsPrediction {
  readonly labels: readonly string[];
  /** Of every label, each on its own, by its name. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** A number a text or pair. */
export interface ValuePrediction {
  readonly value: number;
}

/** A tag a word: of the record's words or, before windows are joined, of the window's. */
export interface TagsPrediction {
  readonly tags: readonly string[];
  /** Of each word's tag. */
  readonly probabilities?: readonly number[];
  /** Start and end of each word in the record's text, in UTF-16 code units, end exclusive. */
  readonly offsets?: readonly (readonly [start: number, end: number])[];
}

/** A labelled stretch of the record's text, in UTF-16 code units, end exclusive. */
export interface PredictedSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly score: number;
}

/** Labelled stretches, in the order of their starts. */
export interface SpansPrediction {
  readonly spans: readonly PredictedSpan[];
}

/** A labelled pair of spans: indices into the prediction's `spans`. */
export interface PredictedRelation {
  readonly head: number;
  readonly tail: number;
  readonly label: string;
  readonly score: number;
}

/** Spans and the relations between them. */
export interface RelationsPrediction extends SpansPrediction {
  readonly relations: readonly PredictedRelation[];
}

/** Mentions of the same thing together, in UTF-16 code units of the record's text, end exclusive. */
export interface ClustersPrediction {
  readonly clusters: readonly (readonly { readonly start: number; readonly end: number }[])[];
  /** Of each cluster, the mean probability of what joined its mentions. */
  readonly scores?: readonly number[];
}

/** A stretch of the context that may answer the question: `answer` is `text.slice(start, end)`. */
export interface AnswerCandidate {
  readonly answer: string;
  readonly start: number;
  readonly end: number;
  /** Sum of the logits of start and end. */
  readonly score: number;
  /** Among the best stretches and the empty answer: softmax of their scores. */
  readonly probability?: number;
}

/** The answer to a question, cut from the context; where there is none, `answer` is empty and `start` and `end` are 0. */
export interface AnswerPrediction extends AnswerCandidate {
  /** The best stretches, best first, without the empty answer. */
  readonly nBest: readonly AnswerCandidate[];
  /** Score of the empty answer, on the scale of the others. */
  readonly unanswerableScore: number;
  /** Probability of the empty answer, as of the others. */
  readonly unanswerableProbability?: number;
}

/** What a built-in head gives for a record. A head of one's own may give any plain data. */
export type TaskPrediction =
  | LabelPrediction
  | LabelsPrediction
  | ValuePrediction
  | TagsPrediction
  | SpansPrediction
  | RelationsPrediction
  | ClustersPrediction
  | AnswerPrediction;
