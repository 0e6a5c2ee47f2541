import { describe, expect, test } from 'vitest';
import { familiesDocument, layersDocument, pairDocument } from './documents';
import { layersDetails, layersDrilldown } from './drilldowns';
import { at, chosen, lookBelow, pageForEach, panel, text } from './opened';

/*
 * From the picture down to the instances: what is asked of the extension, and what is marked where.
 */

pageForEach();

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
