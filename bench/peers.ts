import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';

const answer = v.object({
  numpy: v.string(),
  results: v.record(v.string(), v.object({ seconds: v.number(), value: v.number() })),
});
export type Peers = v.InferOutput<typeof answer>;

/** What numpy takes for `mode`, and what it gets. `threads`: of its BLAS. */
export function peers(mode: 'measures' | 'grid', folder: string, repeats: number, threads: number): Peers {
  return v.parse(answer, JSON.parse(python([mode, folder, String(repeats)], threads)));
}

/** The arrays for the benches, in a folder that is removed afterwards. */
export async function withData(
  size: { readonly instances: number; readonly neurons: number; readonly layers: number },
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-bench-'));
  try {
    python(['data', folder, String(size.instances), String(size.neurons), String(size.layers)], 2);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function python(args: readonly string[], threads: number): string {
  const count = String(threads);
  return execFileSync('python3', [join('bench', 'peers.py'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: count, OMP_NUM_THREADS: count, MKL_NUM_THREADS: count },
  });
}

/** Whether two computations of the same thing agree, as a word for the table. */
export function agreement(ours: number, theirs: number): string {
  const difference = Math.abs(ours - theirs) / Math.max(Math.abs(theirs), 1e-300);
  return difference < 1e-8 ? 'yes' : `off by ${difference.toExponential(0)}`;
}
