import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan, writeManifests } from '../../../src/experiments';
import { writeExperiment } from './files';

const root = mkdtempSync(join(tmpdir(), 'likeness-manifest-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a manifest of what was discovered', () => {
  it('says the same as discovery, and is written once', async () => {
    writeExperiment(root, {
      'labels.npy': '6i',
      'cnn_seed1/checkpoints/epoch_2.pt': 'x',
      'cnn_seed1/epoch_2/conv1.npy': '6x4',
      'cnn_seed1/epoch_2/fc.npy': '6x4',
      'cnn_seed1/epoch_2/logits.npy': '6x3',
      'cnn_seed1/epoch_10.npz': 'conv1:6x4 fc:6x4',
    });
    const before = await scan(root);
    const path = join(root, 'cnn_seed1/likeness.json');
    expect(await writeManifests(before)).toEqual([{ run: 'cnn_seed1', path }]);
    expect(existsSync(`${path}.tmp`)).toBe(false);
    const after = await scan(root);
    expect(after.problems).toEqual([]);
    expect(after.runs[0]).toMatchObject({ name: 'cnn_seed1', seed: 1 });
    const withoutLabels = (runs: typeof after.runs) =>
      runs[0]!.snapshots.map(({ outputs, ...snapshot }) => ({
        ...snapshot,
        outputs: outputs.filter(({ role }) => role !== 'labels').map(({ name, role }) => [name, role]),
      }));
    expect(withoutLabels(after.runs)).toEqual(withoutLabels(before.runs));
    expect(await writeManifests(after)).toEqual([
      { run: 'cnn_seed1', path: null, reason: 'there is a likeness.json already', exists: true },
    ]);
    expect((await writeManifests(after, { overwrite: true }))[0]!.path).toBe(path);
  });
});
