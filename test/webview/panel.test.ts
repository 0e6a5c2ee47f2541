import { describe, expect, test } from 'vitest';
import { nonFiniteRows } from '../../src/comparison/unusable';
import { emptied, layersDocument, near, pairDocument, trainingDocument } from './documents';
import { cellAt, pageForEach, panel, reopen, text } from './opened';
import { themes } from './themes';

/*
 * What the page does with the extension: what it asks for, what it keeps, what it says.
 */

pageForEach();
const four = { rows: 4, cols: 4 };

describe('with the extension', () => {
  test('says ready, loads plotly once while it waits, and asks nobody else for anything', async () => {
    expect(await panel.events('ready')).toEqual([null]);
    expect(await text('.busy')).toBe('Waiting for the comparison…');
    await panel.show({ document: layersDocument() });
    expect(panel.requests.filter((url) => url.endsWith('/plotly.js'))).toHaveLength(1);
    const origin = new URL(panel.page.url()).origin;
    expect(panel.requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
  });

  test('draws cells as they come, says how far it is, and can be cancelled and skipped', async () => {
    const document = layersDocument();
    await panel.show({ document: emptied(document), running: true });
    await panel.tell('progress', { stage: 'cka: conv1 ↔ fc1', done: 3, of: 48 });
    await panel.tell('cells', [{ result: 0, row: 0, col: 2, value: near(0, 2), seconds: 0.1 }]);
    await panel.settled();
    expect(await text('.progress-words')).toBe('cka: conv1 ↔ fc1 · 3 of 48');
    expect(await text('.heatmap')).toContain('.48');
    await panel.page.locator('#skip').click();
    await panel.page.locator('#cancel').click();
    await expect.poll(() => panel.events('skip')).toHaveLength(1);
    await expect.poll(() => panel.events('cancel')).toHaveLength(1);
    await expect.poll(() => text('#cancel')).toBe('Cancelling…');
    await panel.tell('finished', {
      document: { ...document, status: 'cancelled' },
      engine: { name: 'wasm', version: '1', threads: 2 },
    });
    await panel.settled();
    expect(await panel.page.locator('div.progress').isVisible()).toBe(false);
    expect(await text('.facts')).toContain('cancelled: cells that were not reached are empty');
  });

  test('asks for a cell in full when it is clicked, and keeps the place', async () => {
    await panel.show({ document: layersDocument() });
    const { x, y } = await cellAt(1, 2, four);
    await panel.page.mouse.click(x, y);
    await panel.answer('pairDetails', { result: { ...pairDocument(), results: pairDocument().results.slice(0, 1) } });
    expect(await text('.pane h2')).toBe('conv2 ↔ fc1');
    expect(await text('.pane h3')).toBe('Spectrum');
    const asked = (await panel.posted()).filter(({ method }) => method === 'pairDetails');
    expect(asked.map(({ params }) => params)).toEqual([{ result: 0, row: 1, col: 2 }]);
    expect(await panel.events('keep')).toEqual([{ selection: { result: 0, row: 1, col: 2 } }]);
    expect(await panel.kept()).toEqual({ address: { uri: 'x' }, page: { selection: { result: 0, row: 1, col: 2 } } });
  });

  test('is where it was after a reload', async () => {
    const page = { selection: { result: 1, row: 2, col: 0 }, view: 'table' };
    await reopen({ kept: { address: 1, page } });
    await panel.show({ document: layersDocument() });
    expect(await text('.pane h2')).toBe('fc1 ↔ conv1');
    expect(await text('caption')).toContain('Orthogonal Procrustes distance, lower = more alike');
  });

  test('switches to a measure that is there, and asks for one that is not', async () => {
    await panel.show({ document: layersDocument() });
    const choose = async (name: string): Promise<void> => {
      await panel.page.locator('#measure').click();
      await panel.page.locator('#measure vscode-option', { hasText: name }).click();
      await panel.settled();
    };
    await choose('Orthogonal Procrustes');
    expect(await panel.events('chooseMeasure')).toEqual([]);
    expect(await text('.direction')).toBe('lower = more alike');
    await choose('Jaccard');
    await expect.poll(() => panel.events('chooseMeasure')).toEqual([{ id: 'knn-jaccard', params: { k: 10 } }]);
  });

  test('asks for changed parameters, and refuses impossible ones with words', async () => {
    const document = layersDocument();
    Object.assign(document.results[0]!.params, { kernel: 'rbf' });
    await panel.show({ document });
    await panel.page.locator('#parameter-debiased').click();
    await expect
      .poll(() => panel.events('chooseMeasure'))
      .toEqual([{ id: 'cka', params: { kernel: 'rbf', fraction: 0.5, debiased: true } }]);
    const field = panel.page.locator('#parameter-fraction input');
    await field.fill('-1');
    await field.press('Enter');
    await field.blur();
    await expect.poll(() => text('.complaint')).toBe('more than 0');
    expect(await panel.events('chooseMeasure')).toHaveLength(1);
  });

  test('offers and names a parameter only where it has a say', async () => {
    await panel.show({ document: layersDocument() });
    expect(await panel.page.locator('#parameter-kernel').count()).toBe(1);
    expect(await panel.page.locator('#parameter-fraction').count()).toBe(0);
    await panel.show({ document: pairDocument(), state: { view: 'summary' } });
    expect(await text('.summary')).toContain('kernel linear');
    expect(await text('.summary')).not.toContain('fraction');
  });

  test('marks a point of a line in the matrix, and a snapshot in the lines', async () => {
    await panel.show({ document: trainingDocument(), state: { selection: { result: 2, row: 1, col: 4 } } });
    expect(await text('.pane h2')).toBe('epoch 1 ↔ epoch 30');
    // The first heatmap steps all layers through time; the second is one layer's snapshots.
    const { x, y } = await cellAt(3, 2, { rows: 5, cols: 5 }, 1);
    await panel.page.mouse.click(x, y);
    await expect.poll(() => text('.pane h2')).toBe('epoch 10 ↔ epoch 3');
    await panel.settled();
    expect(await panel.page.locator('.plot').first().locator('.shapelayer path').count()).toBe(1);
  });

  test('exports pictures, values and the rest', async () => {
    await panel.show({ document: layersDocument() });
    for (const name of ['Picture (SVG)', 'Picture (PNG)', 'Values (CSV)', 'Result document (JSON)', 'Report (HTML)']) {
      await panel.page.locator('#export').click();
      await panel.page.getByRole('menuitem', { name }).click();
    }
    await expect.poll(async () => (await panel.events('exportAs')).length).toBe(5);
    const exports = (await panel.events('exportAs')) as { format: string; content?: string }[];
    const content = (format: string): string | undefined => exports.find((each) => each.format === format)?.content;
    expect(content('png')).toMatch(/^data:image\/png;base64,/);
    expect(decodeURIComponent(content('svg')!)).toContain('conv2');
    expect(content('csv')!.split('\n')[1]).toBe('conv1,conv1,0.95,');
    expect(exports.map(({ format }) => format).sort()).toEqual(['csv', 'html', 'json', 'png', 'svg']);
  });

  test('says what failed, and offers the ways out', async () => {
    await panel.show({ document: null });
    await panel.tell('failed', { message: 'a.likeness.json is damaged: line 3.', source: true });
    await panel.settled();
    expect(await text('.error')).toBe('a.likeness.json is damaged: line 3.');
    await panel.page.locator('#source').click();
    await panel.page.locator('#log').click();
    await expect.poll(() => panel.events('openSource')).toEqual([null]);
    await expect.poll(() => panel.events('showLog')).toEqual([null]);
  });

  test('offers to drop the rows for whose sake cells have no value', async () => {
    const document = layersDocument();
    document.results[0]!.values[0]![1] = null;
    document.results[0]!.undefined.push({ row: 0, col: 1, reason: nonFiniteRows(12, 500).message });
    await panel.show({ document });
    expect(await text('.state-message')).toContain('rows contain NaN or Inf');
    await panel.page.locator('#drop-rows').click();
    await expect.poll(() => panel.events('dropNanRows')).toEqual([null]);
    await panel.show({ document: { ...document, request: { ...document.request, dropNanRows: true } } });
    await expect.poll(() => panel.page.locator('#drop-rows').count()).toBe(0);
  });

  test('cannot compute where the extension says so', async () => {
    await panel.show({ document: layersDocument(), notice: 'The files of this comparison were moved.' });
    expect(await text('.facts')).toContain('The files of this comparison were moved.');
    expect(await panel.page.locator('#rerun').count()).toBe(0);
    expect(await panel.page.locator('#measure vscode-option').count()).toBe(3);
  });
});

test('the theme changes under a living page', async () => {
  await panel.show({ document: layersDocument() });
  const ground = (): Promise<string> =>
    panel.page
      .locator('.plot-surface .main-svg')
      .first()
      .evaluate((svg) => (svg as SVGElement).style.background);
  expect(await ground()).toBe('rgb(31, 31, 31)');
  await panel.page.evaluate(({ className, variables }) => {
    for (const [name, value] of Object.entries(variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.body.className = className;
  }, themes.light);
  await expect.poll(ground).toBe('rgb(255, 255, 255)');
});
