import { ExperimentError } from './errors';
import { openArray } from './shards';
import type { ArrayPlace } from './shards';

/** Ground truth: one class an instance. */
export interface Labels {
  /** N class indices, from 0. */
  readonly values: Int32Array;
  /** Names by class index, where the file has text; sorted. */
  readonly names: readonly string[] | null;
}

/** Instance ids as text, one a row; integers in decimal. Throws `FormatError`, `ExperimentError`. */
export async function readIds(place: ArrayPlace): Promise<readonly string[]> {
  const array = await openArray(place);
  try {
    requireVector(place.path, array.shape, 'id');
    return await array.readStrings();
  } finally {
    await array.close();
  }
}

/** Throws `FormatError`, `ExperimentError`. */
export async function readLabels(place: ArrayPlace): Promise<Labels> {
  const array = await openArray(place);
  try {
    requireVector(place.path, array.shape, 'label');
    if (array.dtype === 'string') return classesOf(await array.readStrings());
    const values = await array.readRows(0, array.shape[0]!);
    const wrong = values.find((value) => !Number.isInteger(value) || value < 0 || value > 0x7fffffff);
    if (wrong !== undefined) {
      throw new ExperimentError(place.path, `Labels are class indices 0, 1, 2, …, but it holds ${wrong}.`);
    }
    return { values: Int32Array.from(values), names: null };
  } finally {
    await array.close();
  }
}

function requireVector(path: string, shape: readonly number[], what: string): void {
  const vector = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!vector) {
    throw new ExperimentError(
      path,
      `One ${what} per instance is needed, but its shape is ${shape.join('×') || 'one number'}.`,
    );
  }
}

function classesOf(texts: readonly string[]): Labels {
  const names = [...new Set(texts)].sort();
  const index = new Map(names.map((name, i) => [name, i]));
  return { values: Int32Array.from(texts, (text) => index.get(text)!), names };
}
