// Runs tfjs-core's own test suite of its operations against a backend: `npx nx test-tfjs @cloze/backend-native`, or with `--args="cpu"` against
// tfjs's own; a second argument runs only tests with that in their name. The suite ships with tfjs-core as modules without file extensions, so it
// is bundled together with the backend first: there must be one copy of tfjs-core.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OpSuiteTally } from '../src/testing/op-suite-tally.ts';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = dirname(here);
const backend = process.argv[2] ?? 'native';
const only = process.argv[3];

/** The folder of an installed package. */
const folder = (name) => dirname(require.resolve(`${name}/package.json`));

/** Tests that are known to fail on `native`, by a part of their name, with the reason of each. */
const ignored = JSON.parse(readFileSync(join(here, 'ignored.json'), 'utf8'));

const bundle = join(packageRoot, 'dist/test-tfjs/tests.cjs');
await build({
  entryPoints: [join(here, 'entry.mjs')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
  // tfjs-core lists its test modules as free of side effects; registering tests is one.
  ignoreAnnotations: true,
  // The backend finds its binary beside its sources.
  define: { 'import.meta.url': JSON.stringify(new URL('../src/binding/load-binding.ts', import.meta.url).href) },
  alias: {
    '@tensorflow/tfjs-core/dist': join(folder('@tensorflow/tfjs-core'), 'dist'),
    '@tensorflow/tfjs-core': join(folder('@tensorflow/tfjs-core'), 'dist/index.js'),
    '@tensorflow/tfjs-backend-cpu': join(folder('@tensorflow/tfjs-backend-cpu'), 'dist/index.js'),
    '@cloze/backend-native': join(packageRoot, 'src/index.ts'),
  },
  external: ['jasmine-core', 'jasmine-core/*'],
});

const jasmineCore = require('jasmine-core');
const jasmine = jasmineCore.boot(jasmineCore);
const environment = jasmine.getEnv();
jasmine.DEFAULT_TIMEOUT_INTERVAL = 60_000;
Object.assign(globalThis, {
  jasmine,
  clozeTestBackend: backend,
  require: createRequire(join(packageRoot, 'package.json')),
});
// What tfjs prints during its tests is about them.
const print = console.log;
console.warn = console.log = () => {};

/** The fewest tests that a whole run has: a suite that fails to load must not pass. */
const LEAST_TESTS = 4000;
const tally = new OpSuiteTally(backend === 'native' && only === undefined ? ignored : {});
environment.configure({
  random: false,
  specFilter: (spec) => only === undefined || spec.getFullName().includes(only),
});
environment.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    const messages = failedExpectations.map(({ message }) => message.split('\n', 3).join(' '));
    tally.add({ name: fullName, status, messages });
  },
  jasmineDone() {
    const problems = tally.problems(only === undefined ? LEAST_TESTS : 0);
    for (const problem of problems) print(problem);
    print(String(tally));
    process.exitCode = problems.length > 0 ? 1 : 0;
  },
});

createRequire(import.meta.url)(bundle);
environment.execute();
