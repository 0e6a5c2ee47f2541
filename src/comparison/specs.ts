import { createHash } from 'node:crypto';
import { AmbiguousLayoutError, ExperimentError, readRepresentation, representationSize } from '../experiments';
import type { Problem } from '../experiments/types';
import { fileState } from './file-state';
import type { AlignedInstances, Sized } from './instances';
import type { Participant } from './participant';
import type { ReadSpec } from './plan';

/** How a participant is read, apart from which rows. */
export interface Reading {
  readonly subject: 'representation' | 'outputs';
  readonly outputKind?: ReadSpec['outputKind'];
  /** For class indices: how many classes there are. */
  readonly classes?: number;
  readonly model?: ReadSpec['model'];
}

/**
 * The sizes of all participants by their headers; one that can't be reduced so is a problem, unless it is the only kind
 * there is. Throws `AmbiguousLayoutError`.
 */
export function measureAll(participants: readonly Participant[]): {
  readonly sizes: readonly Sized[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  let first: ExperimentError | undefined;
  const sizes = participants.flatMap((participant) => {
    const { ref, layout, reduction, companions } = participant;
    try {
      const size = representationSize(ref.path, ref.shape, { layout, reduction, mask: companions.mask });
      return [{ participant, rows: size.instances, cols: size.cols }];
    } catch (error) {
      if (!(error instanceof ExperimentError) || error instanceof AmbiguousLayoutError) throw error;
      first ??= error;
      problems.push({ path: error.path, message: error.problem });
      return [];
    }
  });
  if (first && sizes.length === 0) throw first;
  return { sizes, problems };
}

/** What a worker needs to read a participant. Throws the error of the file system where a file is gone. */
export async function readSpec(
  participant: Participant,
  rows: Int32Array | null,
  labels: Int32Array | null,
  reading: Reading,
): Promise<ReadSpec> {
  const { ref, layout, reduction, companions } = participant;
  const { subject, outputKind, classes, model } = reading;
  const size = representationSize(ref.path, ref.shape, { layout, reduction, rows, mask: companions.mask });
  const mask = size.layout === 'NTD' ? companions.mask : undefined;
  const spec = {
    path: ref.path,
    key: ref.key ?? null,
    ...(ref.parts && { parts: ref.parts }),
    ...(mask && { mask: { path: mask.path, key: mask.key, parts: mask.parts } }),
    subject,
    layout: size.layout ?? layout,
    reduction,
    ...(outputKind && { outputKind }),
    ...(outputKind === 'classes' && classes !== undefined && { classes }),
    ...(model && { model }),
  };
  const live = model && !('missing' in model) ? [model.path, model.inputs.path] : [];
  const paths = [ref.path, ...(ref.parts ?? []), ...(mask ? [mask.path] : []), ...live];
  const files = await Promise.all(paths.map(fileState));
  const hash = createHash('sha256').update(JSON.stringify({ ...spec, path: undefined, parts: undefined, files }));
  for (const vector of [rows, labels])
    hash.update(vector ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength) : 'all');
  return {
    ...spec,
    files,
    rows,
    labels,
    bytes: size.rows * size.cols * 8,
    fingerprint: hash.digest('hex').slice(0, 32),
  };
}

/**
 * Indices into the common order of instances that hold NaN or Inf in any participant. One that has nothing else is passed
 * over: its cells are undefined whatever is dropped.
 */
export async function nonFiniteInstances(
  { rows, count }: Pick<AlignedInstances, 'rows' | 'count'>,
  signal?: AbortSignal,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (const [{ ref, layout, reduction, companions }, kept] of rows) {
    const { nanRows } = await readRepresentation(ref, { layout, reduction, rows: kept, mask: companions.mask, signal });
    if (nanRows.length < count) for (const row of nanRows) found.add(row);
  }
  return found;
}
