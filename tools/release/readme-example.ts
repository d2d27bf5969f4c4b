/** The first ```ts block of a README; undefined where there is none. */
export function readmeExample(markdown: string): string | undefined {
  return /^```ts\n([\s\S]*?)^```/m.exec(markdown)?.[1];
}
