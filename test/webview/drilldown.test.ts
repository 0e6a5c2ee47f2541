import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PanelBrowser, type Panel } from './browser';
import { familiesDocument, layersDocument, pairDocument, trainingDocument } from './documents';
import { layersDetails, layersDrilldown } from './drilldowns';

/*
 * From the picture down to the instances: what is asked of the extension, what is marked where, and all of it by keyboard.
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
  expect(await panel.violations(), 'policy').toEqual([]);
  await panel.close();
});

const at = { result: 0, row: 1, col: 1 };
const text = (selector: string): Promise<string> => panel.page.locator(selector).first().innerText();
const chosen = async (): Promise<unknown> => (await panel.kept())?.page.selection;

async function lookBelow(): Promise<void> {
  await panel.show({ document: layersDocument(), state: { selection: at } });
  await panel.answer('pairDetails', { result: layersDetails() });
  await panel.answer('drilldown', { result: layersDrilldown() });
}

async function tabTo(what: RegExp): Promise<void> {
  const focused = (): Promise<string> =>
    panel.page.evaluate(() => {
      const { id = '', className = '' } = document.activeElement ?? {};
      return `${id} ${className}`;
    });
  for (let presses = 0; presses < 60; presses++) {
    if (what.test(await focused())) return;
    await panel.page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(what)}; the focus is on "${await focused()}".`);
}

describe('a cell', () => {
  test('is asked for once, its instances after its details, those first that moved most', async () => {
    await lookBelow();
    const requests = (await panel.posted()).filter(({ rpc }) => rpc === 'request');
    expect(requests.map(({ method }) => method)).toEqual(['pairDetails', 'drilldown']);
    const { featured, ...cell } = requests[1]!.params as { featured: number[] };
    expect(cell).toEqual(at);
    expect(featured).toHaveLength(20);
    const overlap = (layersDetails().results[2]!.details.cells![0] as { perInstance?: { jaccard: number[] } })
      .perInstance!;
    const least = Math.min(...overlap.jaccard);
    expect(overlap.jaccard[featured[0]!]).toBe(least);
    await panel.show({ document: layersDocument() });
    expect((await panel.posted()).filter(({ rpc }) => rpc === 'request')).toHaveLength(2);
  });

  test('shows one tab at a time, and the instances with every one', async () => {
    await lookBelow();
    expect(await panel.page.getByRole('tab', { selected: true }).allInnerTexts()).toContain('Chance');
    await panel.page.getByRole('tab', { name: 'RSMs' }).click();
    await panel.settled();
    expect(await panel.page.locator('#sections h3:visible').allInnerTexts()).toEqual(['Similarities of instances']);
    expect(await panel.page.locator('.instances:visible').count()).toBe(1);
    expect(await panel.page.locator('canvas.thumbnail').count()).toBe(20);
  });

  test('says what could not be looked at, and keeps the rest', async () => {
    await panel.show({ document: layersDocument(), state: { selection: at } });
    await panel.answer('pairDetails', { result: layersDetails() });
    await panel.answer('drilldown', { refuse: 'epoch_30/conv2.npy is not there any more.' });
    expect(await text('.pane')).toContain('The instances could not be looked at: epoch_30/conv2.npy');
    await panel.page.getByRole('tab', { name: 'Spectrum' }).click();
    await panel.settled();
    expect(await panel.page.locator('#sections .plot:visible').count()).toBe(1);
  });

  test('refuses an answer that is not well-formed', async () => {
    await panel.show({ document: layersDocument(), state: { selection: at } });
    await panel.answer('pairDetails', { result: layersDetails() });
    await panel.answer('drilldown', { result: { ...layersDrilldown(), drawn: 'all' } });
    expect(await text('.pane')).toContain('The instances could not be looked at:');
  });

  test('a comparison of one pair is looked below as well', async () => {
    await panel.show({ document: pairDocument(), state: { selection: { result: 2 } } });
    await panel.answer('pairDetails', { result: layersDetails() });
    await panel.answer('drilldown', { result: layersDrilldown() });
    expect(await panel.page.getByRole('tab', { name: 'Aligned' }).count()).toBe(1);
  });
});

describe('an instance', () => {
  test('is marked in every plot, kept, and let go again', async () => {
    await lookBelow();
    const first = panel.page.locator('.instances button').first();
    const name = await first.innerText();
    await first.click();
    await panel.settled();
    expect(await chosen()).toEqual({ ...at, instance: Number(name) - 1000 });
    expect(await first.getAttribute('aria-pressed')).toBe('true');
    expect(await panel.page.locator('.instances tr.chosen').innerText()).toContain(name);
    await panel.page.getByRole('tab', { name: 'RSMs' }).click();
    await panel.settled();
    expect(await panel.page.locator('#sections .plot:visible .shapelayer path').count()).toBe(12);
    await first.click();
    await expect.poll(chosen).toEqual(at);
  });

  test('is chosen in the similarity matrix by a click', async () => {
    await lookBelow();
    await panel.page.getByRole('tab', { name: 'RSMs' }).click();
    await panel.settled();
    const box = (await panel.page.locator('#sections .plot:visible .nsewdrag').first().boundingBox())!;
    await panel.page.mouse.click(box.x + box.width * 0.5, box.y + box.height * (40.5 / 80));
    await expect.poll(chosen).toEqual({ ...at, instance: 40 });
  });
});

describe('exports', () => {
  test('a plot of the pane as a picture, its table as CSV and on the clipboard', async () => {
    await lookBelow();
    await panel.page.getByRole('tab', { name: 'Spectrum' }).click();
    await panel.settled();
    const menu = (entry: string) => panel.page.locator('#spectrum-export-menu').getByText(entry);
    for (const entry of ['Picture (SVG)', 'Values (CSV)', 'Copy the table']) {
      await panel.page.locator('#spectrum-export').click();
      await menu(entry).click();
    }
    await expect.poll(() => panel.events('exportAs')).toHaveLength(2);
    const exported = (await panel.events('exportAs')) as { format: string; content: string }[];
    expect(exported.map(({ format }) => format).sort()).toEqual(['csv', 'svg']);
    const csv = exported.find(({ format }) => format === 'csv')!.content.split('\n');
    expect(csv.slice(0, 2)).toEqual(['Rank,Canonical correlation', '1,1']);
    expect(csv).toHaveLength(16);
    await expect.poll(() => panel.events('copy')).toHaveLength(1);
    const [copied] = (await panel.events('copy')) as { text: string }[];
    expect(copied!.text).toContain('1\t1\n2\t0.9949');
  });
});

describe('keyboard alone', () => {
  test('from the picture to an instance', async () => {
    const { keyboard } = panel.page;
    await panel.show({ document: layersDocument() });
    await tabTo(/heatmap/);
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await panel.answer('pairDetails', { result: layersDetails() });
    await panel.answer('drilldown', { result: layersDrilldown() });
    await tabTo(/section-tab/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await expect.poll(() => panel.page.evaluate(() => document.activeElement?.textContent)).toBe('RSMs');
    await panel.settled();
    await panel.page.locator('#rsms-export').focus();
    await tabTo(/instance-/);
    await keyboard.press('Enter');
    await expect.poll(chosen).toMatchObject({ ...at, instance: expect.any(Number) as number });
    const pressed = (): Promise<string | null | undefined> =>
      panel.page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'));
    await expect.poll(pressed).toBe('true');
  });

  test('over the cells of the similarity matrices and the points of the map, with words for each', async () => {
    const { keyboard } = panel.page;
    const said = (): Promise<string | null> => panel.page.locator('.announcer').textContent();
    await lookBelow();
    await panel.page.getByRole('tab', { name: 'RSMs' }).focus();
    await keyboard.press('Enter');
    await panel.settled();
    await tabTo(/rsms-export/);
    await keyboard.press('Tab');
    await expect.poll(said).toMatch(/^cnn_seed0: 1, 1000/);
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await expect.poll(said).toMatch(/1002.*1001/);
    await panel.settled();
    expect(await panel.page.locator('#sections .plot:visible .shapelayer path').count()).toBe(2);
    await keyboard.press('End');
    await expect.poll(said).toMatch(/^second − first/);
    await keyboard.press('Enter');
    await expect.poll(chosen).toEqual({ ...at, instance: 2 });
    await panel.settled();
    expect(await panel.page.locator('#sections .plot:visible .shapelayer path').count()).toBe(14);

    await panel.page.getByRole('tab', { name: 'Aligned' }).focus();
    await keyboard.press('Enter');
    await panel.settled();
    await tabTo(/aligned-export/);
    await keyboard.press('Tab');
    await expect.poll(said).toMatch(/1002/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    await expect.poll(said).toMatch(/1003.*cnn_seed1/);
    await panel.settled();
    expect(await panel.page.locator('#sections .plot:visible .shapelayer path').count()).toBe(2);
    await keyboard.press('Enter');
    await expect.poll(chosen).toEqual({ ...at, instance: 3 });
  });

  test('steps through time', async () => {
    await panel.show({ document: trainingDocument(), state: { selection: { result: 0 } } });
    const slider = panel.page.locator('#training-time');
    expect(await slider.getAttribute('aria-valuetext')).toBe('epoch 30');
    await slider.focus();
    await panel.page.keyboard.press('ArrowLeft');
    await panel.settled();
    expect(await slider.getAttribute('aria-valuetext')).toBe('epoch 10');
    expect(await panel.page.locator('.plot .shapelayer path').count()).toBeGreaterThan(0);
    await panel.page.keyboard.press('Home');
    await panel.settled();
    expect(await slider.getAttribute('aria-valuetext')).toBe('epoch 0');
    expect(await text('.framed .heatmap')).toContain('.95');
  });

  test('swaps the measure and keeps the cell', async () => {
    await panel.show({ document: layersDocument(), state: { selection: at, view: 'concord' } });
    await panel.refusePending();
    const swap = await panel.page.locator('#swap-2').elementHandle();
    await swap.focus();
    await panel.page.keyboard.press('Enter');
    await expect.poll(chosen).toEqual({ ...at, result: 2 });
    await expect.poll(() => panel.page.locator('#swap-2').getAttribute('aria-pressed')).toBe('true');
    expect(await panel.page.locator('#swap-0').getAttribute('aria-pressed')).toBe('false');
    // The switch that was pressed, not another in its place: whoever stands on it hears its state.
    expect(await swap.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

test('models stand in the order of the tree, and cells mean the models that they name', async () => {
  await panel.show({ document: familiesDocument(), state: { selection: { result: 0 } } });
  const box = (await panel.page.locator('.heatmap:visible .nsewdrag').first().boundingBox())!;
  const heads = await panel.page.locator('.heatmap:visible .xtick').allTextContents();
  await panel.page.mouse.click(box.x + box.width * (0.5 / 7), box.y + box.height * (1.5 / 7));
  await expect.poll(() => text('.pane h2')).toBe(`${heads[1]} ↔ ${heads[0]}`);
  await panel.page.locator('.twin summary').last().click();
  await expect.poll(() => text('.twin[open] tbody tr')).toContain('cnn_seed0');
});

test('at 200 % nothing stands out of the window, and motion is left out where it is not wanted', async () => {
  await panel.page.emulateMedia({ reducedMotion: 'reduce' });
  await panel.page.setViewportSize({ width: 700, height: 450 }); // what is left of 1,400 × 900
  await lookBelow();
  await panel.page.getByRole('tab', { name: 'All' }).click();
  await panel.settled();
  expect(await panel.overflows()).toBe(false);
  const moving = await panel.page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
});
