import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { withDump } from '../src/formats';
import { WIDTH, writers } from './files';
import { duration, type Table } from './table';

// Opening and reading dumps by blocks. Each file is read by a process of its own, which tells its largest memory. CPU time, not
// time that passes, of files that the system holds in memory: the disk is not measured.

const LARGE_ROWS = 1_000_000;
const ROWS = 128_000;
const BLOCK_BYTES = 16 * 2 ** 20;
const MEGABYTE = 1e6;

const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

const measured = v.object({ openSeconds: v.number(), readSeconds: v.number(), memory: v.number(), bytes: v.number() });

/** What a process of its own does: opens the file, and reads all of it in blocks. */
async function measure(path: string): Promise<v.InferOutput<typeof measured>> {
  const begun = process.cpuUsage();
  await withDump(path, () => Promise.resolve());
  const openSeconds = cpuSeconds(begun);
  return withDump(path, async (dump) => {
    const [{ key, shape }] = dump.arrays as unknown as readonly [(typeof dump.arrays)[number]];
    const rows = shape[0]!;
    const step = Math.floor(BLOCK_BYTES / (8 * WIDTH));
    const into = new Float64Array(step * WIDTH);
    const start = process.cpuUsage();
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      await dump.readRows(key, row, count, into.subarray(0, count * WIDTH));
    }
    const readSeconds = cpuSeconds(start);
    return { openSeconds, readSeconds, memory: process.resourceUsage().maxRSS * 1024, bytes: rows * WIDTH * 4 };
  });
}

/** Seconds to read the bytes of a file and nothing else. */
function rawSeconds(path: string): number {
  const buffer = Buffer.alloc(BLOCK_BYTES);
  const file = openSync(path, 'r');
  const begun = process.cpuUsage();
  while (readSync(file, buffer) > 0);
  closeSync(file);
  return cpuSeconds(begun);
}

function inItsOwnProcess(path: string): v.InferOutput<typeof measured> {
  const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), path], { encoding: 'utf8' });
  return v.parse(measured, JSON.parse(printed));
}

async function compare(folder: string): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [format, write] of Object.entries(writers)) {
    const large = join(folder, `large.${format}`);
    await write({ path: large, rows: LARGE_ROWS, fill: false });
    const opened = inItsOwnProcess(large);
    rmSync(large);
    const path = join(folder, `dump.${format}`);
    await write({ path, rows: ROWS, fill: true });
    rawSeconds(path);
    const raw = rawSeconds(path);
    const { readSeconds, bytes } = inItsOwnProcess(path);
    rmSync(path);
    const speed = (seconds: number): string => (bytes / MEGABYTE / seconds).toFixed(0);
    rows.push([
      `.${format}`,
      duration(opened.openSeconds),
      `${(opened.memory / MEGABYTE).toFixed(0)} MB`,
      `${speed(readSeconds)} MB/s`,
      `${speed(raw)} MB/s`,
    ]);
  }
  return rows;
}

const [, , only] = process.argv;
if (only !== undefined) console.log(JSON.stringify(await measure(only)));
else {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-formats-'));
  try {
    const columns = ['format', '4 GB opened', 'memory to read 4 GB', 'read as float64', 'bytes alone'];
    console.log(JSON.stringify([{ id: 'formats', columns, rows: await compare(folder) }] satisfies Table[]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
