import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { clickCell, panelFrame } from '../scripts/lib/panel.mjs';
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
/** Cells too small for digits, which are zoomed and panned. */
const wide = { name: 'wide', n: 50, d: 8, layers: 200 };
/** Starts the engine, and loads the page for the first time. */
const warming = { name: 'warming', n: 100, d: 16, layers: 2 };

// On the embedded engine, which everybody has.
delete process.env['LIKENESS_TENSORFLOW'];

const folder = await mkdtemp(join(tmpdir(), 'likeness-bench-panel-'));
const vsix = join(root, 'dist', 'likeness.vsix');
await mustRun('npm', ['run', '--silent', 'package'], { cwd: root, timeoutMs: 300_000 });
try {
  for (const { name, n, d, layers } of [warming, small, large, wide]) {
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
      const matrices = await lookedBelow(page);
      const again = await reopened(page, small);
      await compared(page, wide);
      const frame = await panned(page);
      const rows = [
        ['12 × 12 layers, N = 500: the first cells', of12.first, 1],
        ['12 × 12 layers, N = 500: all cells', of12.all, null],
        ['32 × 32 layers, N = 2,000, D = 512, linear CKA: the first cells', of32.first, null],
        ['32 × 32 layers, N = 2,000, D = 512, linear CKA: all cells', of32.all, 8],
        ['a kept result opened again, once its page is there', again, 0.3],
        ['similarity matrices of 2,000 instances (200 are drawn), from the click on their tab', matrices, null],
        ['200 × 200 layers, zoomed and panned: a frame, 95 of 100', frame, 0.05],
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
  const first = await until(page, begun, 1);
  const all = await until(page, begun, layers ** 2);
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
  return until(page, performance.now(), layers ** 2);
}

/**
 * Seconds from `begun` until the heatmap in front shows at least `enough` cells with a value. Asked twenty
 * times a second: whoever asks without pause takes the processor from what is timed.
 */
async function until(page: Page, begun: number, enough: number): Promise<number> {
  const heatmap = panelFrame(page).locator('.heatmap .js-plotly-plot').first();
  await heatmap.locator('.heatmaplayer image').first().waitFor({ state: 'attached', timeout: 120_000 });
  await heatmap.evaluate(async (element, least) => {
    const plot = element as unknown as { data: { z: (number | null)[][] }[] };
    const drawn = (): number => plot.data[0]?.z.flat().filter((value) => value !== null).length ?? 0;
    while (drawn() < least) await new Promise((resolve) => setTimeout(resolve, 50));
  }, enough);
  return (performance.now() - begun) / 1000;
}

/** Chooses the first cell of the comparison in front; the seconds from the click on the tab of its similarity matrices to their picture. */
async function lookedBelow(page: Page): Promise<number> {
  await clickCell(page, 0, 0);
  const tab = panelFrame(page).getByRole('tab', { name: 'RSMs' });
  await tab.waitFor({ timeout: 120_000 });
  const begun = performance.now();
  await tab.click();
  await panelFrame(page)
    .locator('#sections .js-plotly-plot:visible .heatmaplayer image')
    .nth(2)
    .waitFor({ state: 'attached' });
  return (performance.now() - begun) / 1000;
}

/** Zooms into the heatmap in front and drags it about; the seconds that 95 of 100 frames take at most. */
async function panned(page: Page): Promise<number> {
  const heatmap = panelFrame(page).locator('.heatmap').first();
  const { x = 0, y = 0, width = 0, height = 0 } = (await heatmap.locator('.nsewdrag').first().boundingBox()) ?? {};
  const [across, down] = [x + width / 2, y + Math.min(height, 400) / 2];
  await page.mouse.move(across, down);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -200);
  const frames = heatmap.evaluate(async () => {
    const times: number[] = [];
    for (let frame = 0; frame < 120; frame++)
      times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)));
    return times.slice(1).map((time, at) => time - times[at]!);
  });
  await page.mouse.down();
  for (let move = 0; move < 240; move++) {
    await page.mouse.move(across + 80 * Math.sin(move / 10), down + 60 * Math.sin(move / 7));
  }
  await page.mouse.up();
  const sorted = (await frames).sort((a, b) => a - b);
  return sorted[Math.floor(0.95 * sorted.length)]! / 1000;
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
