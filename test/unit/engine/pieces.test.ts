import { describe, expect, it } from 'vitest';
import { joinedRuns, piecesOf } from '../../../src/engine/pieces';
import type { Run } from '../../../src/experiments/types';
import { experimentOf } from '../vscode/fakes';

const epochs = (count: number): number[] => Array.from({ length: count }, (_, epoch) => epoch);
const { runs } = experimentOf({ short: [1], long: epochs(50), none: [], last: [1, 2] });
// two layers, one output, and the snapshot itself
const size = (piece: readonly Run[]): number => piece.reduce((sum, { snapshots }) => sum + 4 * snapshots.length, 0);

describe('a scan in pieces', () => {
  it('is joined to what it was', () => {
    for (const most of [1, 4, 7, 40, 10_000]) expect(joinedRuns([...piecesOf(runs, most)].flat())).toEqual(runs);
  });

  it('has no piece larger than it may be, unless one snapshot is', () => {
    for (const most of [4, 7, 40])
      for (const piece of piecesOf(runs, most)) expect(size(piece)).toBeLessThanOrEqual(most);
    for (const piece of piecesOf(runs, 1)) expect(size(piece)).toBeLessThanOrEqual(4);
  });
});
