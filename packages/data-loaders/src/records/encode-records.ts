import { silentLogger, type EncodedRecord, type Logger, type TaskRecord, type Tokenizer } from '@cloze/contracts';
import { encodeRecord, type EncodeRecordOptions } from './encode-record.js';

/**
 * Encodes records, windows of one record next to each other; see {@link encodeRecord}. Says once how many were cut.
 * @throws DataError naming file and line, where a record is longer than `maxLength` and that is an error
 */
export async function encodeRecords<R extends TaskRecord>(
  records: Iterable<R> | AsyncIterable<R>,
  tokenizer: Tokenizer,
  options: EncodeRecordOptions,
  logger: Logger = silentLogger,
): Promise<EncodedRecord<R>[]> {
  const encoded: EncodedRecord<R>[] = [];
  let [read, cut] = [0, 0];
  for await (const record of records) {
    read += 1;
    encoded.push(...encodeRecord(record, tokenizer, options, () => (cut += 1)));
  }
  if (cut > 0) logger.warn(`${cut} of ${read} records were cut to ${options.maxLength} tokens.`);
  return encoded;
}
