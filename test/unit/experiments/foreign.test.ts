import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { writeExperiment } from './files';

const root = mkdtempSync(join(tmpdir(), 'likeness-foreign-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('what other programs saved', () => {
  it('is named once a place, with what to export instead, and nothing in it is taken for a dump', async () => {
    writeExperiment(root, {
      'run/epoch_1/fc.npy': '6x4',
      'run/forest.joblib': 'x',
      'tf/export/saved_model.pb': 'x',
      'tf/export/assets/words.txt': 'x',
      'jax/checkpoints/100/_CHECKPOINT_METADATA': 'x',
      'jax/checkpoints/100/array.npy': '6x4',
      'jax/checkpoints/200/_CHECKPOINT_METADATA': 'x',
      'jax/checkpoints/200/default/manifest.ocdbt': 'x',
    });
    const { runs, problems } = await scan(root);
    expect(runs.map(({ name }) => name)).toEqual(['run']);
    expect(problems.map(({ path, message }) => `${path.slice(root.length + 1)}: ${message}`).sort()).toEqual([
      expect.stringMatching(
        /^jax\/checkpoints: 2 Orbax checkpoints are not read\. Restore it in Python, and save .*\.npz/,
      ),
      expect.stringMatching(/^run\/forest\.joblib: It was written by joblib\. Save the arrays with numpy\.save/),
      expect.stringMatching(/^tf\/export: A TensorFlow SavedModel is not read\. Save the model as \.keras or \.onnx/),
    ]);
  });
});
