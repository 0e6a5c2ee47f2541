import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { PanelBrowser, type OpenOptions, type Panel } from './browser';
import { layersDocument } from './documents';
import { layersDetails, layersDrilldown } from './drilldowns';

/*
 * What tests of the panel begin with: a page of its own for each, and what a person does in it.
 */

let browser: PanelBrowser;

/** The page of the test that runs. */
export let panel: Panel;

/**
 * Opens a page before each test of a file; the test must end without an exception in it, and without a breach of its policy
 * where `withPolicy` does not say that it tries one.
 */
export function pageForEach({ withPolicy = true } = {}): void {
  beforeAll(async () => {
    browser = await PanelBrowser.start();
  });
  afterAll(() => browser.stop());
  beforeEach(async () => {
    panel = await browser.open();
  });
  afterEach(async () => {
    expect(panel.errors, 'exceptions').toEqual([]);
    if (withPolicy) expect(await panel.violations(), 'policy').toEqual([]);
    await panel.close();
  });
}

/** Another page in place of the one that is open. */
export async function reopen(options: OpenOptions): Promise<void> {
  await panel.close();
  panel = await browser.open(options);
}

export const text = (selector: string): Promise<string> => panel.page.locator(selector).first().innerText();

/** The middle of a cell of the heatmaps that can be seen, `which` of them. */
export async function cellAt(
  row: number,
  col: number,
  { rows, cols }: { rows: number; cols: number },
  which = 0,
): Promise<{ x: number; y: number }> {
  const heatmap = panel.page.locator('.heatmap:visible .nsewdrag').nth(which);
  await heatmap.scrollIntoViewIfNeeded();
  const box = await heatmap.boundingBox();
  if (!box) throw new Error('There is no heatmap.');
  return { x: box.x + ((col + 0.5) * box.width) / cols, y: box.y + ((row + 0.5) * box.height) / rows };
}

/** Id and class of what has the focus. */
export const focused = (): Promise<string> =>
  panel.page.evaluate(() => [document.activeElement?.id, document.activeElement?.className].join(' '));

/** Presses Tab until the focus is there. */
export async function tabTo(what: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (what.test(await focused())) return;
    await panel.page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(what)}; the focus is on "${await focused()}".`);
}

/** The cell that `lookBelow` chooses. */
export const at = { result: 0, row: 1, col: 1 };

/** Shows layers, and answers all that is asked about one of their cells. */
export async function lookBelow(): Promise<void> {
  await panel.show({ document: layersDocument(), state: { selection: at } });
  await panel.answer('pairDetails', { result: layersDetails() });
  await panel.answer('drilldown', { result: layersDrilldown() });
}

/** What is chosen, as it outlives the page. */
export const chosen = async (): Promise<unknown> => (await panel.kept())?.page.selection;
