import type { FrameLocator, Locator, Page } from 'playwright-core';
import { panelFrame } from '../../scripts/lib/panel.mjs';

/** What a person does in VS Code, with mouse and keyboard. */
export class User {
  constructor(readonly page: Page) {}

  /** The row of a file or folder in the Explorer, by its path below the workspace; opens the folders on the way. */
  async explorerRow(path: string): Promise<Locator> {
    const explorer = this.page.locator('.explorer-folders-view');
    await explorer.locator('.monaco-list-row').first().waitFor();
    const names = path.split('/');
    let row: Locator | undefined;
    for (const [depth, name] of names.entries()) {
      row = await this.#below(explorer, row, name, depth + 1);
      if (depth < names.length - 1 && (await row.getAttribute('aria-expanded')) === 'false') await row.click();
    }
    return row!;
  }

  /** The row called `name` at `level` that comes next after `parent`: same names in other folders are passed over. */
  async #below(explorer: Locator, parent: Locator | undefined, name: string, level: number): Promise<Locator> {
    const rows = explorer.locator(`.monaco-list-row[aria-level="${level}"]`).filter({ hasText: exactly(name) });
    const after = parent ? Number(await parent.getAttribute('data-index')) : -1;
    await rows.first().waitFor();
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      const indices = await rows.evaluateAll((found) => found.map((row) => Number(row.getAttribute('data-index'))));
      const next = indices.filter((index) => index > after).sort((a, b) => a - b)[0];
      if (next !== undefined) return explorer.locator(`.monaco-list-row[data-index="${next}"]`);
      await this.page.waitForTimeout(100);
    }
    throw new Error(`The Explorer shows no ${name} where it was looked for.`);
  }

  /** Right click, then the menu's item. */
  async chooseFromMenu(row: Locator, item: string): Promise<void> {
    await row.click({ button: 'right' });
    const entry = this.#menuItem(item);
    await entry.click();
    // VS Code takes no click on a menu that opened a moment ago.
    const taken = (): Promise<boolean> =>
      entry.waitFor({ state: 'detached', timeout: 2000 }).then(
        () => true,
        () => false,
      );
    for (let again = 0; again < 5 && !(await taken()); again++)
      await entry.click({ timeout: 2000 }).catch(() => undefined);
  }

  #menuItem(item: string): Locator {
    return this.page.locator('.monaco-menu .action-label').filter({ hasText: exactly(item) });
  }

  /** Runs a command from the palette by its full title. */
  async runCommand(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    // A key may be lost while the focus is on its way out of a webview: a person presses it again.
    for (let tries = 0; tries < 5 && !(await input.isVisible()); tries++) {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 3000 }).catch(() => undefined);
    }
    await input.fill(`>${title}`);
    await this.pick(title);
  }

  /** Opens a file of the workspace by its name. */
  async quickOpen(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.page.locator('.quick-input-widget input').first().fill(name);
    await this.pick(name);
  }

  /** Takes an entry of the quick pick that is open, once it asks what contains `question`. */
  async pick(label: string, question?: string): Promise<void> {
    if (question) await this.page.locator(`.quick-input-widget input[placeholder*="${question}"]`).first().waitFor();
    await this.quickPick().filter({ hasText: label }).first().click();
  }

  /** Answers the question for a text whose box contains `question`. */
  async answer(text: string, question: string): Promise<void> {
    const input = this.page.locator(`.quick-input-widget input[placeholder*="${question}"]`).first();
    await input.fill(text);
    await input.press('Enter');
  }

  async chooseTheme(name: string): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    const input = this.page.locator('.quick-input-widget input[placeholder*="Theme"]').first();
    await input.fill(name);
    await this.pick(name);
  }

  quickPick(): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row');
  }

  /** Brings a container of the Activity Bar to the front. */
  async openContainer(name: string): Promise<void> {
    const action = this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${name}"])`);
    if ((await action.getAttribute('class'))?.includes('checked') !== true) await action.click();
  }

  /** A row of the tree view called `view`. */
  treeRow(view: string, label: string): Locator {
    const pane = this.page
      .locator('.sidebar .pane')
      .filter({ has: this.page.locator(`.pane-header[aria-label^="${view}"]`) });
    return pane.locator('.monaco-list-row').filter({ hasText: label }).first();
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: title });
  }

  /** The page of the panel in front. */
  panel(): FrameLocator {
    return panelFrame(this.page);
  }

  /** The page of the Similarity view. */
  similarity(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready:visible[src*="purpose=webviewView"]')
      .first()
      .contentFrame()
      .frameLocator('iframe#active-frame');
  }

  /** Takes an entry of the panel's measure switch. */
  async chooseMeasure(name: string): Promise<void> {
    await this.panel().locator('#measure').click();
    await this.panel().locator('vscode-option').filter({ hasText: name }).first().click();
  }

  /** The panel's background colour. */
  background(): Promise<string> {
    return this.panel()
      .locator('body')
      .evaluate((body) => getComputedStyle(body).backgroundColor);
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
