import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildKernels } from '../../../../scripts/kernels.mjs';

interface Bundle {
  readonly dist: string;
  readonly remove: () => Promise<void>;
}

/** Bundles the tests' engine child, its worker, and a host as the build does with the real ones, into a folder of their own. */
export function bundleTestEngine(): Promise<Bundle> {
  const own = (name: string): string => join(import.meta.dirname, `${name}.ts`);
  return bundle({ engine: own('engine'), worker: own('worker'), parent: own('parent') });
}

/** The real engine and its worker, with the kernels beside them. */
export async function bundleEngine(): Promise<Bundle> {
  const engine = join(import.meta.dirname, '../../../../src/engine');
  const made = await bundle({
    engine: join(engine, 'main.ts'),
    worker: join(engine, 'worker.ts'),
    drilldown: join(engine, 'drilldown/main.ts'),
  });
  await copyFile(buildKernels(), join(made.dist, 'kernels.wasm'));
  return made;
}

async function bundle(entryPoints: Record<string, string>): Promise<Bundle> {
  const dist = await mkdtemp(join(tmpdir(), 'likeness-engine-'));
  await build({
    entryPoints,
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
    external: ['@tensorflow/tfjs-node'],
  });
  return { dist, remove: () => rm(dist, { recursive: true, force: true }) };
}
