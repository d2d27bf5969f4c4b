// Runs eslint with module boundaries. The boundary rule reads nx's cached project graph and passes silently where there is
// none, so the graph is made first, and a made-up import that points up must be refused before the real run counts.
import { spawnSync } from 'node:child_process';
import { ESLint } from 'eslint';

process.env.NX_DAEMON = 'false';
const graph = spawnSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects', '--json'], {
  encoding: 'utf8',
});
if (graph.status !== 0) fail(`nx could not make the project graph:\n${graph.stdout}${graph.stderr}`);

const eslint = new ESLint();
const [probe] = await eslint.lintText("import '@cloze/trainer';\n", { filePath: 'packages/tokenizer/src/made-up.ts' });
if (!probe.messages.some(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries')) {
  fail('Module boundaries are not being checked: an import that points up passed.');
}

const results = await eslint.lintFiles(['.']);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
process.exit(results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0) ? 1 : 0);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
