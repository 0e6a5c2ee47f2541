import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { measured } from './process';

const timed = v.object({ seconds: v.number(), value: v.number() });
const answer = v.object({ numpy: v.string(), results: v.record(v.string(), timed) });
export type Timed = v.InferOutput<typeof timed>;
export type Peers = v.InferOutput<typeof answer>;

/** What numpy takes for `mode` of `peers.py`, and what it gets. `threads`: of its BLAS. */
export async function peers(mode: string, folder: string, repeats: number, threads: number): Promise<Peers> {
  return v.parse(answer, JSON.parse(await python('peers.py', [mode, folder, String(repeats)], threads)));
}

/** Has `arrays.py` write the arrays into a folder that is removed afterwards; `told`: what it printed. */
export async function withArrays(
  kind: 'pair' | 'layers' | 'models' | 'large',
  numbers: readonly number[],
  use: (folder: string, told: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-bench-'));
  try {
    await use(folder, await python('arrays.py', [kind, folder, ...numbers.map(String)], 2));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function python(script: string, args: readonly string[], threads: number): Promise<string> {
  const count = String(threads);
  const env = { OPENBLAS_NUM_THREADS: count, OMP_NUM_THREADS: count, MKL_NUM_THREADS: count };
  return (await measured('python3', [join('bench', script), ...args], env)).stdout;
}
