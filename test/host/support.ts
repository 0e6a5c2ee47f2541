import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import { commands, extensions, Uri, workspace } from 'vscode';
import type { Comparison } from '../../src/vscode/comparison/comparison';
import type { Showing } from '../../src/vscode/panel/panel';
import type { TestApi } from '../../src/vscode/test-api';
import { ScriptedAsk } from './scripted-ask';

const extension = extensions.getExtension<TestApi | undefined>('likeness.likeness');
assert.ok(extension, 'The extension under test is not installed.');

export const likeness = extension;
export const user = new ScriptedAsk();
/** What the extension logged. */
export const logged: string[] = [];

let ready: Promise<TestApi> | undefined;

/** The extension, activated, with the tests in the user's place. */
export function activated(): Promise<TestApi> {
  ready ??= Promise.resolve(likeness.activate()).then((api) => {
    assert.ok(api, 'The extension hands out its parts in tests only: is this one?');
    Object.assign(api.ask, user.asAsk());
    const { info } = api.log;
    api.log.info = (line) => {
      logged.push(line);
      info(line);
    };
    return api;
  });
  return ready;
}

/** A copy of the digits experiment, which tests may change. */
export const root = (): string => workspace.workspaceFolders![0]!.uri.fsPath;
export const inRoot = (...parts: readonly string[]): string => join(root(), ...parts);
export const uri = (...parts: readonly string[]): Uri => Uri.file(inRoot(...parts));

/** Waits until `get` gives something true. */
export async function until<T>(what: string, get: () => T | undefined | false | null, ms = 40_000): Promise<T> {
  for (let waited = 0; waited < ms; waited += 50) {
    const value = get();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`In vain waited for: ${what}.`);
}

/** Waits until `get` promises something true. */
export async function untilAsync<T>(what: string, get: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await get();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`In vain waited for: ${what}.`);
}

/** Runs a command that opens a panel, and waits for its page. */
export async function opened(work: () => Thenable<unknown>): Promise<Showing> {
  const { panels } = await activated();
  const before = new Set(panels.shown);
  await work();
  const showing = await until('a panel', () => panels.shown.find((one) => !before.has(one)));
  await until('the page of the panel', () => showing.ready);
  return showing;
}

/** Waits until everything is computed; a comparison that failed is an error. */
export async function finished(comparison: Comparison, ms?: number): Promise<Comparison> {
  await until(`the end of “${comparison.title}”`, () => !comparison.running, ms);
  assert.equal(comparison.failure, undefined);
  return comparison;
}

/** Runs a command that compares, with these answers; the finished comparison. */
export async function compared(command: string, ...args: readonly unknown[]): Promise<Comparison> {
  const { comparison } = await opened(() => commands.executeCommand(`likeness.${command}`, ...args));
  return finished(comparison);
}

/** Every value of a result; fails where one is missing. */
export function valuesOf(comparison: Comparison, result = 0): number[][] {
  const found = comparison.document?.results[result];
  assert.ok(found, `There is no result ${result}.`);
  assert.deepEqual(found.undefined, []);
  assert.deepEqual(found.failed ?? [], []);
  return found.values.map((row) => row.map((value) => value ?? assert.fail('A cell has no value.')));
}

export const closeAll = (): Thenable<unknown> => commands.executeCommand('workbench.action.closeAllEditors');
