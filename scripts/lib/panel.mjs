// @ts-check

/*
 * Likeness's panel in an open VS Code, as playwright sees it: a frame in a frame.
 */

/**
 * The page of the webview that is in front.
 * @param {import('playwright-core').Page} page
 * @returns {import('playwright-core').FrameLocator}
 */
export function panelFrame(page) {
  return page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
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
