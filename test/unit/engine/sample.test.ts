import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/engine/errors';
import type { Progress } from '../../../src/engine/protocol';
import { makeSample } from '../../../src/engine/sample';

let root: string;
/** Threads in the place of the real one: it writes a file and a folder, works on, or fails. */
const scripts = { making: '', endless: '', failing: '' };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'likeness-sample-'));
  const begin = `const { parentPort, workerData } = require('node:worker_threads'); const fs = require('node:fs');
    const { folder, seed } = workerData.settings;
    fs.mkdirSync(folder + '/runs'); fs.writeFileSync(folder + '/labels.npy', String(seed));
    parentPort.postMessage({ kind: 'progress', stage: 'half', done: 1, of: 2 });`;
  const ends = {
    making: `parentPort.postMessage({ kind: 'done', files: [] });`,
    endless: 'for (;;);',
    failing: `throw new Error('No.');`,
  };
  for (const name of ['making', 'endless', 'failing'] as const) {
    scripts[name] = join(root, `${name}.cjs`);
    await writeFile(scripts[name], begin + ends[name]);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

const make = (
  script: string,
  folder: string,
  signal = new AbortController().signal,
  progress: Progress[] = [],
): Promise<void> => makeSample(script, { folder }, (step) => progress.push(step), signal);

describe('making the sample experiment', () => {
  it('leaves everything in the folder, which it makes', async () => {
    const folder = join(root, 'new/deep');
    const progress: Progress[] = [];
    await make(scripts.making, folder, undefined, progress);
    expect((await readdir(folder)).sort()).toEqual(['labels.npy', 'runs']);
    expect(progress).toEqual([{ stage: 'half', done: 1, of: 2 }]);
  });

  it('refuses a folder that holds something, and leaves it alone', async () => {
    const folder = join(root, 'used');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.txt'), '');
    await expect(make(scripts.making, folder)).rejects.toThrow(
      `${folder} is not empty. Choose an empty or a new folder`,
    );
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });

  it('clears away what a killed attempt left', async () => {
    const folder = join(root, 'killed');
    await mkdir(join(folder, '.tmp_likeness-abc/runs'), { recursive: true });
    await make(scripts.making, folder);
    expect((await readdir(folder)).sort()).toEqual(['labels.npy', 'runs']);
  });

  it.each(['new', 'empty'])('leaves nothing half-done in a %s folder when it is cancelled', async (kind) => {
    const folder = join(root, `cancelled-${kind}`);
    if (kind === 'empty') await mkdir(folder);
    const controller = new AbortController();
    const made = makeSample(
      scripts.endless,
      { folder },
      () => controller.abort(new CancelledError()),
      controller.signal,
    );
    await expect(made).rejects.toBeInstanceOf(CancelledError);
    const left = await readdir(folder).catch(() => 'gone');
    expect(left).toEqual(kind === 'new' ? 'gone' : []);
  });

  it('says why it failed, and leaves nothing', async () => {
    const folder = join(root, 'failed');
    await expect(make(scripts.failing, folder)).rejects.toThrow('No.');
    await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });
});
