import { once } from 'node:events';
import { openForWriting } from './open-for-writing.js';
import type { VectorOutput } from './vector-output.js';

/** Lines `{"vector": […]}`, each number as short as reads back to the same float32. */
export async function jsonLinesOutput(path?: string): Promise<VectorOutput> {
  const handle = path === undefined ? undefined : await openForWriting(path);
  const stream = handle?.createWriteStream() ?? process.stdout;
  return {
    async write(vector) {
      if (!stream.write(`{"vector":[${Array.from(vector, shortest).join(',')}]}\n`)) await once(stream, 'drain');
    },
    async finish() {
      if (handle) await new Promise<void>((resolve, reject) => stream.on('error', reject).end(resolve));
    },
    async close() {
      await handle?.close().catch(() => undefined);
    },
  };
}

/** Nine significant digits always tell a float32 from its neighbours; often seven or eight do. */
function shortest(value: number): string {
  for (const digits of [7, 8]) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
