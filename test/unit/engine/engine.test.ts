import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../../src/comparison/document';
import type { ComparisonRequest, EngineOptions } from '../../../src/comparison/request';
import { EngineClient, type WatchingComparison } from '../../../src/engine/client';
import type { Cell } from '../../../src/engine/protocol';
import { bundleTestEngine } from './support/bundle';

let bundle: Awaited<ReturnType<typeof bundleTestEngine>>;
let client: EngineClient;
let log: string[];

beforeAll(async () => {
  bundle = await bundleTestEngine();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  log = [];
  client = new EngineClient({ dist: bundle.dist, log: (line) => log.push(line) });
});
afterEach(() => client.dispose());

const one: EngineOptions = { engine: 'auto', threads: 1, memory: 0 };
const two: EngineOptions = { ...one, threads: 2 };

const requestOf = (operands: number[] | string[], ...measures: string[]): ComparisonRequest => ({
  operands: operands.map(String),
  base: '/',
  measures: measures.map((id) => ({ id })),
});

const compare = (
  request: ComparisonRequest,
  options = two,
  watching: WatchingComparison = {},
): Promise<ResultDocument> => client.compare(request, options, watching);

/** The processes of the engine so far. */
const processes = (): number[] =>
  log.flatMap((line) => /running \(process (\d+)\)/.exec(line)?.slice(1).map(Number) ?? []);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const differences = [
  [0, 1, 3],
  [1, 0, 2],
  [3, 2, 0],
];

describe('a comparison', () => {
  it('fills the document, cell by cell', async () => {
    const cells: Cell[] = [];
    const planned: ResultDocument[] = [];
    const document = await compare(requestOf([0, 1, 3], 'difference'), two, {
      onPlanned: (empty) => planned.push(empty),
      onCells: (more) => cells.push(...more),
    });
    expect(planned).toHaveLength(1);
    expect(planned[0]?.results[0]?.values.flat()).toEqual(new Array(9).fill(null));
    expect(document.results[0]?.values).toEqual(differences);
    expect(document.status).toBe('complete');
    expect(document.engine).toEqual({ name: 'wasm', version: 'test', precision: 'float64', threads: 2 });
    expect(cells.map(({ row, col, value }) => [row, col, value]).sort()).toEqual([
      [0, 0, 0],
      [0, 1, 1],
      [0, 2, 3],
      [1, 1, 0],
      [1, 2, 2],
      [2, 2, 0],
    ]);
  });

  it('gives the same values with one thread and with two', async () => {
    const request = requestOf([5, 3, 8, 1, 9, 2], 'difference', 'total', 'level');
    const values = async (options: EngineOptions): Promise<unknown> =>
      (await compare(request, options)).results.map(({ values }) => values);
    expect(await values(one)).toEqual(await values(two));
  });

  it('compares inner products in blocks, with the same values', async () => {
    const levels = Array.from({ length: 20 }, (_, at) => at * 3);
    for (const options of [one, two]) {
      const { results } = await compare(requestOf(levels, 'products', 'difference'), options);
      expect(results[0]?.values).toEqual(levels.map((a) => levels.map((b) => a * b)));
      expect(results[1]?.values).toEqual(levels.map((a) => levels.map((b) => Math.abs(a - b))));
      const together = results[0]?.details.cells?.filter((cell) => cell['together']);
      expect(together?.length).toBeGreaterThan(100);
    }
  });

  it('prepares each side once, for all its pairs', async () => {
    const document = await compare(requestOf([0, 1, 2, 3, 4], 'preparations'), one);
    expect(Math.max(...document.results[0]!.values.flat().map(Number))).toBe(5);
  });

  it('prepares equal items as one side', async () => {
    const document = await compare(requestOf([4, 4, 4], 'preparations'), one);
    expect(document.results[0]?.values.flat()).toEqual(new Array(9).fill(1));
  });

  it('reads nothing again for another measure of the same items, and computes nothing again', async () => {
    const stages = async (...measures: string[]): Promise<string[]> => {
      const heard: string[] = [];
      await compare(requestOf([0, 1, 2], ...measures), one, { onProgress: ({ stage }) => heard.push(stage) });
      return heard;
    };
    expect((await stages('difference')).filter((stage) => stage.startsWith('Reading'))).not.toEqual([]);
    const second = await stages('difference', 'level');
    expect(second.filter((stage) => stage.startsWith('Reading') || stage.startsWith('difference'))).toEqual([]);
    expect(second.filter((stage) => stage.startsWith('level'))).not.toEqual([]);
  });

  it.each([
    ['letting go of what is prepared already', 6000, [8, 8]],
    ['loading sides again', 3000, [9, 27]], // 28 pairs
  ])('keeps within its memory by %s, with the same values', async (_, memory, [least, most]) => {
    const operands = [0, 1, 2, 3, 4, 5, 6, 7];
    const document = await compare(requestOf(operands, 'preparations', 'difference'), { ...one, memory });
    expect(document.results[1]?.values).toEqual(operands.map((a) => operands.map((b) => Math.abs(a - b))));
    const preparations = Math.max(...document.results[0]!.values.flat().map(Number));
    expect(preparations).toBeGreaterThanOrEqual(least!);
    expect(preparations).toBeLessThanOrEqual(most!);
  });

  it('reads again what it let go of, when another measure needs it', async () => {
    const operands = [0, 1, 2, 3, 4, 5, 6, 7];
    const little: EngineOptions = { ...one, memory: 6000 };
    await compare(requestOf(operands, 'preparations', 'products'), little);
    const { results } = await compare(requestOf(operands, 'difference', 'choosy', 'products'), little);
    expect(results[0]?.values).toEqual(operands.map((a) => operands.map((b) => Math.abs(a - b))));
    expect(results[2]?.values).toEqual(operands.map((a) => operands.map((b) => a * b)));
  });

  it('describes items and judges groups', async () => {
    const { results } = await compare({
      ...requestOf([3, 1, 2], 'level', 'total'),
      measures: [{ id: 'level' }, { id: 'total' }, { id: 'level', params: { together: true } }],
    });
    expect(results.map(({ values }) => values)).toEqual([[[3], [1], [2]], [[6]], [[3]]]);
  });

  it('refuses what cannot be planned, with the planner’s message', async () => {
    await expect(compare(requestOf([], 'difference'))).rejects.toMatchObject({
      code: 'RequestError',
      message: 'There is nothing to compare.',
      data: { usage: true },
    });
  });
});

describe('trouble in a comparison', () => {
  const failures = ({ results }: ResultDocument): unknown[] =>
    results.flatMap(({ failed = [] }) => failed.map(({ row, col, reason }) => [row, col, reason]));

  it('loses only the cell whose measure throws', async () => {
    const document = await compare(requestOf([0, 1, 3], 'throwing'));
    expect(failures(document)).toEqual([
      [0, 1, 'One is too much.'],
      [1, 0, 'One is too much.'],
    ]);
    expect(document.results[0]?.values).toEqual([
      [0, null, 3],
      [null, 0, 2],
      [3, 2, 0],
    ]);
    expect(document.status).toBe('partial');
  });

  it('loses only the measure that cannot be prepared', async () => {
    const document = await compare(requestOf([0, 2], 'unprepared', 'difference'));
    expect(document.results[0]?.values).toEqual([
      [0, null],
      [null, null],
    ]);
    expect(document.results[0]?.failed).toContainEqual({ row: 1, col: 1, reason: '2: Two cannot be prepared.' });
    expect(document.results[1]?.values).toEqual([
      [0, 2],
      [2, 0],
    ]);
  });

  it('tells what is undefined from what failed, and never lets NaN through', async () => {
    const document = await compare(requestOf([0, 2], 'choosy'));
    expect(document.results[0]?.undefined.map(({ reason }) => reason)).toEqual([
      'Nothing differs.',
      'Nothing differs.',
    ]);
    expect(failures(document)[0]).toEqual([0, 1, expect.stringContaining('it gave NaN')]);
  });

  it('goes on without the items that cannot be read', async () => {
    const document = await compare(requestOf(['0', 'broken', '3', 'unusable'], 'difference', 'level'));
    expect(document.results[0]?.values[0]).toEqual([0, null, 3, null]);
    expect(document.results[1]?.failed).toEqual([{ row: 1, col: 0, reason: 'broken: It cannot be read.' }]);
    expect(document.results[1]?.undefined).toEqual([{ row: 3, col: 0, reason: 'unusable: It has no rows.' }]);
  });

  it.each([
    ['thread-ending', /ended/],
    ['greedy', /more memory/],
  ])('loses only the cell under which a thread dies (%s)', async (measure, reason) => {
    const document = await compare(requestOf([0, 1, 3], measure, 'difference'));
    expect(document.results[0]?.values).toEqual([
      [0, null, 3],
      [null, 0, 2],
      [3, 2, 0],
    ]);
    expect(document.results[0]?.failed?.[0]?.reason).toMatch(reason);
    expect(document.results[1]?.values).toEqual(differences);
    expect(processes()).toHaveLength(1);
  });

  // The last two are 1 apart: by then cells come in blocks.
  const spaced = [0, 3, 6, 9, 12, 15, 16];
  const products = spaced.map((a) => spaced.map((b) => a * b));
  const without = (value: number | null, row: number, col: number): number | null =>
    row + col === 11 && row !== col ? null : value;

  it.each([
    ['throwing-everywhere', /One is too much/],
    ['ending-everywhere', /ended/],
    ['killing-everywhere', /SIGKILL.*alone/],
  ])('loses only the cell that brings a block down (%s)', async (measure, reason) => {
    const document = await compare(requestOf(spaced, measure));
    expect(document.results[0]?.values).toEqual(products.map((row, i) => row.map((each, j) => without(each, i, j))));
    expect(document.results[0]?.failed?.map(({ row, col }) => row + col)).toEqual([11, 11]);
    expect(document.results[0]?.failed?.[0]?.reason).toMatch(reason);
  });

  it('loses nothing to a block that ends its thread, whose cells do not', async () => {
    const document = await compare(requestOf(spaced, 'ending-in-blocks'));
    expect(document.results[0]?.values).toEqual(products);
    expect(document.results[0]?.details.cells).toContainEqual({ row: 5, col: 6, together: false });
    expect(document.status).toBe('complete');
  });

  it('loses only the cell for which there is no memory', async () => {
    const document = await compare(requestOf([0, 1, 3], 'hungry'));
    expect(failures(document)).toEqual([
      [0, 1, expect.stringMatching(/^Memory ran out\. Take fewer instances/)],
      [1, 0, expect.stringMatching(/^Memory ran out\./)],
    ]);
    expect(document.results[0]?.values[2]).toEqual([3, 2, 0]);
  });

  it.each(['endless', 'deaf'])('goes on after the cells in work were skipped (%s)', async (measure) => {
    let skip = (): void => undefined;
    const document = await compare(requestOf([0, 1, 3], measure), one, {
      onPlanned: (_, skipNow) => (skip = skipNow),
      onProgress: ({ stage }) => stage === `${measure}: 0 ↔ 1` && skip(),
    });
    expect(document.results[0]?.values).toEqual([
      [0, null, 3],
      [null, 0, 2],
      [3, 2, 0],
    ]);
    expect(document.results[0]?.failed?.[0]?.reason).toBe('Skipped.');
  });
});

describe('cancelling', () => {
  it.each(['endless', 'deaf'])('ends the work and keeps what was finished (%s)', async (measure) => {
    const controller = new AbortController();
    const cells: Cell[] = [];
    const document = await compare(requestOf([0, 1], 'difference', measure), one, {
      signal: controller.signal,
      onCells: (more) => cells.push(...more),
      onProgress: ({ stage }) => stage.startsWith(`${measure}: 0 ↔ 1`) && controller.abort(),
    });
    expect(document.status).toBe('cancelled');
    expect(document.results[1]?.values[0]?.[1]).toBeNull();
    const filled = document.results.flatMap(({ values }, result) =>
      values.flatMap((row, r) => row.flatMap((value, c) => (value !== null && r <= c ? [`${result} ${r} ${c}`] : []))),
    );
    expect(filled.length).toBeGreaterThan(0);
    expect(filled).toEqual(cells.map(({ result, row, col }) => `${result} ${row} ${col}`).sort());
    // The engine is as good as before.
    expect((await compare(requestOf([0, 1, 3], 'difference'), one)).results[0]?.values).toEqual(differences);
    expect(processes()).toHaveLength(1);
  });

  it('is refused before anything was planned', async () => {
    const signal = AbortSignal.abort();
    await expect(compare(requestOf([0, 1], 'difference'), one, { signal })).rejects.toMatchObject({
      name: 'CancelledError',
    });
  });
});

describe('the death of the engine', () => {
  it('is survived: killed from outside, it starts again and finishes', async () => {
    let killed = false;
    let planned = 0;
    const controller = new AbortController();
    const cells: Cell[] = [];
    const document = await compare(requestOf([0, 1, 3], 'difference', 'endless'), two, {
      signal: controller.signal,
      onPlanned: () => planned++,
      onCells: (more) => cells.push(...more),
      onProgress({ stage }) {
        if (stage !== 'endless: 0 ↔ 1') return;
        if (killed) return void controller.abort(); // it was tried again, alone
        killed = true;
        process.kill(processes()[0]!, 'SIGKILL');
      },
    });
    expect(planned).toBe(1);
    expect(processes()).toHaveLength(2);
    expect(document.results[0]?.values).toEqual(differences);
    expect(document.results[1]?.values).toEqual([
      [0, null, 3],
      [null, 0, 2],
      [3, 2, 0],
    ]);
    expect(document.status).toBe('cancelled');
    const names = cells.map(({ result, row, col }) => `${result} ${row} ${col}`);
    expect(new Set(names).size).toBe(names.length); // no cell is told twice
  });

  it('costs the cell that ends it twice, and no other', async () => {
    const document = await compare(requestOf([0, 1, 3, 8], 'engine-ending', 'difference'));
    expect(document.results[0]?.failed?.map(({ row, col }) => [row, col]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(document.results[0]?.failed?.[0]?.reason).toMatch(
      /^The engine was killed \(SIGKILL\).*alone\. Memory may have run out: take fewer instances\.$/,
    );
    expect(document.results[0]?.values.flat().filter((value) => value === null)).toHaveLength(2);
    expect(document.results[1]?.values.flat()).not.toContain(null);
    expect(document.status).toBe('partial');
  });

  it('costs all cells of the preparation that ends it twice, and no others', async () => {
    const document = await compare(requestOf([0, 1, 3, 8], 'engine-ending-early', 'difference'));
    const lost = (row: number, col: number): boolean => row === 1 || col === 1;
    expect(
      document.results[0]?.values.map((values, row) => values.map((value, col) => (value === null) === lost(row, col))),
    ).toEqual(new Array(4).fill(new Array(4).fill(true)));
    expect(document.results[1]?.values.flat()).not.toContain(null);
    expect(processes()).toHaveLength(3);
  });

  it('is told clearly when it dies before it is up, twice', async () => {
    const broken = new EngineClient({ dist: '/nowhere', log: (line) => log.push(line) });
    await expect(broken.scan('/')).rejects.toThrow(
      /The engine could not start: it ended \(exit status 1\).*Cannot find module/,
    );
    await broken.dispose();
  });
});

describe('the life of the engine', () => {
  it('begins with the first request, is shared, and ends with the client', async () => {
    expect(processes()).toEqual([]);
    await Promise.all([client.scan('/a'), client.status(one), client.inspect('/x.npy')]);
    expect(processes()).toHaveLength(1);
    await client.dispose();
    expect(isAlive(processes()[0]!)).toBe(false);
    await expect(client.scan('/a')).rejects.toThrow('shut down');
  });

  it('ends when nobody has used it for a while, and begins again', async () => {
    const brief = new EngineClient({ dist: bundle.dist, idleMs: 0, log: (line) => log.push(line) });
    const release = brief.retain();
    await brief.scan('/a');
    await brief.scan('/b');
    expect(processes()).toHaveLength(1);
    release();
    await expect.poll(() => log.some((line) => line.startsWith('The engine ended'))).toBe(true);
    await brief.scan('/c');
    expect(processes()).toHaveLength(2);
    await brief.dispose();
  });

  it('answers requests while a measure is stuck', async () => {
    const controller = new AbortController();
    let answered: Promise<unknown> | undefined;
    await compare(requestOf([0, 1], 'deaf'), one, {
      signal: controller.signal,
      onProgress({ stage }) {
        if (stage === 'deaf: 0 ↔ 1') answered ??= client.scan('/a').then(() => controller.abort());
      },
    });
    await expect(answered).resolves.toBeUndefined();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('leaves it to its host what %s means', async (signal) => {
    await client.scan('/a');
    process.kill(processes()[0]!, signal);
    await client.scan('/b');
    expect(processes()).toHaveLength(1);
  });

  it('ends when its host is killed, even with a measure stuck', async () => {
    const host = spawn(process.execPath, [join(bundle.dist, 'parent.js')]);
    let said = '';
    host.stdout.on('data', (data: Buffer) => (said += data.toString()));
    await expect.poll(() => said).toContain('deaf: 0 ↔ 1');
    const engine = Number(/process (\d+)/.exec(said)?.[1]);
    expect(isAlive(engine)).toBe(true);
    host.kill('SIGKILL');
    await expect.poll(() => isAlive(engine)).toBe(false);
  });
});
