import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, writeNpy } from '../comparison/npy-files';
import { ensureBuilt, root, validDocument } from './likeness';

const folder = mkdtempSync(join(tmpdir(), 'likeness-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 200;

/** A dump of zeros and a last one that takes no disk: its data is a hole. It is old, or it would be taken for one that is being filled. */
function writeHole(path: string, cols: number): void {
  writeNpy(path, [ROWS, cols], [], 'f4');
  const file = openSync(path, 'r+');
  writeSync(file, Float32Array.of(1), 0, 4, 128 + 4 * ROWS * cols - 4);
  closeSync(file);
  utimesSync(path, 0, 0);
}

beforeAll(() => {
  ensureBuilt();
  for (const run of ['a', 'b']) {
    mkdirSync(join(folder, run));
    writeNpy(join(folder, run, 'small.npy'), [ROWS, 8], noise(8 * ROWS, run.charCodeAt(0)));
  }
  writeHole(join(folder, 'b/wide.npy'), 400_000); // 640 MB as float64: read, but not centred as well
  writeHole(join(folder, 'b/wider.npy'), 4_000_000); // 6.4 GB
}, 120_000);

/** Linux bounds what a process may allocate. */
describe.skipIf(process.platform !== 'linux')('a limit on memory', () => {
  it('costs the cells that need more, with one line each, and no others', { timeout: 120_000 }, () => {
    const compare = ['compare', 'a', 'b', '--engine', 'wasm', '--threads', '1', '--memory', '8GB', '--json', '--quiet'];
    const { status, stdout } = spawnSync(
      'sh',
      ['-c', 'ulimit -d 1050000; exec "$@"', 'sh', process.execPath, join(root, 'dist/cli.js'), ...compare],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(status).toBe(1);
    const [result] = validDocument(JSON.parse(stdout)).results;
    expect(result?.cols.map((id) => id.split('/').at(-1))).toEqual(['small', 'wide', 'wider']);
    expect(result?.values).toEqual([[expect.any(Number), null, null]]);
    expect(result?.failed?.map(({ col, reason }) => [col, reason]).sort()).toEqual([
      [1, 'wide: Memory ran out. Take fewer instances or fewer threads, or end what else needs memory.'],
      [2, expect.stringMatching(/wider\.npy: Its matrix needs 6\.4 GB at once\. Take fewer instances/)],
    ]);
  });
});
