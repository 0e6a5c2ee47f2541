import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AmbiguousLayoutError,
  ExperimentError,
  readIds,
  readLabels,
  openRepresentation,
  readRepresentation,
  representationSize,
} from '../../../src/experiments';
import { withDump } from '../../../src/formats';
import type { Layout, Reduction } from '../../../src/experiments/types';
import { fixture } from '../formats/fixtures';
import { counting, digits, npyBytes, npzBytes } from './files';

const folder = mkdtempSync(join(tmpdir(), 'likeness-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
function put(
  shape: readonly number[],
  values: readonly number[] = counting(shape),
  dtype: '<f4' | '<f8' | '<i8' = '<f8',
) {
  const path = join(folder, `${made++}.npy`);
  writeFileSync(path, npyBytes(shape, values, dtype));
  return { path };
}

/** The matrix as rows. */
async function rowsOf(
  place: { readonly path: string; readonly key?: string },
  options: Parameters<typeof readRepresentation>[1],
) {
  const { rows, cols, data } = await readRepresentation(place, options);
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}

describe('layouts', () => {
  it.each<readonly [readonly number[], Layout | 'auto', Layout | null]>([
    [[7], 'auto', 'ND'],
    [[7, 3], 'auto', 'ND'],
    [[7, 3], 'DN', 'DN'],
    [[7, 3], 'NCHW', 'ND'],
    [[7, 5, 3], 'auto', 'NTD'],
    [[7, 8, 4, 4], 'auto', 'NCHW'],
    [[7, 4, 4, 8], 'auto', 'NHWC'],
    [[7, 4, 4, 4], 'NHWC', 'NHWC'],
    [[7, 3, 4, 5], 'NCHW', 'NCHW'],
    [[7, 8, 4, 4], 'DN', 'NCHW'],
  ])('%j as %s is %s', (shape, wanted, layout) => {
    expect(representationSize('x.npy', shape, { layout: wanted }).layout).toBe(layout);
  });

  it.each([[[7, 4, 4, 4]], [[7, 3, 4, 5]], [[7, 4, 5, 4]]])('%j is ambiguous, and is asked for', (shape) => {
    const size = () => representationSize('runs/x.npy', shape);
    expect(size).toThrow(AmbiguousLayoutError);
    expect(size).toThrow(`runs/x.npy: ${shape.join('×')} may be NCHW or NHWC. Choose the layout`);
  });

  it.each([[[0, 4]], [[4, 0]], [[]]])('%j holds nothing to compare', (shape) => {
    expect(() => representationSize('x.npy', shape)).toThrow(ExperimentError);
  });
});

describe('reductions', () => {
  const image = [0, 1, 2, 3, 10, 11, 12, 13]; // two channels of 2×2

  it.each<readonly [Reduction, number[][], string]>([
    ['mean', [[1.5, 11.5]], 'mean over positions'],
    ['flatten', [[0, 1, 2, 3, 10, 11, 12, 13]], 'flattened (NCHW)'],
    [
      'positions',
      [
        [0, 10],
        [1, 11],
        [2, 12],
        [3, 13],
      ],
      'positions as instances (NCHW)',
    ],
  ])('NCHW by %s', async (reduction, matrix, words) => {
    const place = put([1, 2, 2, 2], image);
    const options = { layout: 'NCHW', reduction } as const;
    expect(await rowsOf(place, options)).toEqual(matrix);
    expect((await readRepresentation(place, options)).reduction).toBe(words);
  });

  it.each<Reduction>(['mean', 'flatten', 'positions'])(
    'NHWC by %s gives the same matrix as NCHW',
    async (reduction) => {
      const shape = [3, 5, 2, 4] as const; // N C H W
      const values = counting(shape).map((value) => Math.sin(value));
      const last = values.map((_, i) => {
        const c = i % 5;
        const position = Math.floor(i / 5) % 8;
        return values[Math.floor(i / 40) * 40 + c * 8 + position]!;
      });
      const first = await rowsOf(put([...shape], values), { layout: 'NCHW', reduction });
      expect(await rowsOf(put([3, 2, 4, 5], last), { layout: 'NHWC', reduction })).toEqual(first);
    },
  );

  const tokens = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]; // 2 × 3 tokens × 2
  it.each<readonly [Reduction, number[][], string]>([
    [
      'mean',
      [
        [3, 4],
        [30, 40],
      ],
      'mean over tokens',
    ],
    [
      'first',
      [
        [1, 2],
        [10, 20],
      ],
      'first token',
    ],
    [
      'last',
      [
        [5, 6],
        [50, 60],
      ],
      'last token',
    ],
    [
      'flatten',
      [
        [1, 2, 3, 4, 5, 6],
        [10, 20, 30, 40, 50, 60],
      ],
      'flattened (NTD)',
    ],
    [
      'positions',
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [10, 20],
        [30, 40],
        [50, 60],
      ],
      'tokens as instances (NTD)',
    ],
  ])('tokens by %s', async (reduction, matrix, words) => {
    const place = put([2, 3, 2], tokens);
    expect(await rowsOf(place, { reduction })).toEqual(matrix);
    expect((await readRepresentation(place, { reduction })).reduction).toBe(words);
  });

  it('counts only unmasked tokens', async () => {
    const place = put([2, 3, 2], tokens);
    const mask = put([2, 3], [1, 1, 0, 0, 1, 0]);
    expect(await rowsOf(place, { mask })).toEqual([
      [2, 3],
      [30, 40],
    ]);
    expect(await rowsOf(place, { mask, reduction: 'last' })).toEqual([
      [3, 4],
      [30, 40],
    ]);
    expect((await readRepresentation(place, { mask })).reduction).toBe('mean over unmasked tokens');
  });

  it('marks an instance without any unmasked token', async () => {
    const read = await readRepresentation(put([2, 3, 2], tokens), { mask: put([2, 3], [0, 0, 0, 1, 1, 1]) });
    expect(read.nanRows).toEqual([0]);
  });

  it('refuses a mask of another shape, and last of a feature map', async () => {
    await expect(readRepresentation(put([2, 3, 2], tokens), { mask: put([3, 2]) })).rejects.toThrow(
      'The mask is 3×2, but the tokens are 2×3.',
    );
    await expect(readRepresentation(put([1, 8, 2, 2]), { reduction: 'last' })).rejects.toThrow('is for tokens');
  });

  it('flattens more axes, and only flattens them', async () => {
    const place = put([2, 2, 2, 2, 2]);
    expect((await rowsOf(place, { reduction: 'flatten' }))[1]).toEqual(counting([16]).map((value) => value + 16));
    await expect(readRepresentation(place)).rejects.toThrow('can only be flattened');
  });

  it('transposes DN', async () => {
    expect(await rowsOf(put([2, 3], [1, 2, 3, 4, 5, 6]), { layout: 'DN' })).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });
});

describe('rows', () => {
  it('are taken in the order asked for, repeats included', async () => {
    const place = put([4, 2]);
    const rows = Int32Array.of(3, 0, 3, 1);
    expect(await rowsOf(place, { rows })).toEqual([
      [6, 7],
      [0, 1],
      [6, 7],
      [2, 3],
    ]);
    expect(await rowsOf(place, { rows: Int32Array.of(1, 0), layout: 'DN' })).toEqual([
      [1, 3, 5, 7],
      [0, 2, 4, 6],
    ]);
  });

  it('are taken over many blocks', async () => {
    const shape = [40_000, 64];
    const place = put(shape, counting(shape), '<f8');
    const rows = Int32Array.from({ length: 500 }, (_, i) => (i * 7919) % 40_000);
    const { data } = await readRepresentation(place, { rows });
    rows.forEach((row, i) => {
      expect(data[i * 64]).toBe(row * 64);
      expect(data[i * 64 + 63]).toBe(row * 64 + 63);
    });
    const all = await readRepresentation(place);
    expect(all.data.every((value, i) => value === i)).toBe(true);
  });

  it('that are not there any more say so', async () => {
    await expect(readRepresentation(put([4, 2]), { rows: Int32Array.of(4) })).rejects.toThrow(
      'has no row 4: it has 4 now',
    );
  });

  it('stand for positions too', async () => {
    const read = await readRepresentation(put([3, 2, 2, 2]), {
      layout: 'NCHW',
      reduction: 'positions',
      rows: Int32Array.of(2),
    });
    expect(read).toMatchObject({ rows: 4, cols: 2, rowsPerInstance: 4 });
    expect([...read.data]).toEqual([16, 20, 17, 21, 18, 22, 19, 23]);
  });

  it('with NaN or Inf are told, in the order taken', async () => {
    const place = put([4, 2], [1, 2, NaN, 4, 5, 6, Infinity, 8]);
    expect((await readRepresentation(place)).nanRows).toEqual([1, 3]);
    expect((await readRepresentation(place, { rows: Int32Array.of(3, 0, 1) })).nanRows).toEqual([0, 2]);
  });

  it('stop when cancelled', async () => {
    const reason = new Error('enough');
    await expect(readRepresentation(put([4, 2]), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('what is stored', () => {
  it.each([
    ['f8_C_le.npy', 'float64'],
    ['f4_F_be.npy', 'float32'],
    ['f2_C_le.npy', 'float16'],
    ['bf16.npy', 'bfloat16'],
    ['i8_C_le.npy', 'integer'],
    ['b1_F_le.npy', 'integer'],
  ])('%s is %s', async (name, storedAs) => {
    expect((await readRepresentation({ path: fixture(name) })).storedAs).toBe(storedAs);
  });

  it('in Fortran order is the same as in C order', async () => {
    const [c, f] = await Promise.all(
      ['four_C.npy', 'four_F.npy'].map((name) =>
        rowsOf({ path: fixture(name) }, { layout: 'NCHW', reduction: 'flatten' }),
      ),
    );
    expect(f).toEqual(c);
  });

  it('as text is refused', async () => {
    await expect(readRepresentation({ path: fixture('ids_bytes.npy') })).rejects.toThrow(
      'It holds text, not activations',
    );
  });

  it('under a key is read, and the keys are named where it is wrong', async () => {
    const path = fixture('stored.npz');
    expect((await readRepresentation({ path, key: 'block/fc' })).cols).toBe(4);
    await expect(readRepresentation({ path, key: 'fc' })).rejects.toThrow('No array "fc". It holds conv1, block/fc');
    await expect(readRepresentation({ path })).rejects.toThrow('Choose one array with ::KEY.');
    await expect(readRepresentation({ path: fixture('mixed.npz'), key: 'object' })).rejects.toThrow('Python objects');
  });

  it('in parts is one array', async () => {
    const [first, second, third] = [put([2, 3]), put([1, 3]), put([3, 3])];
    const place = { ...first, parts: [second.path, third.path] };
    expect(await rowsOf(place, {})).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [0, 1, 2],
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
    expect(await rowsOf(place, { rows: Int32Array.of(5, 2) })).toEqual([
      [6, 7, 8],
      [0, 1, 2],
    ]);
    await expect(readRepresentation({ ...first, parts: [put([2, 4]).path] })).rejects.toThrow('cannot be joined');
  });

  it('in parts of floats is read as such, a block of more than one part too', async () => {
    const [first, ...others] = [2, 1, 3].map((count) => put([count, 3], counting([count, 3]), '<f4'));
    const opened = await openRepresentation({ ...first!, parts: others.map(({ path }) => path) });
    expect(opened.numbers).toBe('float32');
    const memory = new WebAssembly.Memory({ initial: 1 }).buffer;
    for (const [row, expected] of [
      [0, [0, 1, 2, 3, 4, 5]],
      [1, [3, 4, 5, 0, 1, 2]],
      [4, [3, 4, 5, 6, 7, 8]],
    ] as const) {
      const block = new Float32Array(memory, 8192 + opened.phase(row), 6);
      await opened.readInto(block, row, true);
      expect([...block]).toEqual(expected);
    }
    await opened.close();
  });
});

describe('a real layer', () => {
  it('is the mean of its maps', async () => {
    const path = join(digits, 'runs/cnn_seed0/epoch_10/conv1.npy');
    const { rows, cols, data } = await readRepresentation({ path });
    expect([rows, cols]).toEqual([500, 8]);
    const raw = await withDump(path, (dump) => dump.readRows(null, 17, 1));
    const map = raw.subarray(3 * 16, 4 * 16);
    expect(data[17 * 8 + 3]).toBeCloseTo(map.reduce((sum, value) => sum + value, 0) / 16, 14);
  });
});

describe('labels and ids', () => {
  it('are read from integers and text', async () => {
    expect((await readLabels({ path: join(digits, 'labels.npy') })).values.slice(0, 3)).toBeInstanceOf(Int32Array);
    expect(await readIds({ path: join(digits, 'ids.npy') })).toHaveLength(500);
    expect(await readIds({ path: fixture('ids_unicode_le.npy') })).toContain('🦊 fox');
    expect(await readLabels({ path: fixture('ids_bytes.npy') })).toEqual({
      values: Int32Array.of(0, 1, 2),
      names: ['a', 'bb', 'ccc'],
    });
    expect((await readLabels(put([3, 1], [2, 0, 1], '<i8'))).values).toEqual(Int32Array.of(2, 0, 1));
  });

  it('of other shapes and values are refused', async () => {
    await expect(readLabels(put([3, 2]))).rejects.toThrow('One label per instance is needed, but its shape is 3×2.');
    await expect(readLabels(put([2], [0.5, 1]))).rejects.toThrow('it holds 0.5');
    await expect(readLabels(put([2], [-1, 1], '<i8'))).rejects.toThrow('it holds -1');
    await expect(readIds(put([2], [0.5, 1]))).rejects.toThrow('ids are text or integers');
    const path = join(folder, 'ids.npz');
    writeFileSync(path, npzBytes({ ids: npyBytes([2], [4, 5], '<i8') }));
    expect(await readIds({ path, key: 'ids' })).toEqual(['4', '5']);
  });
});
