import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ComparisonRequest, EngineOptions } from '../../../src/comparison/request';
import { EngineClient } from '../../../src/engine/client';
import { CancelledError } from '../../../src/engine/errors';
import type { Cell, Progress } from '../../../src/engine/protocol';
import { noise, writeNpy } from '../comparison/npy-files';
import { bundleEngine } from './support/bundle';
import { writeHole } from './support/holes';

const engines = process.env['LIKENESS_TENSORFLOW'] ? (['wasm', 'tensorflow'] as const) : (['wasm'] as const);

/* Every stage has work for hours, so that a cancelled job can have ended for no other reason. */
let bundle: Awaited<ReturnType<typeof bundleEngine>>;
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  bundle = await bundleEngine();
  folder = mkdtempSync(join(tmpdir(), 'likeness-cancelling-'));
  for (const name of ['a', 'b']) {
    writeNpy(at(`${name}.npy`), [2500, 2], noise(5000, name.charCodeAt(0)));
    writeNpy(at(`long-${name}.npy`), [40_000, 2], noise(80_000, name.charCodeAt(0)));
    writeHole(at(`huge-${name}.npy`), [100_000_000, 1000]); // 400 GB
  }
  writeNpy(at('wide.npy'), [2500, 2500], noise(2500 * 2500), 'f4');
  writeHole(at('maps.npy'), [40_000, 1, 1000, 1000]); // 160 GB
  mkdirSync(at('many'));
  for (let epoch = 0; epoch < 2000; epoch++) writeNpy(at(`many/epoch_${epoch}.npy`), [4, 2], noise(8));
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await bundle.remove();
});

interface Stage {
  readonly operands: readonly string[];
  readonly measures: ComparisonRequest['measures'];
  readonly permutations?: number;
  /** Of which work to cancel, by what progress says. */
  readonly during: RegExp;
  /** Cells that are finished before. */
  readonly finished: number;
  readonly memory?: number;
}

const stages: Readonly<Record<string, Stage>> = {
  'a side is read': {
    operands: ['long-a.npy', 'long-b.npy', 'maps.npy'],
    measures: [{ id: 'cka' }],
    during: /^Reading maps/,
    finished: 1,
  },
  'sides are read in blocks': {
    operands: ['huge-a.npy', 'huge-b.npy'],
    measures: [{ id: 'cka' }],
    during: /^cka: huge-a/,
    finished: 0,
    memory: 2 ** 26,
  },
  'a side is prepared': {
    operands: ['long-a.npy', 'long-b.npy'],
    measures: [{ id: 'cka' }, { id: 'geometry-score', params: { samples: 100_000 } }],
    during: /^geometry-score: preparing/,
    finished: 1,
  },
  'a kernel works that does not listen': {
    operands: ['a.npy', 'b.npy', 'wide.npy'],
    measures: [{ id: 'mean-cca' }],
    during: /^mean-cca: preparing wide/,
    finished: 1,
  },
  'a pair is compared': {
    operands: ['a.npy', 'b.npy'],
    measures: [{ id: 'cka' }, { id: 'rtd', params: { subsets: 1, size: 2000 } }],
    during: /^rtd: a/,
    finished: 1,
  },
  'rows are permuted': {
    operands: ['a.npy', 'b.npy'],
    measures: [{ id: 'magnitude' }, { id: 'cka' }],
    permutations: 1e9,
    during: /^cka: a/,
    finished: 2,
  },
};

describe.each(engines)('cancelling on %s', (engine) => {
  let client: EngineClient;
  let processes: number[];
  let cache: string;
  beforeEach(() => {
    processes = [];
    cache = mkdtempSync(at('cache-'));
    const log = (line: string): void => {
      const [, pid] = /running \(process (\d+)\)/.exec(line) ?? [];
      if (pid !== undefined) processes.push(Number(pid));
    };
    client = new EngineClient({ dist: bundle.dist, log });
  });
  afterEach(() => client.dispose());

  const options = (memory = 0): EngineOptions => {
    return { engine, threads: 1, memory, cache: { folder: cache, bytes: 2 ** 20, sides: 2 ** 30 } };
  };
  const compared = async (): Promise<unknown> => {
    const request = { base: folder, operands: ['a.npy', 'b.npy'], measures: [{ id: 'cka' }] };
    return (await client.compare(request, options())).results[0]?.values[0]?.[0];
  };

  it.each(Object.entries(stages))('while %s keeps what is finished', { timeout: 120_000 }, async (_, stage) => {
    const controller = new AbortController();
    const cells: Cell[] = [];
    let there = false;
    const cancelWhenThere = (): void => {
      if (there && cells.length >= stage.finished) controller.abort();
    };
    const { operands, measures, permutations } = stage;
    const document = await client.compare({ base: folder, operands, measures, permutations }, options(stage.memory), {
      signal: controller.signal,
      onCells(more) {
        cells.push(...more);
        cancelWhenThere();
      },
      onProgress(progress) {
        there ||= stage.during.test(progress.stage);
        cancelWhenThere();
      },
    });
    expect(document.status).toBe('cancelled');
    expect(cells.length).toBeGreaterThanOrEqual(stage.finished);
    for (const { result, row, col, value } of cells) {
      expect(document.results[result]?.values[row]?.[col]).toBe(value);
    }
    expect(document.results.flatMap(({ values }) => values.flat())).toContain(null);
    expect(document.results.flatMap(({ failed = [] }) => failed)).toEqual([]);
    expect(await compared()).toEqual(expect.any(Number)); // the engine is as good as before
    await client.dispose();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(
      readdirSync(cache, { recursive: true }).filter((name) => !/(^sides|\.json|\.side)$/.test(String(name))),
    ).toEqual([]);
  });

  it('while a dump is inspected, or a folder scanned, answers at once', { timeout: 120_000 }, async () => {
    const inspecting = new AbortController();
    const onProgress = ({ done }: Progress): void => (done > 0 ? inspecting.abort() : undefined);
    const inspected = client.inspect(at('huge-a.npy'), undefined, { signal: inspecting.signal, onProgress });
    await expect(inspected).rejects.toBeInstanceOf(CancelledError);

    const scanning = new AbortController();
    const scanned = client.scan(at('many'), [], { signal: scanning.signal });
    setImmediate(() => scanning.abort()); // it has been asked by then: the engine is up
    await expect(scanned).rejects.toBeInstanceOf(CancelledError);
    expect((await client.scan(at('many'))).runs[0]?.snapshots).toHaveLength(2000);
  });

  it('while a comparison is planned answers at once', { timeout: 120_000 }, async () => {
    await compared();
    const planning = new AbortController();
    const request = { base: folder, operands: ['many'], measures: [{ id: 'cka' }] };
    const planned = client.compare(request, options(), { signal: planning.signal });
    setImmediate(() => planning.abort());
    await expect(planned).rejects.toBeInstanceOf(CancelledError);
    expect(await compared()).toEqual(expect.any(Number));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
