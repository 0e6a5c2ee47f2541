import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageHtml } from '../../webview/html';
import { bundle } from './browser';
import { catalogue, layersDocument } from './documents';
import { layersDrilldown } from './drilldowns';
import { lookBelow, pageForEach, panel, reopen, text } from './opened';

/*
 * Reports: the same page in one file, without anybody to ask.
 */

pageForEach();

/** A report as the extension writes it. */
const reportOf = (data: object): string =>
  pageHtml({
    nonce: randomBytes(16).toString('base64'),
    title: 'Report',
    scripts: { page: { code: bundle('webview.js') }, plotly: { code: bundle('plotly.js') } },
    data: { title: 'Report', catalogue, ...data },
  });

test('a report works alone: one file, no request, everything inside', async () => {
  const html = reportOf({ document: layersDocument(['conv1', '</script><script>alert(1)</script>']) });
  await reopen({ html, theme: 'light' });
  await panel.settled();
  await panel.page.waitForSelector('.main-svg');
  expect(panel.requests.filter((url) => !url.startsWith('data:'))).toEqual([panel.page.url()]);
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
  await lookBelow();
  await panel.page.locator('#export').click();
  await panel.page.getByRole('menuitem', { name: 'Report (HTML)' }).click();
  await expect.poll(() => panel.events('exportAs')).toHaveLength(1);
  const [{ content }] = (await panel.events('exportAs')) as [{ content: string }];
  const html = reportOf({ document: layersDocument(), looked: JSON.parse(content) as unknown });
  expect(html.length).toBeLessThan(8_000_000);
  await reopen({ html, theme: 'light' });
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
  expect(await panel.axeFinds()).toEqual([]);
});
