// Runs eslint with module boundaries. The boundary rule reads nx's cached project graph and passes silently where there is
// none, so the graph is made first, and made-up imports that point up, sideways or at what is for tests must be refused, and those
// of tests must not, before the real run counts.
import { spawnSync } from 'node:child_process';
import { ESLint } from 'eslint';

process.env.NX_DAEMON = 'false';
const graph = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects', '--json'], {
  encoding: 'utf8',
});
if (graph.status !== 0) fail(`nx could not make the project graph:\n${graph.stdout}${graph.stderr}`);

const eslint = new ESLint();
const PROBES = [
  { from: 'packages/tokenizer/src/made-up.ts', to: '@cloze/trainer', refused: 'points up' },
  { from: 'packages/tokenizer/src/made-up.ts', to: '@cloze/encoder-core', refused: 'points sideways' },
  { from: 'packages/tokenizer/src/made-up.ts', to: '@cloze/testing', refused: 'is for tests' },
  { from: 'packages/tokenizer/src/made-up.test.ts', to: '@cloze/testing' },
];
for (const { from, to, refused } of PROBES) {
  const [{ messages }] = await eslint.lintText(`import '${to}';\n`, { filePath: from });
  if (messages.some(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries') === (refused !== undefined)) continue;
  if (refused) fail(`Module boundaries are not being checked: an import that ${refused} passed, of ${to} in ${from}.`);
  fail(`Module boundaries refuse what tests may import: ${to} in ${from}.`);
}

const results = await eslint.lintFiles(['.']);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
process.exit(results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0) ? 1 : 0);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
