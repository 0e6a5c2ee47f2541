import { describe, expect, it } from 'vitest';
import { averageLinkage, branchesOf } from '../../../webview/charts/clustering';
import { distancesOf } from '../../../webview/charts/distances';
import { facetsOf, groupsOf } from '../../../webview/charts/facets';
import { gridOf, reordered } from '../../../webview/charts/grid';
import { classicalScaling, mdsMap, stressOf } from '../../../webview/charts/mds';
import { documentOf, item, modelsDocument, result } from '../../webview/documents';

const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
const between = (points: readonly (readonly number[])[]) => points.map((a) => points.map((b) => distance(a, b)));

describe('clustering by average linkage', () => {
  it('joins the nearest first, at the mean distance of the members', () => {
    // Sokal and Michener's way: {0,1} at 2, {3,4} at 3, {2,{3,4}} at (4+6)/2, all at the mean of six.
    const d = [
      [0, 2, 6, 10, 9],
      [2, 0, 5, 9, 8],
      [6, 5, 0, 4, 6],
      [10, 9, 4, 0, 3],
      [9, 8, 6, 3, 0],
    ];
    const { merges, order } = averageLinkage(d);
    expect(merges.map(({ height }) => height)).toEqual([2, 3, 5, (6 + 10 + 9 + 5 + 9 + 8) / 6]);
    expect(merges[0]).toMatchObject({ left: 0, right: 1 });
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    const place = (leaf: number): number => order.indexOf(leaf);
    expect(Math.abs(place(3) - place(4))).toBe(1);
    expect(Math.abs(place(0) - place(1))).toBe(1);
  });

  it('draws branches that never go down and never cross', () => {
    const tree = averageLinkage(between([[0, 0], [9, 0], [0.5, 0], [9.2, 1], [4, 3]])); // prettier-ignore
    for (const { at, from, height } of branchesOf(tree)) {
      expect(height).toBeGreaterThanOrEqual(Math.max(...from));
      expect(at[0]).toBeLessThan(at[1]);
    }
    expect(branchesOf(tree)).toHaveLength(4);
  });

  it('has nothing to join where there is one, or none', () => {
    expect(averageLinkage([])).toEqual({ merges: [], order: [] });
    expect(averageLinkage([[0]])).toEqual({ merges: [], order: [0] });
  });
});

describe('the map of models', () => {
  const points = [[0, 0], [3, 0], [3, 4], [-1, 2], [5, 5]]; // prettier-ignore

  it('finds a plane again, up to rotation', () => {
    const d = between(points);
    const found = mdsMap(d);
    expect(found.stress).toBeLessThan(1e-6);
    between(found.points).forEach((row, i) => row.forEach((each, j) => expect(each).toBeCloseTo(d[i]![j]!, 5)));
  });

  it('keeps the stress no higher than that of classical scaling, and tells it', () => {
    const d = points.map((_, i) => points.map((__, j) => (i === j ? 0 : 1 + ((i * j) % 3))));
    const { stress, points: found } = mdsMap(d);
    expect(stress).toBeLessThanOrEqual(stressOf(classicalScaling(d), d));
    expect(stress).toBeCloseTo(stressOf(found, d), 12);
    expect(stress).toBeGreaterThan(0.01);
  });

  it('takes equal models and single ones', () => {
    expect(mdsMap([[0, 0], [0, 0]])).toEqual({ points: [[0, 0], [0, 0]], stress: 0 }); // prettier-ignore
    expect(mdsMap([[0]]).points).toEqual([[0, 0]]);
    expect(mdsMap([]).points).toEqual([]);
  });
});

describe('distances of models', () => {
  const items = ['a', 'b', 'c'].map((run) => item(run, 'epoch 1', 'fc1'));
  const grid = (values: (number | null)[][]) =>
    gridOf(
      documentOf('models', items, []),
      result('cka', items, items, (row, col) => values[row]![col]!),
    );

  it('turns similarities around and averages both directions', () => {
    const { between: d, missing } = distancesOf(grid([[1, 0.8, 0.2], [0.6, 1, 0.4], [0.2, 0.4, 1]]), { kind: 'similarity', range: [0, 1] }); // prettier-ignore
    expect(d[0]![1]).toBeCloseTo(0.3, 12);
    expect(d[0]![0]).toBe(0);
    expect(missing).toEqual([]);
  });

  it('leaves out the model that lacks values, not those it lacks them with', () => {
    const values = [[0, 1, null], [1, 0, null], [null, null, 0]]; // prettier-ignore
    expect(distancesOf(grid(values), { kind: 'distance', range: [0, null] })).toMatchObject({
      models: [0, 1],
      missing: [2],
    });
  });
});

describe('what tells models apart', () => {
  it('offers facets in which they differ, seeds and epochs read from names', () => {
    const items = ['cnn_seed10', 'cnn_seed2'].flatMap((run) => [
      item(run, 'epoch 3', 'fc1'),
      item(run, 'epoch 30', 'fc1'),
    ]);
    const facets = facetsOf(items);
    expect(facets.map(({ id }) => id)).toEqual(['run', 'seed', 'epoch', 'snapshot']);
    expect(groupsOf(facets[1]!)).toEqual(['2', '10']);
  });

  it('reorders a grid with its states and reasons', () => {
    const document = modelsDocument();
    document.results[0]!.values[0]![1] = null;
    document.results[0]!.undefined = [{ row: 0, col: 1, reason: 'constant' }];
    const grid = reordered(gridOf(document, document.results[0]!), [1, 0, 2, 3, 4]);
    expect(grid.rows[0]).toBe('cnn_seed1');
    expect(grid.state(1, 0)).toBe('undefined');
    expect(grid.reason(1, 0)).toBe('constant');
    expect(grid.values[0]![0]).toBe(document.results[0]!.values[1]![1]);
  });
});
