import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the tests' engine child, its worker, and a host as the build does with the real ones, into a folder of their own. */
export async function bundleTestEngine(): Promise<{ dist: string; remove: () => Promise<void> }> {
  const dist = await mkdtemp(join(tmpdir(), 'likeness-engine-'));
  await build({
    entryPoints: ['engine', 'worker', 'parent'].map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
  });
  return { dist, remove: () => rm(dist, { recursive: true, force: true }) };
}
