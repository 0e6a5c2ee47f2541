import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { share } from '../../../src/engine/shared';
import { keepSide, placeOf, takeSide, type ShelfPlace } from '../../../src/engine/side-shelf';
import { matrix } from '../../../src/linalg/matrix';
import { remember, sideOf, type Side } from '../../../src/measures/subject';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'likeness-shelf-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (key: string, bytes = 2 ** 20, version = '1'): ShelfPlace => placeOf({ folder, bytes, version }, key);
const files = (): string[] => readdirSync(folder).map((name) => join(folder, name));

/** On shared memory, as sides are that went from thread to thread. */
function preparedSide(first = 0.1): Side<unknown> {
  const side = sideOf({ matrix: matrix(2, 2, Float64Array.of(first, 1 / 3, -0, 5e-324)), storedAs: 'float32' });
  remember(side, 'svd', () => ({ u: side.subject.matrix, s: Float64Array.of(2, 1), ranks: Int32Array.of(1, 2) }));
  return share(side);
}
const LONG = 60;

describe('prepared sides on disk', () => {
  it('come back as they were, to the last bit, with what was prepared', async () => {
    await keepSide(preparedSide(), LONG, place('a'));
    expect(await takeSide(place('a'))).toEqual(preparedSide());
    expect(await takeSide(place('b'))).toBeUndefined();
    expect(await takeSide(place('a', 2 ** 20, '2'))).toBeUndefined();
  });

  it('stay away where making them anew is as fast, or where they are too large', async () => {
    await keepSide(preparedSide(), 0.1, place('a'));
    await keepSide(preparedSide(), LONG, place('a', 50));
    expect(files()).toEqual([]);
  });

  it.each<[string, (content: Buffer) => Buffer]>([
    ['cut off', (content) => content.subarray(0, -8)],
    ['changed by a bit', (content) => Buffer.from(content.map((byte, at) => (at === 60 ? byte ^ 1 : byte)))],
    ['empty', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('a text')],
  ])('are as if they were not there where a file is %s', async (_, damage) => {
    await keepSide(preparedSide(), LONG, place('a'));
    const [path] = files();
    writeFileSync(path!, damage(readFileSync(path!)));
    expect(await takeSide(place('a'))).toBeUndefined();
    await keepSide(preparedSide(), LONG, place('a'));
    expect(await takeSide(place('a'))).toEqual(preparedSide());
  });

  it('go when there are too many of them, those used longest ago first', async () => {
    await keepSide(preparedSide(), LONG, place('old'));
    const [old] = files();
    const { size } = statSync(old!);
    const most = Math.floor(2.5 * size);
    await keepSide(preparedSide(), LONG, place('older', most));
    for (const [at, path] of files().entries()) utimesSync(path, 1000 + at, 1000 + at);
    const [, kept] = files(); // the later of the two
    await keepSide(preparedSide(), LONG, place('new', most));
    expect(files()).toHaveLength(2);
    expect(files()).toContain(kept);
  });

  it('are kept by nobody where they cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const nowhere = { folder: join(folder, 'file', 'sides'), bytes: 2 ** 20, version: '1' };
    await keepSide(preparedSide(), LONG, placeOf(nowhere, 'a'));
    expect(await takeSide(placeOf(nowhere, 'a'))).toBeUndefined();
  });
});
