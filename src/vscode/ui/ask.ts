import {
  ProgressLocation,
  ThemeIcon,
  window,
  type OpenDialogOptions,
  type QuickPickItem,
  type SaveDialogOptions,
  type Uri,
} from 'vscode';
import type { Progress } from '../../engine/protocol';

/** One choice of a quick pick and what it stands for. */
export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** A page to read about a choice: a button beside each. */
export interface About<T> {
  readonly tooltip: string;
  show(value: T): unknown;
}

export interface Question {
  readonly title: string;
  readonly placeHolder: string;
}

/** Work that can be cancelled, and tells how far it is. */
export type LongWork<T> = (report: (progress: Progress) => void, signal: AbortSignal) => Promise<T>;

/** Everything the extension asks the user. One object, so that the tests inside VS Code can answer. */
export interface Ask {
  pick<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, question: Question): Promise<T | undefined>;
  pickMany<T>(
    choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
    question: Question & { readonly about?: About<T> },
  ): Promise<readonly T[] | undefined>;
  text(question: Question & { readonly value?: string }): Promise<string | undefined>;
  open(options: OpenDialogOptions): Promise<readonly Uri[] | undefined>;
  save(options: SaveDialogOptions): Promise<Uri | undefined>;
  /** A notification with buttons; the label of the one that was pressed. */
  tell(kind: 'info' | 'warning' | 'error', message: string, ...actions: string[]): Promise<string | undefined>;
  /** A notification with the work's progress and a button to cancel it. Rejects with what the work throws then. */
  during<T>(title: string, work: LongWork<T>): Promise<T>;
}

export const askUser: Ask = {
  async pick(choices, { title, placeHolder }) {
    const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
    return (await window.showQuickPick(mutable(choices), options))?.value;
  },

  async pickMany(choices, { title, placeHolder, about }) {
    if (about) return pickManyAbout(await choices, { title, placeHolder }, about);
    const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true, canPickMany: true as const };
    const picked = await window.showQuickPick(mutable(choices), options);
    return picked?.map((choice) => choice.value);
  },

  text: async ({ title, placeHolder, value }) => window.showInputBox({ title, placeHolder, value }),

  open: async (options) => window.showOpenDialog(options),

  save: async (options) => window.showSaveDialog(options),

  async tell(kind, message, ...actions) {
    if (kind === 'error') return window.showErrorMessage(message, ...actions);
    if (kind === 'warning') return window.showWarningMessage(message, ...actions);
    return window.showInformationMessage(message, ...actions);
  },

  async during(title, work) {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let told = 0;
      const report = ({ stage, done, of }: Progress): void => {
        const percent = of > 0 ? (100 * done) / of : 0;
        progress.report({ message: stage, increment: percent - told });
        told = percent;
      };
      return work(report, controller.signal);
    });
  },
};

/** As `showQuickPick`, which has no buttons beside its items. It stays open while the user reads. */
function pickManyAbout<T>(
  choices: readonly Choice<T>[],
  { title, placeHolder }: Question,
  { tooltip, show }: About<T>,
): Promise<readonly T[] | undefined> {
  const pick = window.createQuickPick<Choice<T>>();
  const button = { iconPath: new ThemeIcon('book'), tooltip };
  Object.assign(pick, { title, placeholder: placeHolder, canSelectMany: true, ignoreFocusOut: true });
  pick.matchOnDescription = pick.matchOnDetail = true;
  pick.items = choices.map((choice) => ({ ...choice, buttons: [button] }));
  pick.selectedItems = pick.items.filter(({ picked }) => picked);
  return new Promise((resolve) => {
    pick.onDidTriggerItemButton(({ item }) => void show(item.value));
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.map(({ value }) => value));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** VS Code's typings ask for mutable arrays that it never changes. */
function mutable<T>(choices: readonly T[] | Promise<readonly T[]>): T[] | Promise<T[]> {
  return choices instanceof Promise ? choices.then((known) => [...known]) : [...choices];
}
