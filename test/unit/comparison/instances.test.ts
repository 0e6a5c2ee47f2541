import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alignParticipants, type Sized } from '../../../src/comparison/instances';
import type { Companions } from '../../../src/comparison/participant';
import type { Output } from '../../../src/experiments/types';
import { writeNpy } from './npy-files';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-instances-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const vector = (name: string, values: readonly number[]): string =>
  writeNpy(join(folder, `${name}.npy`), [values.length], values, 'i8');

function output(role: 'ids' | 'labels', name: string, values: readonly number[]): Output {
  return { name, role, guessed: false, path: vector(name, values), shape: [values.length], dtype: 'int64' };
}

const sized = (name: string, rows: number, companions: Companions = {}): Sized => ({
  rows,
  cols: 3,
  participant: {
    ref: { path: `/acts/${name}.npy`, shape: [rows, 3], dtype: 'float32' },
    name,
    layout: 'auto',
    reduction: 'mean',
    companions,
  },
});

const rowsOf = (aligned: Awaited<ReturnType<typeof alignParticipants>>, one: Sized): number[] | null | undefined => {
  const rows = aligned.rows.get(one.participant);
  return rows ? [...rows] : rows;
};

describe('instances without ids', () => {
  it('are taken in order, and that is said', async () => {
    const [a, b] = [sized('a', 5), sized('b', 5)];
    const aligned = await alignParticipants([a, b], {});
    expect(aligned).toMatchObject({ count: 5, labels: null, facts: ['instance order not verified'], problems: [] });
    expect(rowsOf(aligned, a)).toBeNull();
  });

  it('are refused where their numbers differ, both files named', async () => {
    const refused = alignParticipants([sized('a', 5), sized('b', 4)], {});
    await expect(refused).rejects.toThrow(/\/acts\/a\.npy has 5 rows and \/acts\/b\.npy 4/);
    await expect(refused).rejects.toMatchObject({ name: 'RequestError', usage: false });
  });

  it('leave out the one that differs from most others, which go on', async () => {
    const [a, b, c] = [sized('a', 4), sized('b', 5), sized('c', 5)];
    const aligned = await alignParticipants([a, b, c], {});
    expect([...aligned.rows.keys()]).toEqual([b.participant, c.participant]);
    expect(aligned.problems).toHaveLength(1);
    expect(aligned.problems[0]!.path).toBe('/acts/a.npy');
    expect(aligned.problems[0]!.message).toMatch(/Left out: .*a\.npy/);
  });
});

describe('instances with ids', () => {
  it('are put in the order of the first; those that not all have are left out', async () => {
    const a = sized('a', 4, { ids: output('ids', 'ids_a', [10, 11, 12, 13]) });
    const b = sized('b', 3, { ids: output('ids', 'ids_b', [13, 11, 99]) });
    const aligned = await alignParticipants([a, b], {});
    expect([aligned.count, rowsOf(aligned, a), rowsOf(aligned, b)]).toEqual([2, [1, 3], [1, 0]]);
    expect(aligned.facts).toEqual(['2 of 4 instances are in all']);
  });

  it('given for all say that the order is the same', async () => {
    const aligned = await alignParticipants([sized('a', 3), sized('b', 3)], {
      ids: { path: vector('ids', [7, 8, 9]) },
    });
    expect(aligned).toMatchObject({ count: 3, facts: [] });
  });

  it('given for all, but not as many as rows, are refused', async () => {
    const ids = { path: vector('ids', [7, 8]) };
    await expect(alignParticipants([sized('a', 3), sized('b', 3)], { ids })).rejects.toThrow(
      `${ids.path} has 2 ids for the 3 rows of /acts/a.npy`,
    );
  });

  it('that were found and do not fit are not used, and that is said', async () => {
    const ids = output('ids', 'ids', [1, 2]);
    const aligned = await alignParticipants([sized('a', 3, { ids }), sized('b', 3)], {});
    expect(aligned.facts).toEqual([
      `${ids.path} has 2 ids for the 3 rows of /acts/a.npy: not used`,
      'instance order not verified',
    ]);
  });
});

describe('labels', () => {
  it('follow the ids beside them', async () => {
    const shared = { labels: output('labels', 'y', [0, 1, 2, 3]), labelIds: output('ids', 'y_ids', [10, 11, 12, 13]) };
    const a = sized('a', 3, { ids: output('ids', 'ids_a', [13, 12, 11]), ...shared });
    const b = sized('b', 3, { ids: output('ids', 'ids_b', [11, 12, 13]), ...shared });
    const aligned = await alignParticipants([a, b], {});
    expect([...aligned.labels!]).toEqual([3, 2, 1]);
    expect(rowsOf(aligned, b)).toEqual([2, 1, 0]);
  });

  it('of two arrays that differ show that the rows are not the same instances', async () => {
    const a = sized('a', 3, { labels: output('labels', 'y_a', [0, 1, 2]) });
    const b = sized('b', 3, { labels: output('labels', 'y_b', [0, 2, 1]) });
    await expect(alignParticipants([a, b], {})).rejects.toThrow(/a\.npy and .*b\.npy have different labels/);
  });

  it('given without ids follow the rows of the first array', async () => {
    const a = sized('a', 3, { ids: output('ids', 'ids_a', [1, 2, 3]) });
    const b = sized('b', 3, { ids: output('ids', 'ids_b', [3, 2, 1]) });
    const labels = { path: vector('y', [5, 6, 7]) };
    const aligned = await alignParticipants([a, b], { labels });
    expect([...aligned.labels!]).toEqual([5, 6, 7]);
    expect(aligned.facts).toEqual([`${labels.path} has no ids: taken in the order of /acts/a.npy`]);
  });

  it('found without ids beside arrays with ids say so, those with ids say nothing', async () => {
    const ids = (name: string) => output('ids', name, [1, 2, 3]);
    const labels = output('labels', 'y_found', [5, 6, 7]);
    const facts = async (more: object): Promise<readonly string[]> => {
      const sides = ['a', 'b'].map((name) => sized(name, 3, { ids: ids(`ids_${name}`), labels, ...more }));
      return (await alignParticipants(sides, {})).facts;
    };
    expect(await facts({})).toEqual([`${labels.path} has no ids: taken row by row`]);
    expect(await facts({ labelIds: ids('y_ids') })).toEqual([]);
  });

  it('given, but not as many as rows, are refused', async () => {
    const labels = { path: vector('y', [0, 1]) };
    await expect(alignParticipants([sized('a', 3)], { labels })).rejects.toThrow(
      `${labels.path} has 2 labels for the 3 rows of /acts/a.npy.`,
    );
  });
});
