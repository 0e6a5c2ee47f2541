import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withDump } from '../../../src/formats';
import { expectedFiles, fixture } from './fixtures';

const folder = mkdtempSync(join(tmpdir(), 'likeness-writing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files that were tried while they were written', () => {
  it('are read once they are complete: HDF5', async () => {
    const path = join(folder, 'epoch_1.h5');
    const whole = readFileSync(fixture('arrays.h5'));
    const keys = Object.keys(expectedFiles['arrays.h5']!.arrays).sort();
    let failures = 0;
    // what the library of the writer has not flushed yet
    for (let start = 0; start < 4096; start += 128) {
      writeFileSync(path, Buffer.from(whole).fill(0, start, start + 128));
      await withDump(path, () => Promise.resolve()).catch(() => failures++);
      writeFileSync(path, whole);
      const read = await withDump(path, ({ arrays }) => Promise.resolve(arrays.map(({ key }) => key!).sort()));
      expect(read).toEqual(keys);
    }
    expect(failures).toBeGreaterThan(0);
  });
});
