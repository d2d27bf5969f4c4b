import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const layer = (own, ...below) => ({
  sourceTag: `layer:${own}`,
  onlyDependOnLibsWithTags: below.map((name) => `layer:${name}`),
});

// Each layer may import those below it, never sideways or up; `testing` is for test files only.
const layers = [
  layer('0'),
  layer('1', '0', '1-native'),
  layer('1-native'),
  layer('2', '0', '1'),
  layer('3', '0', '1', '2'),
  layer('4', '0', '1', '2', '3'),
  layer('5', '0', '1', '2', '3', '4'),
  layer('testing', '0'),
];
const boundaries = (constraints) => [
  'error',
  { enforceBuildableLibDependency: false, allowCircularSelfDependency: true, depConstraints: constraints },
];
const withTesting = layers.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'layer:testing'],
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/target/**', '.nx/**', 'runs/**', '**/*.d.ts', '**/.venv*/**'] },
  {
    files: ['**/*.ts', '**/*.js', '**/*.mjs'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-object-type': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from KeyedRandom, so that a run can be repeated.' },
      ],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'tsyringe', message: 'Only @cloze/registry knows the container.' }] },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['packages/registry/src/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['packages/*/src/**/*.ts'], rules: { '@nx/enforce-module-boundaries': boundaries(layers) } },
  {
    files: ['packages/*/src/**/*.test.ts', 'packages/*/src/**/testing/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(withTesting) },
  },
);
