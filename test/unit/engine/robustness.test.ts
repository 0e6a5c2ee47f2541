import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../../src/comparison/document';
import type { ComparisonRequest } from '../../../src/comparison/request';
import { EngineClient, type WatchingComparison } from '../../../src/engine/client';
import { writeNpy } from '../comparison/npy-files';
import { bundleEngine, bundleTestEngine } from './support/bundle';
import { gateOf, ROWS } from './support/measures';

type Bundle = Awaited<ReturnType<typeof bundleEngine>>;

const COMPARISONS = 10_000;
const AT_A_TIME = 8;

/** A client with the processes that it started. */
function clientOf({ dist }: Bundle): { client: EngineClient; pids: number[]; started: (() => void)[] } {
  const pids: number[] = [];
  const started: (() => void)[] = [];
  const log = (line: string): void => {
    const [, pid] = /running \(process (\d+)\)/.exec(line) ?? [];
    if (pid === undefined) return;
    pids.push(Number(pid));
    for (const listener of started) listener();
  };
  return { client: new EngineClient({ dist, log }), pids, started };
}

describe('the engine killed', () => {
  let bundle: Bundle;
  let undisturbed: ResultDocument;
  const request: ComparisonRequest = {
    base: join(import.meta.dirname, '../../fixtures/experiments/digits'),
    operands: ['runs/cnn_seed0/epoch_30', 'runs/cnn_seed1/epoch_30'],
    measures: ['cka', 'orthogonal-procrustes', 'rsa', 'mean-cca'].map((id) => ({ id })),
  };
  const options = { engine: 'wasm', threads: 2, memory: 0 } as const;

  beforeAll(async () => {
    bundle = await bundleEngine();
    const { client } = clientOf(bundle);
    undisturbed = await client.compare(request, options);
    await client.dispose();
  }, 120_000);
  afterAll(() => bundle.remove());

  it.each<[string, (kill: () => void, started: (() => void)[]) => WatchingComparison]>([
    [
      'as soon as it is up',
      (kill, started) => {
        started.push(kill);
        return {};
      },
    ],
    ['once the comparison is planned', (kill) => ({ onPlanned: kill })],
    ['at the first progress', (kill) => ({ onProgress: kill })],
    [
      'while sides are prepared',
      (kill) => ({ onProgress: ({ stage }) => (stage.includes('preparing') ? kill() : null) }),
    ],
    ['at the first cells', (kill) => ({ onCells: kill })],
    ['with half of the work done', (kill) => ({ onProgress: ({ done, of }) => (done > of / 2 ? kill() : null) })],
  ])('%s costs nothing', async (_, watch) => {
    const { client, pids, started } = clientOf(bundle);
    let killed: number | undefined;
    const kill = (): void => {
      const pid = pids.at(-1);
      if (killed !== undefined || pid === undefined) return;
      killed = pid;
      process.kill(pid, 'SIGKILL');
    };
    try {
      const document = await client.compare(request, options, watch(kill, started));
      expect(killed).toBe(pids[0]);
      expect(document.status).toBe('complete');
      expect(document.results.map(({ values }) => values)).toEqual(undisturbed.results.map(({ values }) => values));
      // A quick engine may have answered before the signal reached it: then there is nothing to start again.
      expect(pids.length).toBeLessThanOrEqual(2);
    } finally {
      await client.dispose();
    }
  });
});

describe('a file replaced while the engine reads it', () => {
  it('costs its own cells, which say so, and no others', async () => {
    const bundle = await bundleTestEngine();
    const { client } = clientOf(bundle);
    const write = (level: number): string =>
      writeNpy(join(bundle.dist, 'layer.npy'), [ROWS, 1], new Array<number>(ROWS).fill(level));
    const file = write(1);
    let replaced = false;
    try {
      const request = { operands: ['0', file, '3'], base: '/', measures: [{ id: 'difference' }] };
      const { results, status } = await client.compare(
        request,
        { engine: 'auto', threads: 1, memory: 0 },
        {
          onProgress({ stage }) {
            if (replaced || stage !== `Reading ${file}`) return;
            replaced = true;
            write(7);
            utimesSync(file, new Date(), new Date(Date.now() + 5_000));
            writeFileSync(gateOf(file), '');
          },
        },
      );
      expect(status).toBe('partial');
      expect(results[0]?.values).toEqual([
        [0, null, 3],
        [null, null, null],
        [3, null, 0],
      ]);
      const reason = `${file}: changed while the comparison was computed. Compare again.`;
      expect(new Set(results[0]?.failed?.map((failed) => failed.reason))).toEqual(new Set([reason]));
    } finally {
      await client.dispose();
      await bundle.remove();
    }
  });
});

describe.skipIf(!existsSync('/proc/self/status'))('ten thousand comparisons', () => {
  it('leave nothing behind', { timeout: 300_000 }, async () => {
    const bundle = await bundleTestEngine();
    const { client, pids } = clientOf(bundle);
    try {
      let next = 0;
      const one = async (): Promise<void> => {
        const operands = ['0', String(++next), `${++next}`];
        const request = { operands, base: '/', measures: [{ id: 'difference' }] };
        const document = await client.compare(request, { engine: 'auto', threads: 1, memory: 100_000 });
        expect(document.status).toBe('complete');
      };
      const several = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i += AT_A_TIME) await Promise.all(Array.from({ length: AT_A_TIME }, one));
      };
      await several(COMPARISONS / 2); // until the heap has found its size
      const before = await held(bundle, pids[0]!);
      await several(COMPARISONS / 2);
      const after = await held(bundle, pids[0]!);
      expect(pids).toHaveLength(1);
      expect(after.files).toBeLessThanOrEqual(before.files);
      expect(after.threads).toBeLessThanOrEqual(before.threads);
      // What is remembered of a cell is about a kilobyte a comparison; a plan, a side or a document that is never let go would be several.
      expect((after.bytes - before.bytes) / (COMPARISONS / 2)).toBeLessThan(3000);
    } finally {
      await client.dispose();
      await bundle.remove();
    }
  });
});

/** What the tests' engine holds of the machine: its memory once everything has gone that nobody needs. */
async function held({ dist }: Bundle, pid: number): Promise<Record<'files' | 'threads' | 'bytes', number>> {
  const said = join(dist, 'held.json');
  rmSync(said, { force: true });
  process.kill(pid, 'SIGUSR2');
  await expect.poll(() => existsSync(said)).toBe(true);
  const { heapUsed, external } = JSON.parse(readFileSync(said, 'utf8')) as NodeJS.MemoryUsage;
  const threads = /^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { files: readdirSync(`/proc/${pid}/fd`).length, threads: Number(threads), bytes: heapUsed + external };
}
