import { describe, expect, it } from 'vitest';
import { openDump, withDump } from '../../../src/formats';
import type { ArrayHeader, Dump } from '../../../src/formats';
import type { ExpectedArray } from './fixtures';
import { expectedFiles, fixture, numbers } from './fixtures';

async function readInBlocks(dump: Dump, header: ArrayHeader, rowsPerBlock: number): Promise<number[]> {
  const rows = header.shape[0] ?? 1;
  const values: number[] = [];
  for (let start = 0; start < rows; start += rowsPerBlock) {
    values.push(...(await dump.readRows(header.key, start, Math.min(rowsPerBlock, rows - start))));
  }
  return values;
}

async function verify(dump: Dump, header: ArrayHeader, expected: ExpectedArray): Promise<void> {
  expect({ shape: header.shape, dtype: header.dtype, order: header.order }).toEqual({
    shape: expected.shape,
    dtype: expected.dtype,
    order: expected.order,
  });
  if (header.dtype === 'string') {
    expect(await dump.readStrings(header.key)).toEqual(expected.values);
    return;
  }
  const exact = numbers(expected);
  for (const rowsPerBlock of [1, 2, 1000]) {
    const values = await readInBlocks(dump, header, rowsPerBlock);
    expect(values).toEqual(exact); // toEqual tells −0 from 0 and takes NaN for NaN
  }
}

describe('every array of the fixtures reads exactly, whole and in blocks', () => {
  for (const [name, file] of Object.entries(expectedFiles)) {
    it(name, () =>
      withDump(fixture(name), async (dump) => {
        expect(dump.arrays.map(({ key }) => key ?? '').sort()).toEqual(Object.keys(file.arrays).sort());
        for (const header of dump.arrays) await verify(dump, header, file.arrays[header.key ?? '']!);
        expect(dump.ignored.map(({ key }) => key)).toEqual(file.ignored ?? []);
        expect(dump.metadata).toEqual(file.metadata ?? {});
      }),
    );
  }
});

describe('reading', () => {
  it('keeps the order of the container', () =>
    withDump(fixture('stored.npz'), (dump) => {
      expect(dump.arrays.map(({ key }) => key)).toEqual(['conv1', 'block/fc', 'labels', 'ids', 'fortran']);
      return Promise.resolve();
    }));

  it('goes back and forth in a deflated member', () =>
    withDump(fixture('deflated.npz'), async (dump) => {
      const all = await dump.readRows('conv1', 0, 6);
      for (const row of [5, 0, 3, 1, 4]) {
        expect(await dump.readRows('conv1', row, 1)).toEqual(all.subarray(row * 18, row * 18 + 18));
      }
    }));

  it('serves reads of one deflated member that overlap in time', () =>
    withDump(fixture('zeros.npz'), async (dump) => {
      const starts = [8000, 0, 4000, 10];
      const blocks = await Promise.all(starts.map((start) => dump.readRows('zeros', start, 100)));
      for (const block of blocks) expect(block.every((value) => value === 0)).toBe(true);
    }));

  it('writes into a given array', () =>
    withDump(fixture('f4_F_be.npy'), async (dump) => {
      const into = new Float64Array(6);
      expect(await dump.readRows(null, 1, 2, into)).toBe(into);
      expect([...into]).toEqual(numbers(expectedFiles['f4_F_be.npy']!.arrays['']!).slice(3, 9));
    }));

  it('gives integer ids as exact text', () =>
    withDump(fixture('int64_beyond.npy'), async (dump) => {
      expect(await dump.readStrings(null)).toEqual(['9007199254740993', '-9223372036854775808', '9223372036854775807']);
    }));

  it('takes null for the only array of a container', () =>
    withDump(fixture('zip64_directory.npz'), async (dump) => {
      expect([...(await dump.readRows(null, 0, 6))]).toEqual([0, 1, 2, 0, 1, 2]);
    }));

  it('reads a file of another name by its first bytes', async () => {
    const { copyFile, mkdtemp, rm } = await import('node:fs/promises');
    const folder = await mkdtemp(`${(await import('node:os')).tmpdir()}/likeness-`);
    try {
      for (const [from, to, format] of [
        ['stored.npz', 'a.npy', 'npz'],
        ['four_C.npy', 'b.bin', 'npy'],
        ['all.safetensors', 'c', 'safetensors'],
      ] as const) {
        await copyFile(fixture(from), `${folder}/${to}`);
        const dump = await openDump(`${folder}/${to}`);
        expect(dump.format).toBe(format);
        await dump.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
