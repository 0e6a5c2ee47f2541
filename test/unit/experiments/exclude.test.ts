import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { writeExperiment } from './files';

const root = mkdtempSync(join(tmpdir(), 'likeness-exclude-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('what is excluded', () => {
  it('is not looked at: folders, files, and their problems', async () => {
    writeExperiment(root, {
      'runs/a/epoch_0/conv.npy': '6x4',
      'runs/a/epoch_1/conv.npy': '6x4',
      'runs/a/epoch_1/fc.npy': '6x4',
      'runs/b/epoch_0/fc.npy': '6x4',
      'old/broken.npy': 'x',
    });
    const exclude = ['**/epoch_0', '**/conv*.npy', 'old/**'];
    const { runs, problems } = await scan(root, { exclude });
    expect(problems).toEqual([]);
    expect(
      runs.map(({ name, snapshots }) => [name, snapshots.map(({ label, layers }) => [label, layers.length])]),
    ).toEqual([['a', [['epoch 1', 1]]]]);
  });
});
