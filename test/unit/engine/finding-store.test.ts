import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlannedCell } from '../../../src/engine/cell-table';
import type { Finding } from '../../../src/engine/task';
import { FindingStore } from '../../../src/engine/finding-store';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'likeness-findings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A cell of a measure over sides with these fingerprints; equal keys, equal numbers. */
function cell(measure: string, ...sides: readonly string[]): PlannedCell {
  const use = { measure, params: {}, key: `prepared ${measure}` };
  return {
    ...{ result: 0, row: 0, col: 0, kind: 'pair', use },
    sides: sides.map((key, index) => ({ index, key }) as PlannedCell['sides'][number]),
    key: [use.key, ...sides].join('\n'),
  };
}

const finding = (value: number): Finding => ({ value, seconds: 0.5, details: { angles: [0.1, 1 / 3] } });
const store = (bytes = 2 ** 20, version = '1'): FindingStore => new FindingStore({ folder, bytes }, version);
const files = (): string[] => readdirSync(folder).map((name) => join(folder, name));

describe('results on disk', () => {
  it('come back as they were, to the last bit', async () => {
    const [ab, ac] = [cell('cka', 'a', 'b'), cell('cka', 'a', 'c')];
    const none: Finding = { value: null, reason: 'constant', warnings: ['w'], seconds: 0 };
    await store().save(new Map([[ab, finding(0.1 + 0.2)]]));
    await store().save(new Map([[ac, none]]));
    const found = await store().load([cell('cka', 'a', 'b'), cell('cka', 'a', 'c'), cell('cka', 'a', 'd')]);
    expect([...found.values()]).toEqual([finding(0.1 + 0.2), none]);
  });

  it('are of their measure, sides and version', async () => {
    await store().save(new Map([[cell('cka', 'a', 'b'), finding(1)]]));
    expect((await store().load([cell('rsa', 'a', 'b'), cell('cka', 'b', 'a')])).size).toBe(0);
    expect((await store(2 ** 20, '2').load([cell('cka', 'a', 'b')])).size).toBe(0);
  });

  it.each<[string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, -20)],
    ['changed by a bit', (text) => text.replace('0.75', '0.74')],
    ['empty', () => ''],
    ['something else', () => '{"likeness": 1}'],
  ])('are as if they were not there where a file is %s', async (_, damage) => {
    const known = cell('cka', 'a', 'b');
    await store().save(new Map([[known, finding(0.75)]]));
    const [path] = files();
    writeFileSync(path!, damage(readFileSync(path!, 'utf8')));
    expect((await store().load([known])).size).toBe(0);
    await store().save(new Map([[known, finding(0.75)]]));
    expect((await store().load([known])).get(known)).toEqual(finding(0.75));
  });

  it('of another name are not taken for their own', async () => {
    const [a, b] = [cell('cka', 'a', 'x'), cell('cka', 'b', 'x')];
    await store().save(new Map([[a, finding(0.25)]]));
    const text = readFileSync(files()[0]!, 'utf8');
    await store().save(new Map([[b, finding(0.5)]]));
    for (const path of files()) writeFileSync(path, text);
    expect((await store().load([b])).size).toBe(0);
  });

  it('that were used longest ago go first when there is no room', async () => {
    const cells = ['a', 'b', 'c'].map((side) => cell('cka', side, 'x'));
    await store().save(new Map([[cells[0]!, finding(1)]]));
    const { size } = statSync(files()[0]!);
    await store().save(new Map([[cells[1]!, finding(2)]]));
    for (const path of files()) utimesSync(path, new Date(0), new Date(0));
    await store().load([cells[0]!]);
    await store(2.5 * size).save(new Map([[cells[2]!, finding(3)]]));
    expect([...(await store().load(cells)).values()].map(({ value }) => value)).toEqual([1, 3]);
  });

  it('that cannot be written are no reason to fail, and leave nothing behind', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const blocked = new FindingStore({ folder: join(folder, 'file', 'below'), bytes: 1000 }, '1');
    writeFileSync(join(folder, 'file'), '');
    await blocked.save(new Map([[cell('cka', 'a', 'b'), finding(1)]]));
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/^Results were not cached: /));
    expect(readdirSync(folder)).toEqual(['file']);
    said.mockRestore();
  });
});
