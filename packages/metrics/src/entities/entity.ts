/** An entity of a sequence of tags: words [start, end). */
export interface Entity {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
