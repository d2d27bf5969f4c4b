import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** Messages of the repository's own rules for a text, as if it stood in a file. */
async function lint(filePath: string, text: string): Promise<string[]> {
  const [result] = await new ESLint().lintText(text, { filePath });
  return result.messages.map(({ ruleId, message }) => `${ruleId}: ${message.split('\n')[0]}`);
}

describe('the rules of the repository', () => {
  it('ban Math.random', async () => {
    expect(await lint('packages/tokenizer/src/made-up.ts', 'export const x = Math.random();\n')).toContain(
      "no-restricted-properties: 'Math.random' is restricted from being used. Draw from KeyedRandom, so that a run can be repeated.",
    );
  });

  it('let nobody but the registry import tsyringe', async () => {
    const text = "import { container } from 'tsyringe';\nexport const x = container;\n";
    const expected =
      "no-restricted-imports: 'tsyringe' import is restricted from being used. Only @cloze/registry knows the container.";
    expect(await lint('packages/trainer/src/made-up.ts', text)).toContain(expected);
    expect(await lint('packages/registry/src/made-up.ts', text)).not.toContain(expected);
  });
});
