import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { agreement, peers, withData } from './peers';
import { duration, ratio, type Table } from './table';

// Layers × layers through the whole product, from the start of the process to the document, against a numpy script that
// reads the same files and makes once what a layer needs once (its own start is not counted).

const layers = 6;
const repeats = 3;
const sizes = [
  { instances: 2000, neurons: 256, layers },
  { instances: 5000, neurons: 256, layers },
];

interface Document {
  readonly results: readonly { readonly values: readonly (readonly (number | null)[])[] }[];
}

function ours(folder: string, measure: string): { seconds: number; value: number } {
  let best = Infinity;
  let document: Document | undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begun = performance.now();
    const sides = ['a', 'b'].map((side) => join(folder, 'grid', side));
    const args = [...sides, '--mode', 'layers', '--measure', measure, '--engine', 'wasm', '--json', '--quiet'];
    const printed = execFileSync(process.execPath, ['dist/cli.js', 'compare', ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    best = Math.min(best, (performance.now() - begun) / 1000);
    document = JSON.parse(printed) as Document;
  }
  const values = document?.results[0]?.values.flat().map(Number) ?? [];
  return { seconds: best, value: values.reduce((sum, value) => sum + value, 0) / values.length };
}

const rows: string[][] = [];
for (const size of sizes) {
  await withData(size, (folder) => {
    const [one, two] = [1, 2].map((threads) => peers('grid', folder, repeats, threads).results);
    for (const measure of Object.keys(one!)) {
      const mine = ours(folder, measure);
      // numpy's better side: on a busy or small machine more BLAS threads can be slower.
      const theirs = one![measure]!.seconds < two![measure]!.seconds ? one![measure]! : two![measure]!;
      rows.push([
        measure,
        `${layers}×${layers}, ${size.instances}×${size.neurons}`,
        duration(mine.seconds),
        duration(theirs.seconds),
        ratio(mine.seconds, theirs.seconds),
        agreement(mine.value, theirs.value),
      ]);
    }
    return Promise.resolve();
  });
}
const columns = ['measure', 'layers, size of each', 'Likeness', 'numpy', 'ratio', 'values agree'];
console.log(JSON.stringify([{ id: 'grid', columns, rows }] satisfies Table[]));
