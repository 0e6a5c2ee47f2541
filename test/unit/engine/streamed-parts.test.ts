import { closeSync, mkdtempSync, openSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import { bundleEngine } from './support/bundle';
import { HEADER_BYTES, writeHole } from './support/holes';

const [ROWS, COLS] = [2 ** 27, 512];
/** With as much memory as it is told there are as many. */
const MOST_PARTS = 32;

let bundle: Awaited<ReturnType<typeof bundleEngine>>;
let client: EngineClient;
const folder = mkdtempSync(join(tmpdir(), 'likeness-parts-'));
beforeAll(async () => {
  bundle = await bundleEngine();
  client = new EngineClient({ dist: bundle.dist });
}, 120_000);
afterAll(async () => {
  await client.dispose();
  await bundle.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('a cell of parts that would take minutes', () => {
  it('is over when one of them fails', { timeout: 120_000 }, async () => {
    writeHole(join(folder, 'a.npy'), [ROWS, COLS]);
    const broken = writeHole(join(folder, 'b.npy'), [ROWS, COLS], 'i8');
    // No exact double, in the first row of every part but the first, which has nothing to complain about for minutes.
    const integer = Buffer.alloc(8);
    integer.writeBigInt64LE(2n ** 62n + 1n);
    const file = openSync(broken, 'r+');
    for (let mark = 1; mark < MOST_PARTS; mark++) {
      writeSync(file, integer, 0, 8, HEADER_BYTES + (8 * mark * ROWS * COLS) / MOST_PARTS);
    }
    closeSync(file);
    utimesSync(broken, 0, 0);
    const request = { base: folder, operands: ['a.npy', 'b.npy'], measures: [{ id: 'cka' }] };
    const { status, results } = await client.compare(request, { engine: 'wasm', threads: 2, memory: 2 ** 32 });
    expect(status).toBe('partial');
    expect(results[0]?.failed?.map(({ reason }) => reason).join()).toContain('beyond 2^53');
  });
});
