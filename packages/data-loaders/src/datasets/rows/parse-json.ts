import { parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { badRow } from './bad-row.js';
import { JsonPlaces } from './json-places.js';

/**
 * Parses JSON of a file.
 * @param firstLine line of the file that the text begins at
 * @throws DataError naming file, line and column of what is no JSON
 */
export function parseJson(text: string, file: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const errors: ParseError[] = [];
    parseTree(text, errors, { disallowComments: true });
    const { line, column } = new JsonPlaces(text).ofCharacter(errors[0]?.offset ?? 0);
    throw badRow(
      { file, line: firstLine + line - 1, column },
      {
        what: 'A file is not valid JSON',
        received: errors.length > 0 ? printParseErrorCode(errors[0].error) : (cause as Error).message,
        fix: 'mend the file, or read it as what it is',
      },
    );
  }
}
