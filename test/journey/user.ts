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
    await this.#menuItem(item).click();
  }

  /** The items of a row's menu, as shown. */
  async menuOf(row: Locator): Promise<string[]> {
    await row.click({ button: 'right' });
    const labels = this.page.locator('.monaco-menu .action-label[aria-label]');
    await labels.first().waitFor();
    const items = await labels.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return items;
  }

  #menuItem(item: string): Locator {
    return this.page.locator('.monaco-menu .action-menu-item').filter({ hasText: exactly(item) });
  }

  /** Runs a command from the palette by its full title. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    await this.pick(title);
  }

  /** Takes an entry of the quick pick that is open. */
  async pick(label: string): Promise<void> {
    await this.quickPick().filter({ hasText: label }).first().click();
  }

  quickPick(): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row');
  }

  tab(title: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: title });
  }

  /** The page of the panel in front. */
  panel(): FrameLocator {
    return panelFrame(this.page);
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
