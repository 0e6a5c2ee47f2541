import { withDump } from '../formats';
import { openArray, type ArrayPlace } from '../experiments/shards';
import { ModelError } from './errors';
import type { Inputs } from './live';

/** The array that `path` or `path::key` names; of a file of several, without a key, the one that is called `inputs` or `x`. */
export async function findInputs(place: string): Promise<ArrayPlace> {
  const [path, key] = place.split('::') as [string, string?];
  if (key !== undefined) return { path, key };
  return withDump(path, async (dump) => {
    const arrays = dump.arrays.filter(({ dtype }) => dtype !== 'string');
    const named = arrays.find((array) =>
      ['inputs', 'images', 'x', 'input_ids'].includes((array.key ?? '').toLowerCase()),
    );
    const chosen = named ?? arrays[0];
    if (!chosen || (arrays.length > 1 && !named)) {
      const there = arrays.map((array) => array.key).join(', ') || 'no arrays';
      throw new ModelError(path, `It holds ${there}: name the inputs as ${path}::KEY.`);
    }
    return Promise.resolve({ path, ...(chosen.key !== null && { key: chosen.key }) });
  });
}

/** Reads inputs whole, or the rows asked for, in that order. */
export async function readInputs(place: ArrayPlace, rows: Int32Array | null): Promise<Inputs> {
  const array = await openArray(place);
  try {
    const [n = 0, ...shape] = array.shape;
    if (n === 0) throw new ModelError(place.path, 'It holds no inputs: the model needs one row an instance.');
    const cols = shape.reduce((product, size) => product * size, 1);
    const all = await array.readRows(0, n);
    const kept = rows ?? Int32Array.from({ length: n }, (_, row) => row);
    const outside = kept.find((row) => row >= n);
    if (outside !== undefined)
      throw new ModelError(place.path, `It has ${n} inputs, and row ${outside} was asked for.`);
    const data = new Float32Array(kept.length * cols);
    kept.forEach((row, to) => data.set(all.subarray(row * cols, (row + 1) * cols), to * cols));
    return { file: place.path, shape, values: { rows: kept.length, cols, data } };
  } finally {
    await array.close();
  }
}
