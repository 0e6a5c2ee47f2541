import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { digits } from './files';
import { experiment, outline } from './scratch';

describe('what cannot be read', () => {
  it('is a problem, and the others are kept', async () => {
    const root = experiment({
      'run/epoch_1/fc.npy': '6x4',
      'run/epoch_1/readme.txt': 'x',
      'run/epoch_2/fc.npy': '6x4',
    });
    writeFileSync(join(root, 'run/epoch_1/bad.npy'), 'these are other bytes');
    const found = await scan(root);
    expect(Object.keys(outline(found)['run']!)).toEqual(['epoch 1', 'epoch 2']);
    expect(found.problems).toEqual([
      { path: `${root}/run/epoch_1/bad.npy`, message: expect.stringMatching(/not a \.npy array/) as string },
    ]);
  });

  it('an empty folder says so', async () => {
    const root = experiment({});
    expect((await scan(root)).problems).toEqual([
      {
        path: root,
        message: expect.stringMatching(/^No activation dumps were found\. Save the activations/) as string,
      },
    ]);
  });

  it('a folder that is not there says so', async () => {
    const root = join(experiment({}), 'nowhere');
    expect((await scan(root)).problems).toEqual([
      { path: root, message: expect.stringMatching(/no such file/) as string },
    ]);
  });

  it('checkpoints without dumps say so', async () => {
    const root = experiment({ 'run/checkpoints/epoch_1.ckpt': 'x', 'run/checkpoints/epoch_2.ckpt': 'x' });
    expect((await scan(root)).problems).toEqual([
      { path: `${root}/run`, message: expect.stringMatching(/^2 checkpoints, but no activation dumps/) as string },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('an unreadable folder is marked', async () => {
    const root = experiment({ 'a/fc.npy': '6x4', 'b/fc.npy': '6x4' });
    chmodSync(join(root, 'b'), 0);
    const found = await scan(root);
    chmodSync(join(root, 'b'), 0o755);
    expect(found.runs.map(({ name }) => name)).toEqual(['a']);
    expect(found.problems).toEqual([{ path: `${root}/b`, message: expect.stringMatching(/No permission/) as string }]);
  });

  it('symbolic links are followed once, circles not', async () => {
    const root = experiment({ 'a/fc.npy': '6x4', 'b/fc.npy': '6x4' });
    const elsewhere = experiment({ 'c/fc.npy': '6x4' });
    symlinkSync(root, join(root, 'a/circle'));
    symlinkSync(join(root, 'b'), join(root, 'again'));
    symlinkSync(join(root, 'b/fc.npy'), join(root, 'a/other.npy'));
    symlinkSync(join(elsewhere, 'c'), join(root, 'c'));
    symlinkSync(join(root, 'nothing'), join(root, 'broken'));
    const found = await scan(root);
    expect(outline(found)).toEqual({ a: { a: 'fc' }, b: { b: 'fc' }, c: { c: 'fc' } });
    expect(found.problems.map(({ path }) => relative(root, path)).sort()).toEqual(['a/circle', 'broken']);
  });

  it('limits are said', async () => {
    const root = experiment({ 'a/b/c/d/fc.npy': '6x4', 'a/fc.npy': '6x4' });
    const deep = await scan(root, { limits: { depth: 2 } });
    expect(deep.problems.map(({ message }) => message)).toEqual([
      'Left out: it lies more than 2 folders below the root. Open it by itself.',
    ]);
    const wide = await scan(root, { limits: { entries: 3 } });
    expect(wide.problems[0]!.message).toMatch(/Only the first 3 files and folders/);
  });

  it('stops when cancelled', async () => {
    const reason = new Error('enough');
    await expect(scan(digits, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
