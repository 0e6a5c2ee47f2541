import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/experiments';
import { experiment } from './scratch';

describe('likeness.json', () => {
  it('overrides every guess', async () => {
    const root = experiment({
      'x/a.npy': '6x4',
      'x/b.npy': '6x2x2x2',
      'x/c.npy': '6x3',
      'x/late/a.npy': '6x4',
      'truth.npy': '6i',
      'x/likeness.json': JSON.stringify({
        run: 'my run',
        model: 'cnn',
        seed: 7,
        dataset: 'digits',
        labels: '../truth.npy',
        snapshots: [
          {
            epoch: 5,
            checkpoint: 'five.ckpt',
            layers: [
              { path: 'b.npy', layout: 'NHWC' },
              { path: 'a.npy', name: 'first' },
            ],
            outputs: [{ path: 'c.npy', role: 'logits' }],
          },
          { tag: 'late', path: 'late' },
        ],
      }),
    });
    const { runs, problems } = await scan(root);
    expect(problems).toEqual([]);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ name: 'my run', seed: 7, model: 'cnn', dataset: 'digits' });
    const [five, late] = runs[0]!.snapshots;
    expect(five).toMatchObject({ label: 'epoch 5', epoch: 5, checkpoint: `${root}/x/five.ckpt` });
    expect(five!.layers.map(({ name, layout }) => [name, layout])).toEqual([
      ['b', 'NHWC'],
      ['first', undefined],
    ]);
    expect(five!.outputs.map(({ name, role }) => [name, role])).toEqual([
      ['c', 'logits'],
      ['labels', 'labels'],
    ]);
    expect(late).toMatchObject({ label: 'late', path: `${root}/x/late`, layers: [{ name: 'a' }] });
  });

  it('of a folder above gives order, layout and labels to the runs below', async () => {
    const root = experiment({
      'likeness.json': JSON.stringify({
        order: ['stem', 'block', 'head'],
        layout: 'NHWC',
        ids: 'names.npy',
        pool: 'flatten',
      }),
      'names.npy': '6i',
      'r/epoch_1/head.npy': '6x4',
      'r/epoch_1/block.npy': '6x2x2x2',
      'r/epoch_1/stem.npy': '6x4',
    });
    const [run] = (await scan(root)).runs;
    expect(run!.snapshots[0]!.layers.map(({ name, layout, reduction }) => [name, layout, reduction])).toEqual([
      ['stem', undefined, 'flatten'],
      ['block', 'NHWC', 'flatten'],
      ['head', undefined, 'flatten'],
    ]);
    expect(run!.snapshots[0]!.outputs).toMatchObject([{ role: 'ids', path: `${root}/names.npy` }]);
  });

  it('that is wrong is a problem, and guesses stand', async () => {
    const root = experiment({
      'a/fc.npy': '6x4',
      'a/likeness.json': '{ "seed": "seven" }',
      'b/fc.npy': '6x4',
      'b/likeness.json': '{ seed: 7 }',
      'c/fc.npy': '6x4',
      'c/likeness.json': '{ "snapshots": [{ "layers": [{ "path": "gone.npy" }] }] }',
    });
    const { runs, problems } = await scan(root);
    expect(runs.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(problems.map(({ path, message }) => `${relative(root, path)}: ${message}`)).toEqual([
      expect.stringMatching(/^a\/likeness\.json: In "seed": .+ It is passed over until it is corrected\.$/),
      expect.stringMatching(/^b\/likeness\.json: This manifest is not valid JSON/),
      expect.stringMatching(/^c\/gone\.npy: Named in likeness\.json\. There is no such file/),
    ]);
  });
});
