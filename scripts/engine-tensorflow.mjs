// Installs the TensorFlow engine: npm's package with its download of libtensorflow, else with the library of pip's wheel.
// `npm run engine:tensorflow -- FOLDER` installs into FOLDER/node_modules; the default is .cache/tensorflow. A second folder,
// filled on another machine, stands for the network. The extension's command does the same by the same code.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './lib/paths.mjs';
import { start } from './lib/processes.mjs';

const outdir = join(root, 'out', 'installation');
await build({
  absWorkingDir: root,
  entryPoints: ['main', 'probe'].map((name) => `src/engine/installation/${name}.ts`),
  outdir,
  bundle: true,
  platform: 'node',
  external: ['@tensorflow/tfjs-node'],
  logLevel: 'warning',
});
const [folder = join(root, '.cache', 'tensorflow'), ...from] = process.argv.slice(2);
process.exitCode = await start(process.execPath, [join(outdir, 'main.js'), folder, ...from], { stdio: 'inherit' })
  .ended;
