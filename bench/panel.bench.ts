import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { panelFrame } from '../scripts/lib/panel.mjs';
import { mustRun } from '../scripts/lib/processes.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { openWorkbench } from '../scripts/lib/vscode-page.mjs';
import { startServer } from '../scripts/lib/vscode-server.mjs';
import { python } from './peers';
import { duration, print } from './table';

// What a person waits for in the panel: the packed extension in a VS Code server, looked at with Chromium. From the click on the
// last answer, which opens the panel and starts the work, to what is drawn.

const small = { name: 'small', n: 500, d: 64, layers: 12 };
const large = { name: 'large', n: 2000, d: 512, layers: 32 };
/** Starts the engine, and loads the page for the first time. */
const warming = { name: 'warming', n: 100, d: 16, layers: 2 };

const folder = await mkdtemp(join(tmpdir(), 'likeness-bench-panel-'));
const vsix = join(root, 'dist', 'likeness.vsix');
await mustRun('npm', ['run', '--silent', 'package'], { cwd: root, timeoutMs: 300_000 });
try {
  for (const { name, n, d, layers } of [warming, small, large]) {
    await python('arrays.py', ['runs', folder, name, ...[n, d, layers].map(String)], 2);
  }
  const server = await startServer({ vsix: [vsix] });
  try {
    const { page, close } = await openWorkbench(server, { folder });
    try {
      await container(page).waitFor();
      await compared(page, warming);
      const of12 = await compared(page, small);
      const of32 = await compared(page, large);
      const again = await reopened(page, small);
      const rows = [
        ['12 × 12 layers, N = 500: the first cells', of12.first, 1],
        ['12 × 12 layers, N = 500: all cells', of12.all, null],
        ['32 × 32 layers, N = 2,000, D = 512, linear CKA: the first cells', of32.first, null],
        ['32 × 32 layers, N = 2,000, D = 512, linear CKA: all cells', of32.all, 8],
        ['a kept result opened again, once its page is there', again, 0.3],
      ] as const;
      print({
        id: 'panel',
        columns: ['what is waited for', 'time', 'goal'],
        rows: rows.map(([what, seconds, most]) => [
          what,
          duration(seconds),
          most === null ? '–' : `≤ ${duration(most)}: ${seconds <= most ? 'yes' : 'no'}`,
        ]),
      });
    } finally {
      await close();
    }
  } finally {
    await server.end();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Waited {
  /** Seconds to the first cells that are drawn. */
  readonly first: number;
  /** Seconds to the last. */
  readonly all: number;
}

/** Compares the layers of both runs called `name`, from the palette. */
async function compared(page: Page, { name, layers }: typeof small): Promise<Waited> {
  await command(page, 'View: Close All Editors');
  await command(page, 'Likeness: Compare Layers of Two Models…');
  await answer(page, '1 of 2', `${name}_a`).then((row) => row.click());
  const last = await answer(page, '2 of 2', `${name}_b`);
  await last.hover();
  const begun = performance.now();
  await last.click();
  const first = await until(page, begun, (drawn) => drawn > 0);
  const all = await until(page, begun, (drawn) => drawn === layers ** 2);
  return { first, all };
}

/** Likeness in the Activity Bar. */
function container(page: Page): Locator {
  return page.locator('.activitybar .action-label[aria-label^="Likeness"]').first();
}

/** Opens what was kept of a comparison; the seconds from the page's first element to its cells. */
async function reopened(page: Page, { name, layers }: typeof small): Promise<number> {
  await command(page, 'View: Close All Editors');
  await container(page).click();
  const kept = page.locator('.sidebar .pane').filter({ has: page.locator('.pane-header[aria-label^="Comparisons"]') });
  await kept
    .locator('.monaco-list-row')
    .filter({ hasText: `${name}_a` })
    .first()
    .dblclick();
  await panelFrame(page).locator('.page').waitFor({ state: 'attached' });
  return until(page, performance.now(), (drawn) => drawn === layers ** 2);
}

/** Seconds from `begun` until the heatmap in front shows as many cells with a value as `enough` asks for. */
async function until(page: Page, begun: number, enough: (drawn: number) => boolean): Promise<number> {
  const heatmap = panelFrame(page).locator('.heatmap .js-plotly-plot').first();
  await heatmap.locator('.heatmaplayer image').first().waitFor({ state: 'attached', timeout: 120_000 });
  for (;;) {
    const drawn = await heatmap.evaluate((element) => {
      const plot = element as unknown as { data: { z: (number | null)[][] }[] };
      return plot.data[0]?.z.flat().filter((value) => value !== null).length ?? 0;
    });
    if (enough(drawn)) return (performance.now() - begun) / 1000;
  }
}

async function command(page: Page, title: string): Promise<void> {
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(`>${title}`);
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: title }).first().click();
}

async function answer(page: Page, question: string, label: string): Promise<Locator> {
  await page.locator(`.quick-input-widget input[placeholder*="${question}"]`).first().waitFor();
  const row = page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: label }).first();
  await row.waitFor();
  return row;
}
