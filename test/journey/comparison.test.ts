import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../src/comparison/document';
import { clickCell, detailsDrawn, heatmapDrawn } from '../../scripts/lib/panel.mjs';
import { output, root } from '../../scripts/lib/paths.mjs';
import { pictures } from '../../scripts/lib/pictures.mjs';
import { openWorkbench, type Workbench } from '../../scripts/lib/vscode-page.mjs';
import { startServer, type Server } from '../../scripts/lib/vscode-server.mjs';
import { User } from './user';

// A person's way through the packed extension, in a real VS Code. The tests follow one another in one window.

const vsix = join(root, 'dist', 'likeness.vsix');
const screenshots = join(output, 'screenshots', 'journey');
const [first, second] = ['cnn_seed0', 'cnn_seed1'].map((run) => `runs/${run}/checkpoints/epoch_30.pt`) as [
  string,
  string,
];

let server: Server | undefined;
let workbench: Workbench | undefined;
let workspace: string;
let user: User;
/** The folder of the installed extension. */
let installed: string;

beforeAll(async () => {
  if (!existsSync(vsix)) throw new Error('dist/likeness.vsix is missing: run npm run package.');
  await mkdir(screenshots, { recursive: true });
  workspace = join(await mkdtemp(join(tmpdir(), 'likeness-journey-')), 'digits');
  await cp(join(root, 'test/fixtures/experiments/digits'), workspace, { recursive: true });
  server = await startServer({
    vsix: [vsix],
    settings: { 'workbench.colorTheme': 'Default Dark Modern' },
    log: join(output, 'journey-server.log'),
  });
  const extensions = join(server.home, 'extensions');
  const [folder] = (await readdir(extensions)).filter((name) => name.startsWith('likeness.likeness-'));
  if (!folder) throw new Error('The packed extension was not installed.');
  installed = join(extensions, folder);
  workbench = await openWorkbench(server, { folder: workspace });
  user = new User(workbench.page);
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await user.page.screenshot({ path: join(screenshots, `failed-${task.name.replaceAll(/\W+/g, '-')}.png`) });
});

afterAll(async () => {
  await workbench?.close();
  await server?.end();
  if (workspace) await rm(dirname(workspace), { recursive: true, force: true });
});

/** Some of them stand in the README and the walkthrough: `npm run pictures` puts them there. */
const picture = async (name: string): Promise<void> => {
  const bytes = await user.page.screenshot({ path: join(screenshots, `${name}.png`) });
  const place = pictures[name];
  if (place !== undefined && process.env.LIKENESS_PICTURES) await writeFile(join(root, place), bytes);
};

/** What the packed command line says of the same comparison. */
function commandLine(...args: string[]): ResultDocument {
  const printed = execFileSync(
    process.execPath,
    [join(installed, 'dist/cli.js'), 'compare', ...args, '--json', '--quiet'],
    {
      cwd: workspace,
      encoding: 'utf8',
    },
  );
  return JSON.parse(printed) as ResultDocument;
}

/** The values that the panel's heatmap holds. */
function drawnValues(): Promise<(number | null)[][]> {
  return user
    .panel()
    .locator('.heatmap .js-plotly-plot')
    .first()
    .evaluate((plot) => (plot as unknown as { data: { z: (number | null)[][] }[] }).data[0]!.z);
}

describe('the packed extension', () => {
  it('is below 6 MB', async () => {
    expect((await stat(vsix)).size).toBeLessThan(6 * 2 ** 20);
  });

  it('holds bundles, icons, schemas, documents and sample data, and nothing else', async () => {
    const entries = await readdir(installed, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(installed, join(parentPath, name)));
    const allowed = [
      /^(package(\.nls(\.de)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|\.vsixmanifest)$/,
      /^dist\/[\w.-]+\.(js|css|wasm|json)$/,
      /^l10n\/[\w.-]+\.json$/,
      /^media\/[\w.-]+\.(svg|png|json)$/,
      /^media\/(walkthrough|hooks|digits)\/[\w.-]+\.(md|png|py|npy)$/,
    ];
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files).toContain('dist/extension.js');
  });
});

describe('comparing two checkpoints', () => {
  it('opens a heatmap beside the code from the Explorer’s context menu', async () => {
    await (await user.explorerRow('accuracy.json')).dblclick();
    await user.tab('accuracy.json').waitFor();
    await user.chooseFromMenu(await user.explorerRow(first), 'Select for Likeness');
    await user.chooseFromMenu(await user.explorerRow(second), 'Compare with Selected (Likeness)');
    await heatmapDrawn(user.page);
    await expect.poll(() => user.page.locator('.editor-group-container').count()).toBe(2);
    expect(await user.tab('accuracy.json').count()).toBe(1);
  });

  it('draws the values of the command line', async () => {
    const expected = commandLine(first, second).results[0]!.values;
    expect(expected.length).toBeGreaterThan(1);
    await expect.poll(drawnValues).toEqual(expected);
  });

  it('shows what a cell stands on when it is clicked', async () => {
    await clickCell(user.page, 0, 0);
    const pane = user.panel().locator('aside.pane');
    await pane.locator('.cell-name').filter({ hasText: 'conv1' }).waitFor();
    await expect.poll(() => pane.locator('table.sides').innerText()).toContain('epoch_30');
    await user.page.setViewportSize({ width: 1800, height: 1000 });
    await detailsDrawn(user.page);
    await picture('dark');
  });

  it('draws below it what came as arrays: similarity matrices, pictures of instances', async () => {
    const pane = user.panel().locator('aside.pane');
    await user.page.setViewportSize({ width: 1800, height: 1300 });
    await heatmapDrawn(user.page);
    await clickCell(user.page, 2, 2);
    await pane.locator('.cell-name').filter({ hasText: 'fc1' }).waitFor();
    await pane.getByRole('tab', { name: 'RSMs' }).click();
    const sizes = (): Promise<number[][]> =>
      pane
        .locator('.js-plotly-plot:visible')
        .first()
        .evaluate((plot) =>
          (plot as unknown as { data: { z: number[][] }[] }).data.map(({ z }) => [z.length, z[0]!.length]),
        );
    await expect.poll(async () => (await sizes()).length).toBe(3);
    const [[n = 0] = []] = await sizes();
    expect(n).toBeGreaterThan(20);
    expect(await sizes()).toEqual([
      [n, n],
      [n, n],
      [n, n],
    ]);
    await expect.poll(() => pane.locator('canvas.thumbnail').count()).toBe(20);
    await detailsDrawn(user.page);
    await picture('instances');
    await user.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('has the same numbers in a table', async () => {
    const expected = commandLine(first, second).results[0]!.values.flat();
    await user.panel().locator('vscode-panel-tab').filter({ hasText: 'Table' }).click();
    const cells = user.panel().locator('table.values td.number');
    await expect.poll(() => cells.count()).toBe(expected.length);
    const shown = await cells.evaluateAll((found) => found.map((cell) => Number(cell.getAttribute('title'))));
    expect(shown).toEqual(expected);
    await picture('table');
    await user.panel().locator('vscode-panel-tab').first().click();
  });

  it('computes another measure when it is chosen', async () => {
    const catalogue = JSON.parse(readFileSync(join(installed, 'dist/catalogue.json'), 'utf8')) as {
      id: string;
      name: string;
    }[];
    await user.chooseMeasure(catalogue.find(({ id }) => id === 'mean-cca')!.name);
    const expected = commandLine(first, second, '--measure', 'mean-cca').results[0]!.values;
    await expect.poll(drawnValues).toEqual(expected);
  });

  it('comes back after the window is reloaded', async () => {
    const reloaded = user.page.waitForEvent('load');
    await user.runCommand('Developer: Reload Window');
    await reloaded;
    await heatmapDrawn(user.page);
    const expected = commandLine(first, second, '--measure', 'mean-cca').results[0]!.values;
    await expect.poll(drawnValues).toEqual(expected);
    await picture('reloaded');
  });
});

describe('other ways in', () => {
  it('compares what is selected together in the Explorer', async () => {
    await user.runCommand('View: Close All Editors');
    const row = await user.explorerRow(first);
    await row.click();
    const other = await user.explorerRow(second);
    await other.click({ modifiers: ['ControlOrMeta'] });
    await user.chooseFromMenu(other, 'Compare Selected (Likeness)');
    await heatmapDrawn(user.page);
    const expected = commandLine(first, second).results[0]!.values;
    await expect.poll(drawnValues).toEqual(expected);
  });

  it('compares from the command palette', async () => {
    await user.runCommand('View: Close All Editors');
    await user.runCommand('Likeness: Compare Layers of Two Models…');
    await user.pick('cnn_seed0', '1 of 2');
    await user.pick('mlp_seed0', '2 of 2');
    await heatmapDrawn(user.page);
    const expected = commandLine('runs/cnn_seed0/epoch_30', 'runs/mlp_seed0/epoch_30').results[0]!.values;
    await expect.poll(drawnValues).toEqual(expected);
  });

  it('shows runs, snapshots and layers in the Experiments tree', async () => {
    await user.openContainer('Likeness');
    await user.treeRow('Experiments', 'cnn_seed0').click();
    await user.treeRow('Experiments', 'epoch 30').click();
    await user.treeRow('Experiments', 'fc1').waitFor();
    await user.treeRow('Comparisons', 'cnn_seed0 ↔ cnn_seed1').waitFor();
    await user.runCommand('View: Close All Editors');
  });

  it('compares with the baseline from the menus of the Experiments tree', async () => {
    await user.chooseFromMenu(user.treeRow('Experiments', 'epoch 30'), 'Set as Baseline (Likeness)');
    await user.chooseFromMenu(user.treeRow('Experiments', 'epoch 10'), 'Compare with Baseline (Likeness)');
    await user.tab('epoch 10').waitFor();
    await heatmapDrawn(user.page);
    const expected = commandLine('runs/cnn_seed0/epoch_30', 'runs/cnn_seed0/epoch_10').results[0]!.values;
    await expect.poll(drawnValues).toEqual(expected);
    await user.treeRow('Experiments', 'epoch 10').click();
    await user.similarity().locator('table').waitFor();
    await picture('tree');
  });

  it('names and deletes a comparison from the menu of the Comparisons tree', async () => {
    const made = user.treeRow('Comparisons', 'epoch 10');
    await user.chooseFromMenu(made, 'Rename…');
    await user.answer('Late training', 'What this comparison is called');
    const renamed = user.treeRow('Comparisons', 'Late training');
    await renamed.waitFor();
    await user.chooseFromMenu(renamed, 'Delete');
    await renamed.waitFor({ state: 'detached' });
    await user.runCommand('Notifications: Clear All Notifications');
    await user.treeRow('Comparisons', 'cnn_seed0 ↔ cnn_seed1').waitFor();
  });

  it('opens a saved result document in the panel', async () => {
    await user.runCommand('View: Close All Editors');
    const document = commandLine(first, second, '--measure', 'cka', '--out', 'seeds.likeness.json');
    await user.quickOpen('seeds.likeness.json');
    await heatmapDrawn(user.page);
    await expect.poll(drawnValues).toEqual(document.results[0]!.values);
  });
});

/** A picture of the window as it is, and one of a narrow window. */
async function bothWidths(name: string): Promise<void> {
  await picture(name);
  const size = user.page.viewportSize()!;
  await user.page.setViewportSize({ ...size, width: 400 });
  await picture(`${name}-narrow`);
  await user.page.setViewportSize(size);
}

/** The guide to the measures, as VS Code's own questions show it. */
async function lookAtTheGuide(look: string): Promise<void> {
  await user.runCommand('Likeness: Choose Measures…');
  await user.pick('For activations', 'What the measures are for');
  await user.quickPick().filter({ hasText: 'Unchanged by rotation' }).first().waitFor();
  await bothWidths(`guide-filters-${look}`);
  await user.page.keyboard.press('Enter');
  await user.page.locator('.quick-input-widget input[placeholder*="Filter by name"]').first().waitFor();
  await user.quickPick().filter({ hasText: 'Mean canonical correlation' }).first().waitFor();
  await bothWidths(`guide-${look}`);
  await user.page.keyboard.press('Escape');
  await user.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** The page of a measure, as VS Code's preview shows it. */
async function lookAtAMeasure(look: string): Promise<void> {
  await user.runCommand('Likeness: About a Measure…');
  await user.page.locator('.quick-input-widget input[placeholder*="The measure to read about"]').first().fill('(CKA)');
  await user.pick('Centered kernel alignment');
  await user.panel().locator('h1').filter({ hasText: 'Centered kernel alignment' }).waitFor();
  await bothWidths(`about-${look}`);
  await user.runCommand('View: Close Editor');
  await heatmapDrawn(user.page);
}

/** The guide and a measure's page, with all the window for them. */
async function lookAtMeasures(look: string): Promise<void> {
  await user.runCommand('View: Close Primary Side Bar');
  await lookAtTheGuide(look);
  await lookAtAMeasure(look);
  await user.openContainer('Explorer');
}

describe('the measure guide', () => {
  it('narrows the measures down by what matters, lists what is left, and tells of a measure', () =>
    lookAtMeasures('dark'));
});

describe('looks', () => {
  it.each([
    ['light', 'Light Modern', 'rgb(255, 255, 255)'],
    ['high-contrast', 'Dark High Contrast', 'rgb(0, 0, 0)'],
    ['high-contrast-light', 'Light High Contrast', 'rgb(255, 255, 255)'],
  ])('is drawn in the colours of a %s theme', async (name, theme, background) => {
    await user.chooseTheme(theme);
    await expect.poll(() => user.background()).toBe(background);
    await expect.poll(() => user.panel().locator('body').getAttribute('class')).toContain(`vscode-${name}`);
    await heatmapDrawn(user.page);
    await picture(name);
    await lookAtMeasures(name);
  });

  it('fits a narrow window', async () => {
    await user.page.setViewportSize({ width: 700, height: 900 });
    await heatmapDrawn(user.page);
    const overflow = await user
      .panel()
      .locator('body')
      .evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await picture('narrow');
  });
});

describe('all along', () => {
  it('no page broke its content security policy, failed, or asked anything of the network', () => {
    expect(workbench?.complaints).toEqual({ csp: [], network: [], webview: [] });
  });
});
