import { expect, test } from 'vitest';
import { layersDocument, trainingDocument } from './documents';
import { layersDetails, layersDrilldown } from './drilldowns';
import { at, chosen, focused, lookBelow, pageForEach, panel, tabTo, text } from './opened';

/*
 * The panel by keyboard alone: from the picture down to the instances.
 */

pageForEach();

test('reads cells, chooses one, changes the view, sorts and copies the table', async () => {
  await panel.show({ document: layersDocument() });
  const { keyboard } = panel.page;
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
  const here = (): Promise<string | null | undefined> => panel.page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(here).toBe('Picture (SVG)');
  await panel.page.keyboard.press('Escape');
  await expect.poll(() => panel.page.locator('#export-menu').isVisible()).toBe(false);
  await expect.poll(() => panel.page.evaluate(() => document.activeElement?.id)).toBe('export');
});

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
