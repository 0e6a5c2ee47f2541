import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../../src/comparison/document';
import { digits, ensureBuilt, essence, likeness, validDocument } from './likeness';

const folder = mkdtempSync(join(tmpdir(), 'likeness-shards-'));

beforeAll(ensureBuilt, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string): ResultDocument => validDocument(JSON.parse(readFileSync(join(folder, name), 'utf8')));

async function compare(name: string, ...args: readonly string[]): Promise<void> {
  const out = ['--engine', 'wasm', '--threads', '1', '--out', join(folder, name)];
  const { status, stderr } = await likeness(['compare', ...args, ...out]);
  expect([status, stderr]).toEqual([0, '']);
}

const snapshots = [0, 1].map((seed) => join(digits, `runs/cnn_seed${seed}/epoch_30`));

describe('a sharded comparison', () => {
  it.each<[string, readonly string[]]>([
    ['layers', [...snapshots, '--measure', 'cka', '--measure', 'svcca']],
    ['training', [join(digits, 'runs/cnn_seed0'), '--instances', '200']],
    ['outputs', ['runs/cnn_seed0', 'runs/cnn_seed1', 'runs/cnn_seed2', '--outputs', '--measure', 'all']],
  ])('of %s, merged, is the unsharded document', async (mode, args) => {
    await compare(`${mode}.json`, ...args);
    const parts = [1, 2, 3].map((index) => `${mode}-${index}.json`);
    for (const [at, name] of parts.entries()) await compare(name, ...args, '--shard', `${at + 1}/3`);
    const { status, stderr } = await likeness(['merge', ...parts.reverse(), '--out', `${mode}-merged.json`], {
      cwd: folder,
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(essence(read(`${mode}-merged.json`))).toEqual(essence(read(`${mode}.json`)));

    const computed = (document: ResultDocument): number =>
      document.results.flatMap(({ values }) => values.flat()).filter((value) => value !== null).length;
    const [whole, ...each] = [`${mode}.json`, ...parts].map(read);
    expect(each.map(({ request }) => request.shard?.of)).toEqual([3, 3, 3]);
    for (const part of each) expect(computed(part)).toBeLessThan(computed(whole!));
  });

  it('is refused where a part is missing', async () => {
    const { status, stderr } = await likeness(['merge', 'layers-1.json', '--out', 'x.json'], { cwd: folder });
    expect([status, stderr]).toEqual([1, 'likeness: Parts 2, 3 of 3 are missing.\n']);
  });

  it('is refused where parts are of different comparisons', async () => {
    const { status, stderr } = await likeness(['merge', 'layers-1.json', 'training-2.json', '--out', 'x.json'], {
      cwd: folder,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/training-2.json and .*layers-1.json do not belong together: the .*operands.* differ/);
  });

  it('needs parts and a place for the whole', async () => {
    expect((await likeness(['merge', 'layers-1.json'], { cwd: folder })).status).toBe(2);
    expect((await likeness(['merge', '--out', 'x.json'], { cwd: folder })).status).toBe(2);
  });
});
