// Runs every test that goes over all backends on a real tfjs-node: `npx nx test-tensorflow @cloze/backend`. CLOZE_TFJS_NODE names a folder that has
// it; without one it is installed by ../shared/tools/install-tfjs-node.sh (or what CLOZE_INSTALL_TFJS_NODE names), once.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

/** The fewest tests that there are: a pattern that matches none must not pass. */
const LEAST_TESTS = 100;

const home = process.env.CLOZE_TFJS_NODE || install();
const env = { ...process.env, CLOZE_TFJS_NODE: home, FORCE_COLOR: '0' };
const node = (args, options = {}) =>
  spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', stdio: 'inherit', ...options });

const choice = ['--import', 'tsx', '--conditions=@cloze/source', join(import.meta.dirname, 'check-choice.ts')];
if (node(choice).status !== 0) fail('choosing the tensorflow backend failed');

const files = testFiles(join(root, 'packages')).filter((file) =>
  /testBackends|describeEachBackend/.test(readFileSync(file, 'utf8')),
);
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--testNamePattern', ' on tensorflow ', ...files];
const { status, stdout } = node(vitest, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 });
process.stdout.write(stdout);
// Some environments have colours whatever FORCE_COLOR says.
const passed = Number(/^ +Tests .*?(\d+) passed/m.exec(stripVTControlCharacters(stdout))?.[1] ?? 0);
if (status !== 0) fail('tests failed on tensorflow');
if (passed < LEAST_TESTS) fail(`only ${passed} tests ran on tensorflow, there are ${LEAST_TESTS} or more`);
console.log(`${passed} passed, 0 failed, 0 skipped on tensorflow, from ${home}`);

function testFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => /\/src\/.*\.test\.ts$/.test(path) && !/node_modules|\.heavy\.test/.test(path));
}

function install() {
  const script = process.env.CLOZE_INSTALL_TFJS_NODE ?? join(root, '../shared/tools/install-tfjs-node.sh');
  if (!existsSync(script))
    fail(`there is no tfjs-node: set CLOZE_TFJS_NODE to a folder that has it; ${script} is absent`);
  const folder = join(root, 'node_modules/.cache/cloze/tfjs-node');
  const { status } = spawnSync('bash', [script, folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) fail(`${script} failed`);
  return folder;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
