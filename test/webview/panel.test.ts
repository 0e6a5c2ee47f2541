import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageHtml } from '../../webview/html';
import { bundle, PanelBrowser, type Panel } from './browser';
import {
  catalogue,
  emptied,
  hostileName,
  layersDocument,
  longName,
  near,
  pairDocument,
  trainingDocument,
  troubledDocument,
} from './documents';
import { layersDetails, layersDrilldown } from './drilldowns';
import { themes } from './themes';
import { nonFiniteRows } from '../../src/comparison/unusable';

/*
 * What the page does: with the extension, with keys and mouse, with damaged and hostile input, and alone in a report.
 */

let browser: PanelBrowser;
let panel: Panel;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(() => browser.stop());
beforeEach(async () => {
  panel = await browser.open();
});
afterEach(async () => {
  expect(panel.errors, 'exceptions').toEqual([]);
  await panel.close();
});

const text = (selector: string): Promise<string> => panel.page.locator(selector).first().innerText();

/** The middle of a cell of the first heatmap that can be seen. */
async function cellAt(
  row: number,
  col: number,
  counts: { rows: number; cols: number },
  which = 0,
): Promise<{ x: number; y: number }> {
  const heatmap = panel.page.locator('.heatmap:visible .nsewdrag').nth(which);
  await heatmap.scrollIntoViewIfNeeded();
  const box = await heatmap.boundingBox();
  if (!box) throw new Error('There is no heatmap.');
  return { x: box.x + ((col + 0.5) * box.width) / counts.cols, y: box.y + ((row + 0.5) * box.height) / counts.rows };
}
const four = { rows: 4, cols: 4 };

describe('with the extension', () => {
  test('says ready, loads plotly only to draw, and asks nobody else for anything', async () => {
    expect(await panel.events('ready')).toEqual([null]);
    expect(panel.requests.some((url) => url.endsWith('/plotly.js'))).toBe(false);
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
    await panel.close();
    const page = { selection: { result: 1, row: 2, col: 0 }, view: 'table' };
    panel = await browser.open({ kept: { address: 1, page } });
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
    await panel.show({ document: layersDocument() });
    await panel.page.locator('#parameter-debiased').click();
    await expect
      .poll(() => panel.events('chooseMeasure'))
      .toEqual([{ id: 'cka', params: { kernel: 'linear', fraction: 0.5, debiased: true } }]);
    const field = panel.page.locator('#parameter-fraction input');
    await field.fill('-1');
    await field.press('Enter');
    await field.blur();
    await expect.poll(() => text('.complaint')).toBe('more than 0');
    expect(await panel.events('chooseMeasure')).toHaveLength(1);
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
    expect(await panel.violations()).toEqual([]);
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

describe('bad input', () => {
  test('a message that is not well-formed changes nothing and is told', async () => {
    await panel.show({ document: layersDocument() });
    await panel.tell('cells', [{ result: 0, row: 'x' }]);
    await panel.tell('show', { title: 'x', document: { likeness: 99 } });
    await panel.say({ anything: true });
    await panel.settled();
    expect(await panel.events('trouble')).toHaveLength(3);
    expect(await text('h1')).toBe('cnn_seed0 ↔ cnn_seed1 · epoch 30');
  });

  test('names full of markup stay names', async () => {
    const document = layersDocument([hostileName, longName, 'fc1']);
    document.facts = [hostileName];
    document.problems = [{ path: hostileName, message: hostileName }];
    document.results[0]!.warnings = [hostileName];
    let dialogs = 0;
    panel.page.on('dialog', (dialog) => void (dialogs++, dialog.dismiss()));
    await panel.show({ document, title: hostileName, state: { selection: { result: 0, row: 0, col: 1 } } });
    await panel.refusePending();
    for (const view of ['table', 'layers']) {
      await panel.page.locator(`#tab-${view}`).click();
      await panel.settled();
    }
    const point = await cellAt(0, 0, { rows: 3, cols: 3 });
    await panel.page.mouse.move(point.x, point.y);
    await panel.page.mouse.move(point.x + 3, point.y + 3);
    await expect.poll(() => text('.tooltip')).toContain(hostileName);
    expect(await panel.page.locator('img, .page script, .page b').count()).toBe(0);
    expect(dialogs).toBe(0);
    expect(await panel.violations()).toEqual([]);
    expect(await panel.overflows()).toBe(false);
  });

  test('the full name of a shortened label is shown on hover', async () => {
    await panel.show({ document: layersDocument([longName, 'fc1']) });
    const box = await panel.page.locator('.heatmap .nsewdrag').boundingBox();
    await panel.page.mouse.move(box!.x - 20, box!.y + 20);
    await expect.poll(() => text('.tooltip')).toBe(longName);
  });

  test('reasons and remedies are said on hover', async () => {
    await panel.show({ document: troubledDocument() });
    const says = async (row: number, col: number, words: string): Promise<void> => {
      const { x, y } = await cellAt(row, col, four);
      await panel.page.mouse.move(x, y);
      await panel.page.mouse.move(x + 4, y + 4);
      await expect.poll(() => text('.tooltip')).toContain(words);
    };
    await says(0, 0, 'undefined: a constant representation');
    await says(0, 1, 'The engine ended while it worked on this cell. Run again to retry.');
    await says(2, 1, 'not computed yet');
  });
});

describe('the policy', () => {
  test('is in force: what it forbids is refused and told', async () => {
    await panel.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.broken = true';
      document.body.append(script);
    });
    await expect.poll(() => panel.violations()).toHaveLength(2); // of the header and of the page's own policy
    await expect.poll(() => panel.events('trouble')).toHaveLength(2);
    expect(await panel.page.evaluate(() => 'broken' in window)).toBe(false);
  });

  test('leaves no way to upload a chart', async () => {
    await panel.show({ document: layersDocument() });
    const config = await panel.page
      .locator('.plot-surface')
      .first()
      .evaluate((plot) => {
        return (plot as unknown as { _context: Record<string, unknown> })._context;
      });
    expect(config).toMatchObject({ showSendToCloud: false, plotlyServerURL: '', displaylogo: false });
    expect(
      await panel.page.locator('.modebar-btn, [data-title*="cloud" i], [data-title*="Chart Studio" i]').count(),
    ).toBe(0);
  });
});

describe('keyboard alone', () => {
  test('reads cells, chooses one, changes the view, sorts and copies the table', async () => {
    await panel.show({ document: layersDocument() });
    const { keyboard } = panel.page;
    const focused = (): Promise<string> =>
      panel.page.evaluate(() => [document.activeElement?.id, document.activeElement?.className].join(' '));
    const tabTo = async (what: RegExp): Promise<void> => {
      for (let presses = 0; presses < 25; presses++) {
        if (what.test(await focused())) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${String(what)}; the focus is on "${await focused()}".`);
    };
    await tabTo(/heatmap/);
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await expect.poll(() => panel.page.locator('.announcer').textContent()).toBe('conv2 ↔ conv2, 0.94');
    await expect.poll(() => text('.tooltip')).toContain('conv2 ↔ conv2');
    await keyboard.press('Enter');
    await expect.poll(() => text('.pane h2')).toBe('conv2 ↔ conv2');
    await panel.refusePending();
    await panel.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await tabTo(/tab-layers/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await tabTo(/sort-value/);
    await keyboard.press('Enter');
    await expect.poll(() => text('tbody tr')).toMatch(/conv1\s+conv1\s+0\.95/);
    await expect.poll(focused).toContain('sort-value');
    await tabTo(/^value-0/);
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect.poll(() => text('tr.chosen')).toMatch(/conv2\s+conv2/);
    await panel.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await tabTo(/copy-tsv/);
    await keyboard.press('Enter');
    await expect.poll(() => panel.events('copy')).toHaveLength(1);
    const [copied] = (await panel.events('copy')) as { text: string }[];
    expect(copied!.text.split('\n')[1]).toBe('conv1\tconv1\t0.95\t');
  });

  test('opens, walks and closes the export menu', async () => {
    await panel.show({ document: layersDocument() });
    await panel.page.locator('#export').focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('ArrowDown');
    const here = (): Promise<string | null | undefined> =>
      panel.page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(here).toBe('Picture (SVG)');
    await panel.page.keyboard.press('Escape');
    await expect.poll(() => panel.page.locator('#export-menu').isVisible()).toBe(false);
    await expect.poll(() => panel.page.evaluate(() => document.activeElement?.id)).toBe('export');
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

test('a thousand layers are a picture, not a million elements', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `layer.${index}`);
  const document = layersDocument(names);
  document.results = document.results.slice(0, 1);
  await panel.show({ document });
  expect(await panel.page.locator('*').count()).toBeLessThan(1500);
  await panel.page.locator('#tab-table').click();
  await panel.settled();
  expect(await text('.pager')).toContain('page 1 of 10000');
  expect(await panel.page.locator('*').count()).toBeLessThan(3000);
});

test('a report works alone: one file, no request, everything inside', async () => {
  await panel.close();
  const document = layersDocument(['conv1', '</script><script>alert(1)</script>']);
  const html = pageHtml({
    nonce: randomBytes(16).toString('base64'),
    title: 'Report',
    scripts: { page: { code: bundle('webview.js') }, plotly: { code: bundle('plotly.js') } },
    data: { title: 'Report', document, catalogue },
  });
  panel = await browser.open({ html, theme: 'light' });
  await panel.settled();
  await panel.page.waitForSelector('.main-svg');
  expect(panel.requests.filter((url) => !url.startsWith('data:'))).toEqual([panel.page.url()]);
  expect(await panel.violations()).toEqual([]);
  expect(await text('.statement')).toBe('best match on the diagonal: 2 of 2');
  expect(await panel.page.locator('#measure vscode-option').count()).toBe(3);
  expect(await panel.page.locator('#rerun').count()).toBe(0);
  await panel.shoot('report-light');
  const saved = panel.page.waitForEvent('download');
  await panel.page.locator('#export').click();
  await panel.page.getByRole('menuitem', { name: 'Values (CSV)' }).click();
  expect((await saved).suggestedFilename()).toBe('Report.csv');
});

test('a report shows what was looked at where it was made: details, matrices, pictures, without asking', async () => {
  await panel.show({ document: layersDocument(), state: { selection: { result: 0, row: 1, col: 1 } } });
  await panel.answer('pairDetails', { result: layersDetails() });
  await panel.answer('drilldown', { result: layersDrilldown() });
  await panel.page.locator('#export').click();
  await panel.page.getByRole('menuitem', { name: 'Report (HTML)' }).click();
  await expect.poll(() => panel.events('exportAs')).toHaveLength(1);
  const [{ content }] = (await panel.events('exportAs')) as [{ content: string }];
  await panel.close();
  const html = pageHtml({
    nonce: randomBytes(16).toString('base64'),
    title: 'Report',
    scripts: { page: { code: bundle('webview.js') }, plotly: { code: bundle('plotly.js') } },
    data: { title: 'Report', document: layersDocument(), catalogue, looked: JSON.parse(content) as unknown },
  });
  expect(html.length).toBeLessThan(8_000_000);
  panel = await browser.open({ html, theme: 'light' });
  await expect.poll(() => text('.pane h2')).toBe('conv2 ↔ conv2');
  await panel.page.getByRole('tab', { name: 'RSMs' }).click();
  await panel.settled();
  expect(await panel.page.locator('canvas.thumbnail').count()).toBe(20);
  const drawn = await panel.page
    .locator('#sections .js-plotly-plot:visible')
    .first()
    .evaluate((plot) => (plot as unknown as { data: { z: number[][] }[] }).data[0]!.z[3]![7]);
  expect(drawn).toBeCloseTo(layersDrilldown().rsms![0][3 * 80 + 7]!, 6);
  await panel.page.getByRole('tab', { name: 'All', exact: true }).click();
  await panel.settled();
  await panel.shoot('report-looked-light');
  expect(panel.requests.filter((url) => !url.startsWith('data:'))).toEqual([panel.page.url()]);
  expect(await panel.violations()).toEqual([]);
  expect(await panel.axeFinds()).toEqual([]);
});
