import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PanelBrowser, type Panel } from './browser';
import { scenes } from './scenes';
import { looks } from './themes';

/**
 * Every view in every theme, in a window of this width: nothing stands out of the window, axe has nothing to say, the policy holds, and
 * there is a picture to look at (test-output/screenshots).
 */
export function gallery(width: number): void {
  let browser: PanelBrowser;
  beforeAll(async () => {
    browser = await PanelBrowser.start();
  });
  afterAll(() => browser.stop());

  describe.each(looks.filter(([, wide]) => wide === width))('%s, %i pixels', (theme) => {
    let panel: Panel;
    beforeAll(async () => {
      panel = await browser.open({ theme, width });
    });
    afterAll(() => panel.close());

    test.each(Object.entries(scenes))('%s', async (name, scene) => {
      const { view, selection, running = false, failure, progress, details, drilldown } = scene;
      // Another document each time, tried again too: nothing is known of its cells, and they are asked for.
      const document = scene.document && { ...scene.document, created: new Date().toISOString() };
      await panel.show({ document, running, state: { selection: selection ?? { result: 0 }, view: view ?? '' } });
      if (progress) await panel.tell('progress', progress);
      if (failure) await panel.tell('failed', failure);
      await panel.settled();
      if (details && drilldown) {
        await panel.answer('pairDetails', { result: details });
        await panel.answer('drilldown', { result: drilldown });
        await panel.page.getByRole('tab', { name: 'All', exact: true }).click();
        await panel.settled();
      } else if (!running && selection) await panel.refusePending();
      await panel.shoot(`${name}-${theme}-${width}`);
      expect(await panel.overflows(), 'wider than the window').toBe(false);
      expect(await panel.violations(), 'policy').toEqual([]);
      expect(panel.errors, 'exceptions').toEqual([]);
      expect(await panel.axeFinds(), 'axe').toEqual([]);
    });
  });
}
