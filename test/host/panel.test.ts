import { strict as assert } from 'node:assert';
import { readFile, rm } from 'node:fs/promises';
import { Uri, ViewColumn, window, workspace, type WebviewPanel } from 'vscode';
import type { Comparison } from '../../src/vscode/comparison/comparison';
import { addressOf, type Showing } from '../../src/vscode/panel/panel';
import { PANEL_TYPE } from '../../src/vscode/panel/panels';
import { activated, closeAll, compared, finished, inRoot, until, uri, user, valuesOf } from './support';

const both = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_30'));

describe('the panel', () => {
  let comparison: Comparison;

  beforeEach(async () => {
    comparison = await compared('compareSelected', both[0], both);
  });
  afterEach(closeAll);

  const reload = async (state: unknown): Promise<Showing> => {
    const { panels } = await activated();
    const panel: WebviewPanel = window.createWebviewPanel(PANEL_TYPE, 'restored', ViewColumn.One);
    await panels.deserializeWebviewPanel(panel, state);
    const showing = await until('the restored panel', () => panels.shown.find((one) => one.panel === panel));
    await until('the page of the restored panel', () => showing.ready);
    return showing;
  };

  it('stands beside the code', async () => {
    await closeAll();
    await window.showTextDocument(uri('README.md'), { viewColumn: ViewColumn.One });
    comparison = await compared('compareSelected', both[0], both);
    const { panels } = await activated();
    assert.equal(panels.shown[0]?.panel.viewColumn, ViewColumn.Two);
  });

  it('is one for each comparison', async () => {
    const { panels } = await activated();
    panels.show(comparison);
    panels.show(comparison);
    assert.equal(panels.shown.length, 1);
  });

  it('switches the measure on the same items', async () => {
    const before = valuesOf(comparison);
    await comparison.chooseMeasure('orthogonal-procrustes', {});
    assert.deepEqual(
      comparison.document?.results.map(({ measure }) => measure),
      ['cka', 'orthogonal-procrustes'],
    );
    assert.equal(valuesOf(comparison, 1).length, 3);
    assert.deepEqual(valuesOf(comparison), before);
  });

  it('gives the details of a cell: the same value, with what explains it', async () => {
    const details = await comparison.pairDetails(0, 1, 2);
    const [own] = details.results;
    assert.equal(own?.measure, 'cka');
    assert.ok(Math.abs(own.values[0]![0]! - valuesOf(comparison)[1]![2]!) < 1e-12);
    assert.deepEqual(
      details.results.map(({ measure }) => measure),
      ['cka', 'mean-cca', 'knn-jaccard'],
    );
  });

  it('gives the page what lies below a cell as arrays, which the page takes', async () => {
    const below = await comparison.drilldown(0, 1, 1, [3, 1, 4]);
    assert.ok(below.drawn instanceof Int32Array && below.rsms?.[0] instanceof Float32Array);
    assert.equal(below.rsms[0].length, below.drawn.length ** 2);
    assert.deepEqual(
      [3, 1, 4].filter((place) => !below.drawn.includes(place)),
      [],
    );
    // The page asks for the same by itself, and says so when it can't read the answer.
    const { troubles } = await activated();
    const said = troubles.length;
    const drilldowns: unknown[] = [];
    const own = comparison.drilldown.bind(comparison);
    comparison.drilldown = async (...args) => {
      const answer = await own(...args);
      drilldowns.push(answer);
      return answer;
    };
    const { panels } = await activated();
    const showing = panels.shown.find((one) => one.comparison === comparison)!;
    const page = { selection: { result: 0, row: 2, col: 2 }, view: 'layers' };
    const state = { address: addressOf(comparison), page };
    showing.panel.dispose();
    await reload(state);
    await until('the page to ask for the instances', () => drilldowns.length > 0);
    assert.equal(troubles.length, said, troubles.join());
  });

  it('is restored after a reload, with its values', async () => {
    const state = { address: addressOf(comparison), page: { view: 'table' } };
    const values = valuesOf(comparison);
    await closeAll();
    const restored = await reload(state);
    assert.equal(restored.comparison.title, comparison.title);
    assert.deepEqual(valuesOf(restored.comparison), values);
    assert.equal(restored.comparison.running, false);
  });

  it('starts again after a reload where nothing was kept yet', async () => {
    const { kept } = await activated();
    const address = addressOf(comparison);
    await closeAll();
    await kept.delete(comparison.id);
    const restored = await reload({ address: { ...address, kept: 'never-kept' }, page: {} });
    await finished(restored.comparison);
    assert.equal(valuesOf(restored.comparison).length, 3);
  });

  it('says what is wrong where the state is of no use', async () => {
    const restored = await reload({ nonsense: true });
    assert.match(restored.comparison.failure ?? '', /no longer kept/);
  });

  for (const [format, pattern] of [
    ['json', /"likeness": 1/],
    ['csv', /^measure,parameters,row,column,value,reason\r\ncka,/],
    ['html', /^<!DOCTYPE html>[^]*likeness-data/],
  ] as const) {
    it(`exports ${format}`, async () => {
      const { exporter } = await activated();
      const target = inRoot(`exported.${format === 'json' ? 'likeness.json' : format}`);
      user.answer(Uri.file(target));
      try {
        await exporter.exportAs(comparison, { format });
        assert.match(await readFile(target, 'utf8'), pattern);
      } finally {
        await rm(target, { force: true });
      }
    });
  }

  it('exports a picture that the page drew', async () => {
    const { exporter } = await activated();
    const target = inRoot('exported.png');
    const png = 'data:image/png;base64,iVBORw0KGgo=';
    user.answer(Uri.file(target));
    await exporter.exportAs(comparison, { format: 'png', content: png });
    assert.deepEqual([...(await readFile(target))].slice(0, 4), [0x89, 0x50, 0x4e, 0x47]);
    await rm(target);
  });

  it('leaves the documents of others alone: nothing is written into the workspace', async () => {
    assert.deepEqual(await workspace.findFiles('**/*.likeness.json'), []);
  });
});
