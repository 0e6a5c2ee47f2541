import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Who may import whom (the arrows of the architecture); `rpc` and `linalg` are leaves that stand below all. */
const mayImport = {
  rpc: [],
  linalg: [],
  formats: [],
  measures: ['linalg'],
  experiments: ['formats'],
  models: ['linalg', 'formats', 'experiments'],
  comparison: ['measures', 'experiments', 'linalg', 'formats'],
  engine: ['comparison', 'measures', 'linalg', 'formats', 'experiments', 'models', 'rpc'],
  vscode: ['engine', 'comparison', 'measures', 'experiments', 'formats', 'rpc'],
};
const areas = Object.keys(mayImport);
const zones = areas.map((area) => ({
  target: `./src/${area}`,
  from: areas.filter((other) => other !== area && !mayImport[area].includes(other)).map((other) => `./src/${other}`),
  message: `src/${area} may import only: ${mayImport[area].join(', ') || 'nothing of the other areas'}.`,
}));

export default tseslint.config(
  {
    ignores: [
      'dist',
      'out',
      'node_modules',
      'test/fixtures',
      'test-output',
      'src/engine/backends/wasm/assembly',
      '.cache',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...zones,
            {
              target: './webview',
              from: './src',
              except: ['./rpc', './comparison', './measures', './engine', './linalg/ranks.ts'],
              message: 'The page imports only rpc, ranks, and types of comparison, measures and the engine protocol.',
            },
          ],
        },
      ],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    ignores: ['src/vscode/**', 'src/extension.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vscode', message: 'Only src/vscode and src/extension.ts may import vscode.' }] },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/ui/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'vscode', message: 'The page runs in a browser.' },
            { name: '@vscode/webview-ui-toolkit', message: 'Toolkit controls are imported in webview/ui only.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        setInterval: 'readonly',
        Atomics: 'readonly',
        SharedArrayBuffer: 'readonly',
        Buffer: 'readonly',
        clearTimeout: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
