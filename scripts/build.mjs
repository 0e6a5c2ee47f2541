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
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  keepNames: true, // error classes travel between processes by name
  format: 'cjs',
  external: ['vscode', '@tensorflow/tfjs-node'],
};
/** Libraries of single formats, used by several bundles: one of their own beside them, loaded at the first such file. */
const apart = {
  'h5wasm/node': { name: 'h5wasm', entry: 'node_modules/h5wasm/dist/node/hdf5_hl.js' },
  'apache-arrow': { name: 'apache-arrow', entry: 'node_modules/apache-arrow/Arrow.node.mjs' },
  hyparquet: { name: 'hyparquet', entry: 'node_modules/hyparquet/src/index.js' },
  'hyparquet-compressors': { name: 'hyparquet-compressors', entry: 'node_modules/hyparquet-compressors/src/index.js' },
  zarrita: { name: 'zarrita', entry: 'node_modules/zarrita/dist/src/index.js' },
};
node.plugins = [
  {
    name: 'libraries-apart',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${Object.keys(apart).join('|')})$`) }, ({ kind, path }) =>
        kind === 'entry-point' ? undefined : { path: `./${apart[path].name}.js`, external: true },
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
  { ...node, entryPoints: { probe: 'src/engine/installation/probe.ts' } },
  { ...node, entryPoints: { drilldown: 'src/engine/drilldown/main.ts' } },
  { ...node, entryPoints: { models: 'src/models/index.ts' } },
  { ...node, entryPoints: { modelling: 'src/engine/modelling/main.ts' } },
  ...Object.values(apart).map(({ name, entry }) => ({
    ...node,
    entryPoints: { [name]: entry },
    charset: 'utf8', // their wasm stands in them as text
    define: { ...common.define, 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  })),
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
