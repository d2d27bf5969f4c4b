// Runs tfjs-core's own test suite of its operations against a backend: `node test-tfjs/run.mjs [native|cpu]`. The suite ships with tfjs-core as
// modules without file extensions, so it is bundled together with the backend first: there must be one copy of tfjs-core.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = dirname(here);
const backend = process.argv[2] ?? 'native';
const only = process.argv[3];

/** The folder of an installed package. */
const folder = (name) => dirname(require.resolve(`${name}/package.json`));

/** Test names that are left out, with the reason of each. */
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

const counts = { passed: 0, failed: 0, ignored: 0 };
const failures = [];
const seen = new Set();
const reason = (name) => Object.keys(ignored).find((part) => name.includes(part));
environment.configure({
  random: false,
  specFilter: (spec) => {
    const name = spec.getFullName();
    if (only !== undefined) return name.includes(only);
    const match = backend === 'native' ? reason(name) : undefined;
    if (match !== undefined) seen.add(match);
    return match === undefined;
  },
});
environment.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (status === 'passed') counts.passed++;
    else if (status === 'failed') {
      counts.failed++;
      failures.push({ fullName, messages: failedExpectations.map(({ message }) => message.split('\n', 3).join(' ')) });
    } else counts.ignored++;
  },
  jasmineDone() {
    for (const { fullName, messages } of failures) print(`FAILED ${fullName}\n    ${messages.join('\n    ')}`);
    if (backend === 'native' && only === undefined) {
      for (const part of Object.keys(ignored)) if (!seen.has(part)) print(`UNUSED entry in ignored.json: ${part}`);
    }
    print(`${counts.passed} passed, ${counts.failed} failed, ${counts.ignored} skipped`);
    process.exitCode = counts.failed > 0 ? 1 : 0;
  },
});

createRequire(import.meta.url)(bundle);
environment.execute();
