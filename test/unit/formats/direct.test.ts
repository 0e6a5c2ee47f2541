import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FileBytes } from '../../../src/formats/bytes';
import { ALIGNMENT, DirectFile } from '../../../src/formats/direct';

const folder = mkdtempSync(join(tmpdir(), 'likeness-direct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SIZE = 100_000;
const content = Buffer.from(Uint8Array.from({ length: SIZE }, (_, at) => (at * 7919) >> 3));
const path = join(folder, 'file');
writeFileSync(path, content);

/** Begins at a whole page, as reading past the cache needs it. */
const memory = new Uint8Array(new WebAssembly.Memory({ initial: 4 }).buffer);

/** Memory for so many bytes from `position` on, in its phase and with room around. */
function roomFor(position: number, length: number): Uint8Array {
  const begin = 2 * ALIGNMENT + (position % ALIGNMENT);
  return memory.fill(0).subarray(begin, begin + length);
}

const PIECES = [
  [0, SIZE],
  [0, 1],
  [128, 3 * ALIGNMENT],
  [ALIGNMENT, ALIGNMENT],
  [5000, 70_000],
  [SIZE - 5000, 5000],
] as const;

describe('reading past the cache', () => {
  it.each(PIECES)('from %i on, %i bytes, gives what is there, or says that it cannot', async (position, length) => {
    const direct = DirectFile.open(path, statSync(path));
    if (!direct) return; // not on this system, or not for the file system of temporary files
    const target = roomFor(position, length);
    const done = await direct.read(target, position);
    direct.close();
    if (done) expect(content.subarray(position, position + length).equals(target)).toBe(true);
  });

  it('needs memory in the phase of the file, room around it, and enough to read', async () => {
    const direct = DirectFile.open(path, statSync(path));
    if (!direct) return;
    expect(await direct.read(roomFor(128, 500), 192)).toBe(false);
    expect(await direct.read(new Uint8Array(500), 100)).toBe(false);
    expect(await direct.read(memory.subarray(memory.length - 500), memory.length - 500)).toBe(false);
    expect(await direct.read(roomFor(SIZE - 100, 200), SIZE - 100)).toBe(false);
    direct.close();
  });

  it('is not for a file that has come in the place of another', () => {
    const other = join(folder, 'other');
    writeFileSync(other, content);
    expect(DirectFile.open(other, statSync(path))).toBeNull();
    expect(DirectFile.open(join(folder, 'none'), statSync(path))).toBeNull();
  });
});

describe('a file read with room around', () => {
  it('gives what is there, again and again, whichever way that goes', async () => {
    const file = await FileBytes.open(path);
    for (let round = 0; round < 3; round++) {
      for (const [position, length] of PIECES) {
        const target = roomFor(position, length);
        await file.readAround(target, position);
        expect(content.subarray(position, position + length).equals(target)).toBe(true);
      }
    }
    await expect(file.readAround(roomFor(SIZE - 100, 200), SIZE - 100)).rejects.toThrow('file');
    file.close();
  });
});
