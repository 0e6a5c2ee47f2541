import * as v from 'valibot';
import { chooseBackend } from '../src/engine/backends';
import type { Linalg } from '../src/linalg/linalg';
import { matrix, type Matrix } from '../src/linalg/matrix';
import { seededRandom } from '../src/linalg/random';
import { python } from './peers';
import { engines } from './product';
import { duration, print, ratio } from './table';

// The linear algebra that measures stand on, n×n, beside numpy on one thread and on two. The embedded kernels use one: a
// comparison computes as many pairs at a time as there are cores.

const sizes = [512, 1024, 2048];

/** Milliseconds of each operation. */
type Times = Readonly<Record<string, number>>;

async function numpyTimes(threads: number): Promise<Record<string, Times>> {
  const printed = await python('kernels.py', sizes.map(String), threads);
  return v.parse(v.record(v.string(), v.record(v.string(), v.number())), JSON.parse(printed));
}

/** Milliseconds: the best of three, after one in which V8 compiles; of long work the first has to do. */
function time(work: () => unknown): number {
  let best = Infinity;
  let spent = 0;
  for (let run = 0; run < 4 && spent < 2000; run++) {
    const begun = performance.now();
    work();
    const took = performance.now() - begun;
    spent += took;
    best = Math.min(best, took);
  }
  return best;
}

function engineTimes(linalg: Linalg, a: Matrix, b: Matrix): Times {
  const s = linalg.gram(a);
  return {
    product: time(() => linalg.multiply(a, b)),
    'product, float32': time(() => linalg.multiply(a, b, { precision: 'float32' })),
    'Gram matrix': time(() => linalg.gram(a)),
    QR: time(() => linalg.qr(a)),
    'symmetric eigen': time(() => linalg.eigh(s)),
    'eigenvalues alone': time(() => linalg.eigenvalues(s)),
    SVD: time(() => linalg.svd(a)),
    'singular values alone': time(() => linalg.singularValues(a)),
  };
}

const backends = await Promise.all(engines.map(({ name }) => chooseBackend(name as 'wasm' | 'tensorflow', 'dist')));
const [one, two] = [await numpyTimes(1), await numpyTimes(2)];
const rows: string[][] = [];
for (const n of sizes) {
  const random = seededRandom(1);
  const gaussian = (): Matrix =>
    matrix(
      n,
      n,
      Float64Array.from({ length: n * n }, () => random.normal()),
    );
  const [a, b] = [gaussian(), gaussian()];
  const mine = backends.map(({ linalg }) => engineTimes(linalg, a, b));
  for (const operation of Object.keys(mine[0]!)) {
    const theirs = [one, two].map((times) => times[String(n)]?.[operation]);
    if (theirs.includes(undefined)) throw new Error(`bench/kernels.py does not time ${operation} of n = ${n}.`);
    const [single, double] = theirs as [number, number];
    const [wasm, native] = mine.map((times) => times[operation]!) as [number, number?];
    rows.push([
      operation,
      String(n),
      duration(wasm / 1000),
      native === undefined ? '–' : duration(native / 1000),
      duration(single / 1000),
      duration(double / 1000),
      ratio(wasm, single),
      native === undefined ? '–' : ratio(native, double),
    ]);
  }
}
const columns = [
  'operation',
  'n',
  'wasm',
  'tensorflow',
  'numpy, one thread',
  'two',
  'wasm to one',
  'tensorflow to two',
];
print({ id: 'kernels', columns, rows });
