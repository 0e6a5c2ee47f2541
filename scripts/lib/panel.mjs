// @ts-check

/*
 * Likeness's panel in an open VS Code, as playwright sees it: a frame in a frame.
 */

/**
 * The page of the panel or custom editor in front; views in the side bar are webviews too.
 * @param {import('playwright-core').Page} page
 * @returns {import('playwright-core').FrameLocator}
 */
export function panelFrame(page) {
  return page
    .locator('iframe.webview.ready:visible:not([src*="purpose=webviewView"])')
    .first() // one that goes may be seen beside the one that comes
    .contentFrame()
    .frameLocator('iframe#active-frame');
}

/**
 * Waits until the panel in front has drawn its heatmap.
 * @param {import('playwright-core').Page} page
 */
export async function heatmapDrawn(page) {
  await panelFrame(page)
    .locator('.heatmap .js-plotly-plot .heatmaplayer')
    .first()
    .waitFor({ timeout: 60_000, state: 'attached' });
}

/**
 * Clicks on the middle of a cell of the heatmap, as a person would, and waits until the page tells of it.
 * @param {import('playwright-core').Page} page
 * @param {number} row
 * @param {number} col
 */
export async function clickCell(page, row, col) {
  const heatmap = panelFrame(page).locator('.heatmap').first();
  const [rows = 1, cols = 1] = await heatmap.locator('.js-plotly-plot').evaluate((element) => {
    const plot = /** @type {{ data: { z: unknown[][] }[] }} */ (/** @type {unknown} */ (element));
    const z = plot.data[0]?.z ?? [];
    return [z.length, z[0]?.length];
  });
  const area = heatmap.locator('.nsewdrag').first();
  const { width = 0, height = 0 } = (await area.boundingBox()) ?? {};
  await area.click({ position: { x: ((col + 0.5) / cols) * width, y: ((row + 0.5) / rows) * height } });
  await panelFrame(page).locator('aside.pane .cell-name').waitFor();
}

/**
 * Waits until the page has drawn what it says of the chosen cell, and takes the pointer away, with its tooltip.
 * @param {import('playwright-core').Page} page
 */
export async function detailsDrawn(page) {
  const pane = panelFrame(page).locator('aside.pane');
  await pane.locator('.js-plotly-plot .main-svg').first().waitFor({ timeout: 120_000, state: 'attached' });
  await pane.locator('vscode-progress-ring:visible').first().waitFor({ timeout: 60_000, state: 'hidden' });
  await page.mouse.move(page.viewportSize()?.width ?? 0, 0);
  await page.locator('.monaco-hover:visible').waitFor({ state: 'detached' });
}
