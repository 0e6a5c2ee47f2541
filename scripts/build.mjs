// Builds everything that ships into dist/: wasm kernels, then one bundle for each process or page that runs.
// `--page` builds the panel's page alone, for its tests.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { buildKernels } from './kernels.mjs';

const watch = process.argv.includes('--watch');
const pageOnly = process.argv.includes('--page');
const outdir = pageOnly ? 'test-output/page' : 'dist';
const production = !watch && !process.argv.includes('--dev');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  keepNames: true, // error classes travel between processes by name
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', '@tensorflow/tfjs-node'],
};
/** h5wasm is large and used by several bundles: it is one of its own beside them, loaded at the first HDF5 file. */
node.plugins = [
  {
    name: 'h5wasm-apart',
    setup(build) {
      build.onResolve({ filter: /^h5wasm\/node$/ }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: './h5wasm.js', external: true },
      );
    },
  },
];
const page = { ...common, platform: 'browser', target: 'es2022', format: 'iife' };

/** Bundle name → entry point. Each is loaded only when it is needed. */
const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' } },
  { ...node, entryPoints: { engine: 'src/engine/main.ts' } },
  { ...node, entryPoints: { worker: 'src/engine/worker.ts' } },
  { ...node, entryPoints: { drilldown: 'src/engine/drilldown/main.ts' } },
  { ...node, entryPoints: { models: 'src/models/index.ts' } },
  { ...node, entryPoints: { modelling: 'src/engine/modelling/main.ts' } },
  {
    ...node,
    entryPoints: { h5wasm: 'node_modules/h5wasm/dist/node/hdf5_hl.js' },
    charset: 'utf8', // its wasm stands in it as text
    define: { ...common.define, 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  { ...node, entryPoints: { cli: 'src/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...page, entryPoints: { webview: 'webview/main.ts' }, loader: { '.css': 'text' } },
  { ...page, entryPoints: { inspect: 'webview/inspect/main.ts' }, loader: { '.css': 'text' } },
  { ...page, entryPoints: { similarity: 'webview/similarity/main.ts' }, loader: { '.css': 'text' } },
  {
    ...page,
    entryPoints: { plotly: 'webview/plotly.ts' },
    define: { ...common.define, global: 'window' }, // as in Plotly's own build
    loader: { '.css': 'empty' }, // for maps, which we don't draw
  },
]
  .filter(({ entryPoints }) => Object.values(entryPoints).every((path) => existsSync(path)))
  .filter(({ platform }) => !pageOnly || platform === 'browser');

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });

if (!pageOnly) {
  buildKernels();
  await writeCatalogue();
  // beside the bundle of models, which computes with it
  const tensorflow = 'tfjs-backend-wasm-simd.wasm';
  await copyFile(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${tensorflow}`, join(outdir, tensorflow));
}

if (watch) {
  for (const options of bundles) await (await context({ ...options, outdir })).watch();
} else {
  await Promise.all(bundles.map((options) => build({ ...options, outdir })));
}

/** dist/catalogue.json: the facts of every measure, so that whoever only shows them never loads the mathematics. */
async function writeCatalogue() {
  const bundle = await build({
    ...common,
    stdin: {
      contents: "export * from './src/measures/catalogue';",
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    platform: 'node',
    format: 'esm',
    minify: false,
    sourcemap: false,
    write: false,
  });
  const code = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
  const { measures, factsOf } = await import(`data:text/javascript;base64,${code}`);
  await writeFile('dist/catalogue.json', JSON.stringify(measures.map(factsOf)));
}
