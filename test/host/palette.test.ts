import { strict as assert } from 'node:assert';
import { commands, env, workspace } from 'vscode';
import { activated, closeAll, compared, finished, opened, user, valuesOf } from './support';

describe('commands of the palette', () => {
  afterEach(closeAll);

  it('Compare Layers of Two Models… draws layers × layers beside the code', async () => {
    user.answer('cnn_seed0 | epoch 30', 'cnn_seed1 | epoch 30');
    const showing = await opened(() => commands.executeCommand('likeness.compareLayers'));
    const { document, title } = await finished(showing.comparison);
    assert.equal(document?.request.mode, 'layers');
    assert.equal(title, 'cnn_seed0 ↔ cnn_seed1 · epoch 30');
    assert.equal(showing.panel.title, title);
    const values = valuesOf(showing.comparison);
    assert.deepEqual([values.length, values[0]?.length], [3, 3]);
    // Trained alike from other seeds: early layers match their counterparts (README of the digits experiment).
    assert.ok(values[0]![0]! > 0.8 && values[0]![0]! <= 1, `conv1: ${values[0]![0]}`);
  });

  it('Compare Two Activations… compares a pair', async () => {
    user.answer('conv1 | cnn_seed0 · epoch 10', 'conv1 | cnn_seed1 · epoch 10');
    const comparison = await compared('compareActivations');
    assert.equal(comparison.document?.request.mode, 'pair');
    assert.equal(valuesOf(comparison).flat().length, 1);
  });

  it('Compare Over Training… compares the snapshots of a run', async () => {
    user.answer('cnn_seed0', 'First snapshot');
    const comparison = await compared('compareTraining');
    assert.equal(comparison.document?.request.mode, 'training');
    assert.equal(comparison.document.request.reference, 'first');
    const square = comparison.document.results.find(({ rows, cols }) => rows.length === cols.length);
    assert.equal(square?.values.length, 5);
  });

  it('Compare Models… compares runs at a layer', async () => {
    user.answer(['cnn_seed0', 'cnn_seed1', 'cnn_seed2'], 'fc1');
    const comparison = await compared('compareModels');
    assert.equal(comparison.document?.request.mode, 'models');
    assert.equal(comparison.document.request.layer, 'fc1');
    const values = valuesOf(comparison);
    assert.equal(values.length, 3);
    values.forEach((row, index) => assert.ok(Math.abs(row[index]! - 1) < 1e-9));
  });

  it('Compare Outputs… compares what models say, with the measures of outputs', async () => {
    user.answer(['cnn_seed0 | epoch 30', 'cnn_seed1 | epoch 30']);
    const comparison = await compared('compareOutputs');
    const measures = comparison.document?.results.map(({ measure }) => measure);
    assert.deepEqual(measures, ['disagreement', 'jensen-shannon-divergence']);
    const [[disagreement]] = valuesOf(comparison) as [[number]];
    // "the final models of the three seeds disagree on 2 to 3 % of the images"
    assert.ok(disagreement > 0.01 && disagreement < 0.04, `disagreement ${disagreement}`);
  });

  it('says what to choose when one model is too few', async () => {
    user.answer(['cnn_seed0']);
    await commands.executeCommand('likeness.compareModels');
    assert.match(user.asked.at(-1)?.title ?? '', /two or more/);
  });

  it('opens nothing when a question is dismissed', async () => {
    const { panels } = await activated();
    user.answer('cnn_seed0 | epoch 30', undefined);
    await commands.executeCommand('likeness.compareLayers');
    assert.equal(panels.shown.length, 0);
  });

  it('Set Baseline… marks the snapshot in the tree, Clear Baseline removes the mark', async () => {
    const { experiments, experimentsTree } = await activated();
    user.answer('cnn_seed2 | epoch 30');
    await commands.executeCommand('likeness.setBaseline');
    assert.equal(experiments.baseline?.label, 'cnn_seed2 · epoch 30');
    const run = (await experimentsTree.getChildren()).find(({ label }) => label === 'cnn_seed2');
    const marked = run?.children.filter((node) => node.kind === 'snapshot' && node.baseline);
    assert.deepEqual(
      marked?.map(({ label }) => label),
      ['epoch 30'],
    );
    await commands.executeCommand('likeness.clearBaseline');
    assert.equal(experiments.baseline, undefined);
  });

  it('Choose Measures… offers the catalogue and writes the setting', async () => {
    const measures = () => workspace.getConfiguration('likeness').get<string[]>('measures');
    let offered: readonly string[] = [];
    user.answer('For activations', [], ({ labels }) => {
      offered = labels;
      return labels.filter((label) => /\| (cka|rsa) /.test(label));
    });
    try {
      await commands.executeCommand('likeness.chooseMeasures');
      assert.deepEqual(measures()?.sort(), ['cka', 'rsa']);
      const cka = offered.find((label) => label.includes('| cka '));
      assert.match(cka ?? '', /similarity, higher = more alike · \[0, 1\]/);
      assert.ok(!offered.some((label) => label.includes('| disagreement ')));
      user.answer('cnn_seed0 | epoch 30', 'cnn_seed1 | epoch 30');
      const comparison = await compared('compareLayers');
      assert.deepEqual(comparison.document?.results.map(({ measure }) => measure).sort(), ['cka', 'rsa']);
    } finally {
      await workspace.getConfiguration('likeness').update('measures', undefined, false);
    }
  });

  it('Copy Python Hook puts the chosen framework on the clipboard', async () => {
    for (const [framework, word] of [
      ['PyTorch', 'register_forward_hook'],
      ['Keras', 'keras.callbacks.Callback'],
      ['JAX', 'capture_intermediates'],
    ] as const) {
      user.answer(framework);
      await commands.executeCommand('likeness.copyHook');
      assert.ok((await env.clipboard.readText()).includes(word), framework);
    }
  });

  it('Show Log and Refresh work at any time', async () => {
    await commands.executeCommand('likeness.showLog');
    await commands.executeCommand('likeness.refresh');
  });
});
