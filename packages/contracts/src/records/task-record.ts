/** Where a record came from, for messages. */
export interface RecordSource {
  readonly file: string;
  /** 1-based line, where the format has lines. */
  readonly line?: number;
  /** The line of each word, where a word has one of its own. */
  readonly wordLines?: readonly number[];
}

interface BaseRecord {
  readonly id?: string;
  readonly source: RecordSource;
}

/** Text as a string, or already split into words. */
export interface TextFields {
  readonly text: string;
  /** Given words; word i is `text.slice(wordOffsets[2i], wordOffsets[2i + 1])`. */
  readonly words?: readonly string[];
  readonly wordOffsets?: readonly number[];
}

/** A stretch of the text, in UTF-16 code units, end exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  /** Empty where it has none, as spans may that relations are looked for between. */
  readonly label: string;
}

/** One label a text, or several (`labels`). */
export interface ClassificationRecord extends BaseRecord, TextFields {
  readonly kind: 'classification';
  readonly label?: string;
  readonly labels?: readonly string[];
}

/** A number a text or pair. */
export interface RegressionRecord extends BaseRecord, TextFields {
  readonly kind: 'regression';
  readonly pair?: string;
  readonly value?: number;
}

/** A label a pair of texts. */
export interface PairRecord extends BaseRecord, TextFields {
  readonly kind: 'pair';
  readonly pair: string;
  readonly label?: string;
}

/** A tag a word. */
export interface TaggingRecord extends BaseRecord, TextFields {
  readonly kind: 'tagging';
  readonly words: readonly string[];
  readonly tags?: readonly string[];
}

/** Labelled stretches, which may nest and overlap. */
export interface SpansRecord extends BaseRecord, TextFields {
  readonly kind: 'spans';
  readonly spans?: readonly TextSpan[];
}

/** Labelled stretches and labelled pairs of them (indices into `spans`). */
export interface RelationsRecord extends BaseRecord, TextFields {
  readonly kind: 'relations';
  readonly spans?: readonly TextSpan[];
  readonly relations?: readonly { readonly head: number; readonly tail: number; readonly label: string }[];
}

/** Mentions in clusters. */
export interface CoreferenceRecord extends BaseRecord, TextFields {
  readonly kind: 'coreference';
  readonly clusters?: readonly (readonly { readonly start: number; readonly end: number }[])[];
}

/** A question over a context; no answers = unanswerable, undefined = unknown. */
export interface QuestionRecord extends BaseRecord, TextFields {
  readonly kind: 'question';
  readonly question: string;
  readonly answers?: readonly { readonly text: string; readonly start: number }[];
}

/** Every kind of labelled record by name. Open to declaration merging. */
export interface RecordKinds {
  classification: ClassificationRecord;
  regression: RegressionRecord;
  pair: PairRecord;
  tagging: TaggingRecord;
  spans: SpansRecord;
  relations: RelationsRecord;
  coreference: CoreferenceRecord;
  question: QuestionRecord;
}

/** The name of a record kind. */
export type RecordKind = keyof RecordKinds & string;

/** A record of any kind. */
export type TaskRecord = RecordKinds[RecordKind];
