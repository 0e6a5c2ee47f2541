import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/*
 * What the extension contributes is tried inside a real VS Code: whatever is added to package.json needs a test there.
 */

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const textsOf = (folder: string): string =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name)))
    .join('\n');
const host = textsOf('test/host');

/** As `panels.ts` has it, which only VS Code can load. */
const panelType = 'likeness.comparison';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly when?: string }[];
  };
}
const { contributes, activationEvents } = JSON.parse(read('package.json')) as Manifest;

/** As a test writes it: `'likeness.x'`, or `'x'` where a helper puts the rest before it. */
const named = (id: string, text: string): boolean => {
  const short = id.replace(/^likeness\./, '').replace(/\./g, '\\.');
  return new RegExp(`['"\`](?:likeness\\.)?${short}['"\`]`).test(text);
};

describe('what is contributed has a test inside VS Code', () => {
  it.each(contributes.commands.map(({ command }) => command))('the command %s', (command) => {
    expect(named(command, host)).toBe(true);
  });

  it.each(contributes.languageModelTools.map(({ name }) => name))('the tool %s', (name) => {
    expect(host).toContain(`ask('${name}'`);
  });

  it.each([
    ['likeness.experiments', 'the Experiments tree'],
    ['likeness.comparisons', 'the Comparisons view'],
    ['likeness.similarity', 'the Similarity view'],
    ['likeness.result', 'the editor of *.likeness.json'],
    ['likeness.inspect', 'the editor of dumps'],
    [panelType, 'is restored after a reload'],
    ['explorer/context', "the Explorer's context menu"],
  ])('%s', (_, title) => {
    expect(host).toContain(title);
  });

  it('names above all views, editors and serializers that there are', () => {
    expect(Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id))).toEqual([
      'likeness.experiments',
      'likeness.comparisons',
      'likeness.similarity',
    ]);
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual(['likeness.result', 'likeness.inspect']);
    expect(activationEvents).toEqual([`onWebviewPanel:${panelType}`]);
  });
});

it('menus and keys ask only for contexts that the code sets', () => {
  const source = ['commands', 'views', 'watch'].map((folder) => textsOf(`src/vscode/${folder}`)).join('\n');
  const whens = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ when = '' }) => when);
  // `view == likeness.experiments` asks for a context of VS Code's own.
  const asked = whens.flatMap((when) =>
    [...when.matchAll(/(== '?)?(likeness\.\w+)/g)].flatMap(([, compared, key = '']) => (compared ? [] : [key])),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect([...new Set(asked)].filter((key) => !source.includes(`'setContext', '${key}'`))).toEqual([]);
});
