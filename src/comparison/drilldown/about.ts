import { readIds, readRepresentation, type ArrayPlace } from '../../experiments';
import { openArray } from '../../experiments/shards';
import type { Output } from '../../experiments/types';
import { matrix } from '../../linalg/matrix';
import { predictedClasses } from '../../measures/shared/outputs';
import { sideOf } from '../../measures/subject';
import type { Participant } from '../participant';
import type { ReadSpec } from '../plan';
import { readPictures } from './images';
import type { Images } from './types';

/** One side of the pair: where its instances come from. */
export interface Source {
  readonly read: ReadSpec;
  readonly participant: Participant | undefined;
  /** Rows of the matrix that stand for one instance of the array. */
  readonly rowsPerInstance: number;
}

/** The array's row that an instance stands in. */
export function storedRow({ read, rowsPerInstance }: Source, place: number): number {
  const kept = Math.floor(place / rowsPerInstance);
  return read.rows ? read.rows[kept]! : kept;
}

/** Names of the instances `drawn`, of positions with their number; null where the experiment has no ids for them. */
export async function idsOf(source: Source, ids: ArrayPlace | undefined, drawn: Int32Array): Promise<string[] | null> {
  const place = ids ?? source.participant?.companions.ids;
  if (!place) return null;
  const known = await readIds(place);
  const { rowsPerInstance } = source;
  const names = Array.from(drawn, (each) => known[storedRow(source, each)]);
  if (names.some((name) => name === undefined)) return null;
  return names.map((name, index) =>
    rowsPerInstance === 1 ? name! : `${name}, position ${drawn[index]! % rowsPerInstance}`,
  );
}

/** The classes that the model which made the representation predicts for `drawn`; null where its outputs aren't there. */
export async function predictionsOf(source: Source, drawn: Int32Array): Promise<Int32Array | null> {
  const outputs = source.participant?.snapshot?.outputs ?? [];
  const roles = ['logits', 'probabilities', 'classes'] as const;
  for (const role of roles) {
    const found = outputs.find((output) => output.role === role && !output.guessed);
    const classes = found && (await predicted(source, found, role, drawn));
    if (classes) return classes;
  }
  return null;
}

async function predicted(
  source: Source,
  { path, key, parts, shape }: Output,
  kind: 'logits' | 'probabilities' | 'classes',
  drawn: Int32Array,
): Promise<Int32Array | null> {
  if (shape.length > 2 || shape[0] !== source.participant?.ref.shape[0]) return null;
  const rows = drawn.map((place) => storedRow(source, place));
  const { data, cols } = await readRepresentation({ path, key, parts }, { rows, layout: 'ND' });
  if (kind !== 'classes' && cols < 2) return null;
  const side = sideOf({ kind, matrix: matrix(rows.length, cols, data), classes: cols });
  return predictedClasses(side);
}

/** Pictures of `featured`, by ids where both have them, else row by row; null where there are none that fit. */
export async function picturesOf(
  source: Source,
  ids: ArrayPlace | undefined,
  featured: readonly number[],
): Promise<Images | null> {
  const { inputs, inputIds, ids: own } = source.participant?.companions ?? {};
  if (!inputs) return null;
  const rows = featured.map((place) => storedRow(source, place));
  const ownIds = ids ?? own;
  if (ownIds && inputIds && ownIds.path !== inputIds.path) {
    const [names, there] = await Promise.all([readIds(ownIds), readIds(inputIds)]);
    const rowOf = new Map(there.map((id, row) => [id, row]));
    const found = rows.map((row) => rowOf.get(names[row] ?? ''));
    return found.includes(undefined) ? null : readPictures(inputs, found as number[], featured);
  }
  return (await fits(inputs, source)) ? readPictures(inputs, rows, featured) : null;
}

async function fits(inputs: Output, { participant, read }: Source): Promise<boolean> {
  const array = await openArray(inputs);
  await array.close();
  return array.shape[0] === participant?.ref.shape[read.layout === 'DN' ? 1 : 0];
}
