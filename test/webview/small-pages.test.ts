import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArraySummary, Inspection } from '../../src/engine/protocol';
import type { InspectEvents } from '../../webview/inspect/protocol';
import type { Showing } from '../../webview/similarity/protocol';
import { PanelBrowser, type OpenOptions, type Panel } from './browser';
import {
  allUndefinedDocument,
  catalogue,
  emptied,
  hostileName,
  layersDocument,
  longName,
  troubledDocument,
} from './documents';
import { looks } from './themes';

/*
 * The dump editor and the Similarity view, everything that they can show, looked at as the panel is: every theme and width,
 * axe, the policy, and a picture.
 */

const sound: ArraySummary = {
  key: 'conv1.weight',
  shape: [500, 16, 8, 8],
  dtype: 'float32',
  order: 'C',
  ...{ min: -1.25, max: 3.25, mean: 0.1, std: 1 / 3, nan: 0, inf: 0, zeroRows: 0 },
  ...{ constantColumns: 0, deadColumns: 0, duplicateRows: 0 },
  histogram: {
    low: -1.25,
    width: 0.1125,
    counts: Array.from({ length: 40 }, (_, bin) => Math.round(800 * Math.exp(-(((bin - 14) / 6) ** 2)))),
  },
  effectiveRank: { value: 41.7, rows: 500 },
};
const ill: ArraySummary = {
  ...sound,
  key: longName,
  dtype: 'float16',
  ...{ nan: 12, inf: 3, zeroRows: 2, constantColumns: 9, deadColumns: 7, duplicateRows: 41 },
};
const nothing: ArraySummary = {
  ...sound,
  key: hostileName,
  shape: [],
  ...{ min: null, max: null, mean: null, std: null },
  histogram: null,
  effectiveRank: null,
};
const inspection = (arrays: readonly ArraySummary[], extra: Partial<Inspection> = {}): Inspection => ({
  path: 'runs/cnn_seed0/epoch_30.npz',
  format: 'npz',
  arrays: [...arrays],
  ignored: [],
  ...extra,
});

type Told = { readonly [Name in keyof InspectEvents]?: InspectEvents[Name] };

const dumps: Readonly<Record<string, Told>> = {
  one: { inspected: { inspection: inspection([{ ...sound, key: null }], { format: 'npy' }) } },
  several: {
    inspected: {
      inspection: inspection([sound, ill, nothing], { ignored: [{ key: hostileName, reason: 'not an array' }] }),
      key: longName,
    },
  },
  none: { inspected: { inspection: inspection([]) } },
  reading: { progress: { stage: 'Reading conv1', done: 120, of: 500 } },
  failed: { failed: { message: 'epoch_30.npz ends after 128 of 4096 bytes: write it again.' } },
};

const [cka] = catalogue;
const grid = (document: ReturnType<typeof layersDocument>, running = false): Showing => ({
  kind: 'grid',
  title: 'cnn_seed0 · epoch 30 against cnn_seed1 · epoch 30',
  document: { ...document, results: document.results.slice(0, 1) },
  measure: cka!,
  running,
});
const onlyRow = (document: ReturnType<typeof layersDocument>): ReturnType<typeof layersDocument> => ({
  ...document,
  results: document.results.map((result) => ({
    ...result,
    rows: result.rows.slice(0, 1),
    values: result.values.slice(0, 1),
  })),
});

const sights: Readonly<Record<string, Showing>> = {
  grid: grid(layersDocument()),
  bars: grid(onlyRow(layersDocument())),
  names: grid(layersDocument([hostileName, longName, 'fc1'])),
  many: grid(layersDocument(Array.from({ length: 40 }, (_, at) => `layer.${at}`))),
  'too-many': grid(layersDocument(Array.from({ length: 101 }, (_, at) => `layer.${at}`))),
  troubled: grid(troubledDocument()),
  undefined: grid(allUndefinedDocument()),
  running: grid(emptied(layersDocument()), true),
  words: {
    kind: 'words',
    text: 'Set a baseline to see here how alike the selected snapshot is.',
    action: { id: 'setBaseline', label: 'Set Baseline…' },
  },
};

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterAll(() => browser.stop());

/** What there is to say against the page as it is. */
async function faultsOf(page: Panel): Promise<unknown> {
  return {
    wide: await page.overflows(),
    policy: await page.violations(),
    errors: page.errors,
    troubles: await page.events('trouble'),
    axe: await page.axeFinds(),
  };
}
const none = { wide: false, policy: [], errors: [], troubles: [], axe: [] };

async function ready(options: OpenOptions): Promise<Panel> {
  const page = await browser.open(options);
  await page.told('ready');
  return page;
}

async function tell(page: Panel, events: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [event, payload] of Object.entries(events)) await page.tell(event, payload);
  await page.settled();
}

describe.each(looks)('%s, %i pixels', (theme, width) => {
  let dump: Panel;
  let similarity: Panel;
  // The side bar is narrow: 200 pixels stand for a wide window.
  const side = width === 1400 ? 200 : width;
  beforeAll(async () => {
    dump = await ready({ page: 'inspect', theme, width });
    similarity = await ready({ page: 'similarity', theme, width: side });
  });
  afterAll(() => Promise.all([dump.close(), similarity.close()]));

  test.each(Object.entries(dumps))('the dump editor: %s', async (name, events) => {
    await tell(dump, { reading: { name: 'epoch_30.npz' }, ...events });
    await dump.shoot(`inspect-${name}-${theme}-${width}`);
    expect(await faultsOf(dump)).toEqual(none);
  });

  test.each(Object.entries(sights))('the Similarity view: %s', async (name, showing) => {
    await tell(similarity, { show: { showing } });
    await similarity.shoot(`similarity-${name}-${theme}-${side}`);
    expect(await faultsOf(similarity)).toEqual(none);
  });
});

test('the Similarity view by keyboard: arrows go from cell to cell, values come without losing the place', async () => {
  const page = await ready({ page: 'similarity', width: 300 });
  await tell(page, { show: { showing: grid(layersDocument()) } });
  const { keyboard } = page.page;
  const focused = (): Promise<string | null | undefined> =>
    page.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await keyboard.press('Tab');
  await expect.poll(focused).toBe('conv1 ↔ conv1: 0.95');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('conv2 ↔ conv2: 0.94');
  await tell(page, { show: { showing: grid(layersDocument()) } });
  await expect.poll(focused).toBe('conv2 ↔ conv2: 0.94');
  await keyboard.press('Enter');
  await expect.poll(() => page.events('open')).toEqual([null]);
  await page.close();
});

test('the dump editor by keyboard: an array is chosen, its numbers and the table are reached', async () => {
  const page = await ready({ page: 'inspect', width: 900 });
  await tell(page, { inspected: { inspection: inspection([sound, ill]) } });
  const { keyboard } = page.page;
  const tabTo = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 20; presses++) {
      await keyboard.press('Tab');
      const here = await page.page.evaluate(() => document.activeElement?.textContent.trim());
      if (here === name) return;
    }
    throw new Error(`Tab does not reach ${name}.`);
  };
  await tabTo('Copy Table');
  await keyboard.press('Enter');
  await expect.poll(() => page.events('copy')).toHaveLength(1);
  await tabTo(longName);
  await keyboard.press('Enter');
  await expect.poll(() => page.page.locator('.detail h2').innerText()).toContain(longName);
  expect(await page.page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'))).toBe('true');
  await tabTo('Histogram as a table');
  await keyboard.press('Enter');
  await expect.poll(() => page.page.locator('.histogram tbody tr:visible').count()).toBe(40);
  await page.close();
});
