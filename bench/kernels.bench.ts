import { execFileSync } from 'node:child_process';
import * as v from 'valibot';
import { chooseBackend } from '../src/engine/backends';
import type { Linalg } from '../src/linalg/linalg';
import { matrix, type Matrix } from '../src/linalg/matrix';
import { seededRandom } from '../src/linalg/random';
import { duration, ratio, type Table } from './table';

// The linear algebra that measures stand on, n×n, beside numpy on one thread. CPU time, not time that passes: it means
// something on a machine that others use too.

const sizes = [512, 1024, 2048];

type Times = Readonly<Record<string, number>>;

function numpyTimes(): Record<string, Times> {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const printed = execFileSync('python3', ['bench/kernels.py', ...sizes.map(String)], { env, encoding: 'utf8' });
  return v.parse(v.record(v.string(), v.record(v.string(), v.number())), JSON.parse(printed));
}

/** CPU milliseconds: the best of `runs`, after one in which V8 compiles. */
function cpu(work: () => unknown, runs: number): number {
  let best = Infinity;
  for (let run = 0; run <= runs; run++) {
    const begun = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begun);
    if (run > 0) best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function engineTimes(linalg: Linalg, a: Matrix, b: Matrix): Times {
  const runs = a.rows > 1500 ? 1 : 3;
  const s = linalg.gram(a);
  return {
    product: cpu(() => linalg.multiply(a, b), 3),
    'product, float32': cpu(() => linalg.multiply(a, b, { precision: 'float32' }), 3),
    'Gram matrix': cpu(() => linalg.gram(a), 3),
    QR: cpu(() => linalg.qr(a), runs),
    'symmetric eigen': cpu(() => linalg.eigh(s), runs),
    'eigenvalues alone': cpu(() => linalg.eigenvalues(s), runs),
    SVD: cpu(() => linalg.svd(a), runs),
    'singular values alone': cpu(() => linalg.singularValues(a), runs),
  };
}

const { linalg } = await chooseBackend('wasm', 'dist');
const numpy = numpyTimes();
const rows: string[][] = [];
for (const n of sizes) {
  const random = seededRandom(1);
  const gaussian = (): Matrix =>
    matrix(
      n,
      n,
      Float64Array.from({ length: n * n }, () => random.normal()),
    );
  for (const [operation, mine] of Object.entries(engineTimes(linalg, gaussian(), gaussian()))) {
    const theirs = numpy[String(n)]?.[operation];
    if (theirs === undefined) throw new Error(`bench/kernels.py does not time ${operation} of n = ${n}.`);
    rows.push([operation, String(n), duration(mine / 1000), duration(theirs / 1000), ratio(mine, theirs)]);
  }
}
const columns = ['operation', 'n', 'wasm', 'numpy, one thread', 'ratio'];
console.log(JSON.stringify([{ id: 'kernels', columns, rows }] satisfies Table[]));
