import type { Run } from '../experiments/types';

/** Arrays in one message: what the host takes in within a few milliseconds. */
const MOST_ARRAYS = 200;

/** Runs in pieces of few arrays, to be sent one by one: a long run comes in several, each with a part of its snapshots. */
export function* piecesOf(runs: readonly Run[], most = MOST_ARRAYS): Generator<readonly Run[]> {
  let piece: Run[] = [];
  let arrays = 0;
  for (const run of runs) {
    let begin = 0;
    for (const [index, { layers, outputs }] of run.snapshots.entries()) {
      const more = 1 + layers.length + outputs.length;
      if (arrays > 0 && arrays + more > most) {
        if (index > begin) piece.push({ ...run, snapshots: run.snapshots.slice(begin, index) });
        yield piece;
        [piece, arrays, begin] = [[], 0, index];
      }
      arrays += more;
    }
    piece.push({ ...run, snapshots: run.snapshots.slice(begin) });
  }
  if (piece.length > 0) yield piece;
}

/** The runs that were sent in pieces. */
export function joinedRuns(pieces: readonly Run[]): readonly Run[] {
  const runs = new Map<string, Run & { snapshots: Run['snapshots'][number][] }>();
  for (const piece of pieces) {
    const id = `${piece.path}\n${piece.name}`;
    const known = runs.get(id);
    if (known) known.snapshots.push(...piece.snapshots);
    else runs.set(id, { ...piece, snapshots: [...piece.snapshots] });
  }
  return [...runs.values()];
}
