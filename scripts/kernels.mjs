// Compiles the wasm kernels (AssemblyScript) when they are missing or older than their sources.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/engine/backends/wasm/assembly');
const target = join(root, 'dist/kernels.wasm');

function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @returns {string} the path of `dist/kernels.wasm`, up to date */
export function buildKernels() {
  const newest = Math.max(...readdirSync(sources).map((name) => changed(join(sources, name))));
  if (changed(target) >= newest) return target;
  mkdirSync(dirname(target), { recursive: true });
  // Written aside and renamed: someone else may be reading.
  const aside = `${target}.${process.pid}.wasm`;
  const asc = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin/asc.js');
  execFileSync(
    process.execPath,
    [asc, join(sources, 'index.ts'), '--outFile', aside, '--config', join(sources, 'asconfig.json')],
    { stdio: 'inherit', cwd: root },
  );
  renameSync(aside, target);
  return target;
}
