import { openForWriting } from './open-for-writing.js';
import { standardOutput } from './standard-output.js';
import type { VectorOutput } from './vector-output.js';

/** Characters that are gathered for a write to a file. */
const CHUNK = 64 * 1024;

/** Lines `{"vector": […]}`, each number as short as reads back to the same float32. */
export async function jsonLinesOutput(path?: string): Promise<VectorOutput> {
  if (path === undefined) {
    const write = standardOutput();
    return { write: (vector) => write(line(vector)), finish: async () => {}, close: async () => {} };
  }
  const file = await openForWriting(path);
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    await file.write(Buffer.from(text));
  };
  return {
    async write(vector) {
      waiting += line(vector);
      if (waiting.length >= CHUNK) await flush();
    },
    finish: flush,
    close: () => file.close(),
  };
}

function line(vector: Float32Array): string {
  return `{"vector":[${Array.from(vector, shortest).join(',')}]}\n`;
}

/** Nine significant digits always tell a float32 from its neighbours; often seven or eight do. */
function shortest(value: number): string {
  for (const digits of [7, 8]) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
