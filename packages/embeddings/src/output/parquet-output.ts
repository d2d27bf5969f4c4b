import { cannotWrite } from '@cloze/contracts';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { openForWriting } from './open-for-writing.js';
import type { VectorOutput } from './vector-output.js';

/** Rows written together; a reader takes as many into memory. */
const GROUP_ROWS = 1024;

/** A column `vector` of lists of float32, as Parquet's logical type LIST has it. */
const SCHEMA = [
  { name: 'root', num_children: 1 },
  { name: 'vector', repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
] as const;

/** A Parquet file with a column `vector`, one list of float32 a row, written group by group. */
export async function parquetOutput(path: string): Promise<VectorOutput> {
  // The writer opens the file with calls that say less about what is wrong.
  await (await openForWriting(path)).close();
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: SCHEMA.map((element) => ({ ...element })),
    // Numbers of embeddings do not compress.
    codec: 'UNCOMPRESSED',
    statistics: false,
    createdBy: 'cloze',
  });
  let group: number[][] = [];
  const flush = async () => {
    const data = group;
    group = [];
    if (data.length > 0)
      await writing(path, () => writer.write({ columnData: [{ name: 'vector', data }], rowGroupSize: GROUP_ROWS }));
  };
  return {
    async write(vector) {
      group.push(Array.from(vector));
      if (group.length === GROUP_ROWS) await flush();
    },
    async finish() {
      await flush();
      await writing(path, () => writer.finish());
    },
    close: async () => {},
  };
}

async function writing(path: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}
