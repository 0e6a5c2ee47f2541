import { describe, expect, test } from 'vitest';
import { hostileName, layersDocument, longName, troubledDocument } from './documents';
import { cellAt, pageForEach, panel, text } from './opened';

/*
 * Damaged, hostile and huge input, and the policy that holds whatever comes in.
 */

pageForEach({ withPolicy: false });
const four = { rows: 4, cols: 4 };

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
