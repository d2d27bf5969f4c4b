import { DataError } from '@cloze/contracts';
import type { TextToEmbed } from '@cloze/embeddings';
import { z } from 'zod';

const offset = z.int().nonnegative();
const line = z.object({ text: z.string(), start: offset.optional(), end: offset.optional() });

/**
 * A line of `cloze embed`: a text, or a stretch of it.
 * @throws DataError for anything else, and a stretch that is none
 */
export function parseTextLine(content: string, number: number): TextToEmbed {
  const where = `line ${number}`;
  const fault = (received: string, allowed: string) =>
    new DataError({ what: 'A line of the input is not what `cloze embed` reads', where, received, allowed });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    value = undefined;
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) {
    const shown = content.length > 60 ? `${content.slice(0, 60)}…` : content;
    throw fault(shown, '{"text": "…"}, or {"text": "…", "start": 0, "end": 3}');
  }
  const { text, start, end } = parsed.data;
  if (start === undefined && end === undefined) return { text, where };
  if (start === undefined || end === undefined || start >= end || end > text.length) {
    throw fault(
      `"start": ${start ?? 'nothing'}, "end": ${end ?? 'nothing'} in a text of ${text.length}`,
      'both, with start < end <= the length of the text, in UTF-16 code units',
    );
  }
  return { text, stretch: { start, end }, where };
}
