import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WasmLinalg } from '../src/engine/backends/wasm/linalg';
import { withDump } from '../src/formats';
import { matrix } from '../src/linalg/matrix';
import { findMeasure } from '../src/measures/catalogue';
import { readParameters } from '../src/measures/fill';
import { sideOf, type Outputs, type Representation } from '../src/measures/subject';
import { evaluate, type Subject } from '../test/unit/support/measuring';
import { peers, withArrays } from './peers';
import { agreement, duration, print, ratio } from './table';

// Each measure on one pair, one thread, nothing prepared beforehand, against numpy and scipy with one BLAS thread in the same
// run: CPU time, so that what else the machine does counts little.

/** Measures without a short reference to run; their values are checked by the reference cases. */
const alone = [
  'relational-knowledge:mode=angle',
  'geometry-score:samples=100',
  'rtd:subsets=1',
  'neuron-graph-modularity',
];

const repeats = 3;
/** No run is begun after these seconds. */
const ENOUGH = 2;
const linalg = await WasmLinalg.create(new Uint8Array(readFileSync('dist/kernels.wasm')));

async function load(folder: string, name: string): Promise<Representation & Outputs> {
  return withDump(join(folder, `${name}.npy`), async (dump) => {
    const [rows, cols] = dump.arrays[0]!.shape as [number, number];
    const data = await dump.readRows(null, 0, rows);
    const labels = Int32Array.from({ length: rows }, (_, row) => row % 10);
    return { matrix: matrix(rows, cols, data), storedAs: 'float32', kind: 'logits', classes: cols, labels };
  });
}

/** `name` as on the command line: `cka:kernel=rbf`. */
async function ours(name: string, pair: readonly Subject[]): Promise<{ seconds: number; value: number }> {
  const [id = '', texts = ''] = name.split(':');
  const measure = findMeasure(id);
  const given = Object.fromEntries(texts.split(',').flatMap((text) => (text ? [text.split('=')] : []))) as Record<
    string,
    string
  >;
  const params = readParameters(measure, given);
  let [best, spent] = [Infinity, 0];
  let value = NaN;
  for (let repeat = 0; repeat < repeats && spent < ENOUGH; repeat++) {
    const sides = pair.map((subject) => sideOf(subject));
    const begun = process.cpuUsage();
    const outcome = await evaluate(measure, sides, params, linalg);
    const { user, system } = process.cpuUsage(begun);
    const seconds = (user + system) / 1e6;
    spent += seconds;
    best = Math.min(best, seconds);
    if (outcome.defined) value = outcome.value;
  }
  return { seconds: best, value };
}

await withArrays('pair', [2000, 512], async (folder) => {
  const theirs = await peers('measures', folder, repeats, 1);
  const representations = [await load(folder, 'x'), await load(folder, 'y')];
  const outputs = [await load(folder, 'a'), await load(folder, 'b')];
  const rows: string[][] = [];
  for (const [name, peer] of Object.entries(theirs.results)) {
    const mine = await ours(name, findMeasure(name.split(':')[0]!).subject === 'outputs' ? outputs : representations);
    rows.push([
      name,
      duration(mine.seconds),
      duration(peer.seconds),
      ratio(mine.seconds, peer.seconds),
      agreement(mine.value, peer.value),
    ]);
  }
  for (const name of alone) {
    const mine = await ours(name, representations);
    rows.push([name, duration(mine.seconds), '–', '–', '–']);
  }
  const columns = ['measure', 'Likeness', `numpy ${theirs.numpy}`, 'ratio', 'values agree'];
  print({ id: 'measures', columns, rows });
});
