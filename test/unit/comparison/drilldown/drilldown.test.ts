import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseDrawn } from '../../../../src/comparison/drilldown/choose';
import { crossTabulated, drillDown } from '../../../../src/comparison/drilldown/drilldown';
import { pictureAxes } from '../../../../src/comparison/drilldown/images';
import { alignedPlane, cosines } from '../../../../src/comparison/drilldown/plane';
import type { Drilldown } from '../../../../src/comparison/drilldown/types';
import { matrix, type Matrix } from '../../../../src/linalg/matrix';
import { seededRandom } from '../../../../src/linalg/random';
import type { MeasureContext } from '../../../../src/measures/measure';
import { testLinalg } from '../../support/linalg';

let context: MeasureContext;
beforeAll(async () => {
  context = { linalg: await testLinalg(), precision: 'float64', progress: () => undefined };
});

function noise(rows: number, cols: number, seed: number): Matrix {
  const random = seededRandom(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

const all = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);

describe('the instances drawn', () => {
  it('holds those asked for, and is the same for the same seed', () => {
    const drawn = chooseDrawn(5000, [4999, 17, 9999], null, 3);
    expect(drawn).toHaveLength(200);
    expect([...drawn]).toEqual(expect.arrayContaining([17, 4999]));
    expect([...drawn]).toEqual([...drawn].sort((a, b) => a - b));
    expect(chooseDrawn(5000, [4999, 17, 9999], null, 3)).toEqual(drawn);
    expect(chooseDrawn(5000, [4999, 17, 9999], null, 4)).not.toEqual(drawn);
  });

  it('puts equal labels side by side, and takes all where there are few', () => {
    expect([...chooseDrawn(6, [], Int32Array.of(2, 0, 1, 0, 2, 1), 0)]).toEqual([1, 3, 2, 5, 0, 4]);
  });
});

describe('the plane of two aligned sides', () => {
  it('lays a rotated, scaled and shifted copy on its original', () => {
    const x = noise(40, 3, 1);
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const y = matrix(40, 3);
    for (let i = 0; i < 40; i++) {
      const [a, b, d] = [x.data[3 * i]!, x.data[3 * i + 1]!, x.data[3 * i + 2]!];
      y.data.set([5 * (c * a - s * b) + 9, 5 * (s * a + c * b) - 4, 5 * d], 3 * i);
    }
    const plane = alignedPlane([x, y], all(40), context, 0);
    if (typeof plane === 'string') throw new Error(plane);
    expect(plane.residual).toBeLessThan(1e-12);
    expect(plane.points[0]).toHaveLength(80);
    plane.points[0].forEach((value, at) => expect(value).toBeCloseTo(plane.points[1][at]!, 6));
    expect(plane.explained).toBeGreaterThan(2 / 3);
    expect(plane.explained).toBeLessThan(1);
  });

  it('pads the narrower, takes fewer instances than neurons, and keeps noise apart', () => {
    const plane = alignedPlane([noise(60, 2, 1), noise(60, 5, 2)], all(60), context, 0);
    expect(plane).toMatchObject({ fitted: 60, width: 5 });
    expect((plane as { residual: number }).residual).toBeGreaterThan(0.7);
    const wide = alignedPlane([noise(8, 30, 1), noise(8, 20, 2)], all(8), context, 0);
    expect(wide).toMatchObject({ fitted: 8, width: 30 });
  });

  it('says so where a side is constant', () => {
    expect(alignedPlane([matrix(5, 2), noise(5, 2, 1)], all(5), context, 0)).toMatch(/does not vary/);
  });

  it('shows one axis only where there is one', () => {
    const plane = alignedPlane([noise(9, 1, 1), noise(9, 1, 2)], all(9), context, 0) as { points: Float32Array[] };
    expect(plane.points[0]!.filter((_, at) => at % 2 === 1)).toEqual(new Float32Array(9));
  });
});

describe('similarity matrices of instances', () => {
  it('holds cosines of the rows drawn, 0 for a zero row', () => {
    const rows = matrix(3, 2, Float64Array.of(3, 0, 0, 2, 0, 0));
    expect([...cosines(rows, Int32Array.of(0, 1, 2), context)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});

describe('pictures', () => {
  it.each([
    [[9, 8, 8], { height: 8, width: 8, channels: 1, channelsLast: true }],
    [[9, 3, 32, 24], { height: 32, width: 24, channels: 3, channelsLast: false }],
    [[9, 32, 24, 4], { height: 32, width: 24, channels: 4, channelsLast: true }],
    [[9, 1, 28, 28], { height: 28, width: 28, channels: 1, channelsLast: false }],
    [[9, 64], null],
    [[9, 16, 4, 5], null],
    [[9, 0, 4], null],
  ] as const)('knows the axes of %j', (shape, axes) => {
    expect(pictureAxes(shape)).toEqual(axes);
  });
});

describe('a real pair', () => {
  const base = join(import.meta.dirname, '../../../fixtures/experiments/digits');
  const pair = (array: string) => ['cnn_seed0', 'cnn_seed1'].map((run) => `runs/${run}/epoch_30/${array}.npy`);
  let layers: Drilldown;
  beforeAll(async () => {
    const request = { base, operands: pair('fc1'), measures: [{ id: 'cka' }] };
    layers = await drillDown({ request, featured: [3, 499] }, context);
  });

  it('tells who the instances are, what the models predict for them, and how they look', () => {
    const { drawn, ids, labels, predicted, images } = layers;
    expect(layers.instances).toBe(500);
    expect(drawn).toHaveLength(200);
    expect(ids).toHaveLength(200);
    expect([...labels!]).toEqual([...labels!].sort((a, b) => a - b));
    const right = [...predicted![0]].filter((each, index) => each === labels![index]).length;
    expect(right).toBeGreaterThan(180);
    expect(images).toMatchObject({ height: 8, width: 8, channels: 1 });
    expect([...images!.of]).toEqual([3, 499]);
    expect(images!.bytes).toHaveLength(2 * 64);
    expect(Math.max(...images!.bytes)).toBe(255);
  });

  it('has both similarity matrices, symmetric, ones on the diagonal', () => {
    for (const rsm of layers.rsms!) {
      expect(rsm).toHaveLength(200 * 200);
      expect(rsm[201 * 7]).toBeCloseTo(1, 6);
      expect(rsm[3 * 200 + 9]).toBe(rsm[9 * 200 + 3]);
    }
    expect(layers.agreement).toBeNull();
  });

  it('names the classes where the labels are text', async () => {
    expect(layers.classNames).toBeNull();
    const folder = mkdtempSync(join(tmpdir(), 'likeness-drilldown-'));
    try {
      const labels = join(folder, 'labels.csv');
      writeFileSync(labels, Array.from({ length: 500 }, (_, row) => (row % 3 === 0 ? 'cat' : 'dog')).join('\n'));
      const request = { base, operands: pair('fc1'), labels, measures: [{ id: 'cka' }] };
      const named = await drillDown({ request, featured: [] }, context);
      expect(named.classNames).toEqual(['cat', 'dog']);
      expect([...named.labels!].every((label, at) => label === (named.drawn[at]! % 3 === 0 ? 0 : 1))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('counts the agreement of outputs over all instances', async () => {
    const request = { base, operands: pair('logits'), outputs: true, measures: [{ id: 'disagreement' }] };
    const { agreement, rsms, predicted } = await drillDown({ request, featured: [] }, context);
    expect(agreement?.classes).toBe(10);
    expect(agreement!.counts.reduce((sum, each) => sum + each, 0)).toBe(500);
    expect(rsms).toBeNull();
    expect(predicted).not.toBeNull();
  });
});

it('cross-tabulates classes, the first in rows', () => {
  expect([...crossTabulated(Int32Array.of(0, 0, 1), Int32Array.of(1, 0, 1), 2)]).toEqual([1, 1, 0, 1]);
});
