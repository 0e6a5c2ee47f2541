import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Experiment } from '../../../src/experiments/types';
import { withoutUnsettled } from '../../../src/vscode/experiments/unsettled';
import { Settling, type Standing } from '../../../src/vscode/watch/settling';
import { experimentOf } from './fakes';

describe('what is being written', () => {
  const disk = new Map<string, Standing>();
  let told = 0;
  let settling: Settling;
  const write = (path: string, state: string, holes = false): void => void disk.set(path, { state, holes });

  beforeEach(() => {
    vi.useFakeTimers();
    disk.clear();
    told = 0;
    settling = new Settling(
      () => void told++,
      (path) => Promise.resolve(disk.get(path) ?? { state: 'gone', holes: false }),
    );
  });
  afterEach(() => {
    settling.dispose();
    vi.useRealTimers();
  });

  it('is complete when it kept still for a second', async () => {
    write('/run/a.npy', 'half');
    settling.touch('/run/a.npy');
    await vi.advanceTimersByTimeAsync(1200);
    write('/run/a.npy', 'whole');
    await vi.advanceTimersByTimeAsync(1000);
    expect([settling.isUnsettled('/run/a.npy'), told]).toEqual([true, 0]);
    await vi.advanceTimersByTimeAsync(1500);
    expect([settling.isUnsettled('/run/a.npy'), told]).toEqual([false, 1]);
  });

  it('is waited for longer where a memory map may still be filled', async () => {
    write('/run/a.npy', 'x', true);
    settling.touch('/run/a.npy');
    await vi.advanceTimersByTimeAsync(9000);
    expect(settling.isUnsettled('/run/a.npy')).toBe(true);
    write('/run/a.npy', 'y');
    await vi.advanceTimersByTimeAsync(2000);
    expect([settling.isUnsettled('/run/a.npy'), told]).toEqual([false, 1]);
  });

  it('starts anew when it changes at the moment it was found complete', async () => {
    settling = new Settling(
      () => void told++,
      (path) => {
        if (told === 0 && Date.now() - began >= 1500) settling.touch(path);
        return Promise.resolve({ state: 'x', holes: false });
      },
    );
    const began = Date.now();
    settling.touch('/run/a.npy');
    await vi.advanceTimersByTimeAsync(2000);
    expect([settling.isUnsettled('/run/a.npy'), told]).toEqual([true, 0]);
  });

  it('does not keep what is complete waiting for ever', async () => {
    settling.touch('/run/a.npy');
    for (let second = 0; second < 40; second++) {
      write('/log/b.npy', String(second));
      settling.touch('/log/b.npy');
      await vi.advanceTimersByTimeAsync(1000);
    }
    // once for the dump, once when the patience with what lies beside the other ended
    expect(told).toBe(2);
    expect([settling.isUnsettled('/log/b.npy'), settling.isNearUnsettled('/log')]).toEqual([true, false]);
  });
});

describe('an experiment of which something is being written', () => {
  const experiment = experimentOf({ a: [1, 2], b: [1] });
  const shown = ({ runs }: Experiment): string[] =>
    runs.flatMap((run) => run.snapshots.map(({ label }) => `${run.name} ${label}`));
  const writing = (...waiting: readonly string[]): Settling => {
    const settling = new Settling(() => undefined);
    for (const path of waiting) settling.touch(path);
    settling.dispose();
    return settling;
  };

  it('is shown without the snapshot that it belongs to', async () => {
    const left = await withoutUnsettled(experiment, writing('/data/runs/a/epoch_2/fc1.npy'), () => true);
    expect(shown(left)).toEqual(['a epoch 1', 'b epoch 1']);
  });

  it('is shown without new snapshots beside it, but with the known ones', async () => {
    const beside = writing('/data/runs/a/epoch_1/late.npy');
    expect(shown(await withoutUnsettled(experiment, beside, () => true))).toHaveLength(3);
    expect(shown(await withoutUnsettled(experiment, beside, () => false))).toEqual(['a epoch 2', 'b epoch 1']);
  });

  it('is shown without what is new in a folder that grows, but with the known ones', async () => {
    const growing = writing('/data/runs/a');
    expect(shown(await withoutUnsettled(experiment, growing, () => false))).toEqual(['b epoch 1']);
    expect(shown(await withoutUnsettled(experiment, growing, () => true))).toHaveLength(3);
  });

  it('is shown without a known snapshot whose own folder changes', async () => {
    const left = await withoutUnsettled(experiment, writing('/data/runs/a/epoch_2'), () => true);
    expect(shown(left)).toEqual(['a epoch 1', 'b epoch 1']);
  });

  it('keeps quiet about half-written files', async () => {
    const problems = [{ path: '/data/runs/a/epoch_3/x.npy', message: 'Still being written' }];
    const left = await withoutUnsettled({ ...experiment, problems }, writing(problems[0]!.path), () => true);
    expect(left.problems).toEqual([]);
  });
});
