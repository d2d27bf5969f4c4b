// Runs eslint with module boundaries. The boundary rule reads nx's cached project graph and passes silently where there is
// none, so the graph is made first, and a run in which the rule was skipped fails.
import { spawnSync } from 'node:child_process';

const run = (command, args) => {
  const result = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  return { status: result.status ?? 1, output: `${result.stdout}${result.stderr}` };
};

const graph = run('node_modules/nx/dist/bin/nx.js', ['show', 'projects', '--json']);
if (graph.status !== 0) {
  process.stderr.write(`nx could not make the project graph:\n${graph.output}`);
  process.exit(1);
}
const lint = run('node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
process.stdout.write(lint.output);
if (lint.output.includes('No cached ProjectGraph')) {
  process.stderr.write('Module boundaries were not checked: eslint found no project graph.\n');
  process.exit(1);
}
process.exit(lint.status);
