import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../scripts/l10n.mjs';
import { pictures } from '../../../scripts/lib/pictures.mjs';
import { watchedExtensions } from '../../../src/vscode/watch/watched';

const root = resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly markdown: string } }[] }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
  readonly icon: string;
}

const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { commands, menus, customEditors, keybindings, walkthroughs, configuration } = manifest.contributes;
const ids = commands.map(({ command }) => command);

describe('package.json', () => {
  it('has a text for every key, and no text that nobody uses', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
  });

  it('names only commands that it contributes', () => {
    const linked = [
      ...Object.values(strings)
        .join(' ')
        .matchAll(/command:(likeness\.[\w.]+)/g),
    ].map(([, id]) => id!);
    const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    const focus = ['likeness.experiments.focus'];
    expect([...named, ...linked].filter((id) => !ids.includes(id) && !focus.includes(id))).toEqual([]);
  });

  it('names only files that are there', () => {
    const pages = walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    expect([manifest.icon, ...pages].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('offers its menus and its editor for every kind of file that is watched', () => {
    const endings = watchedExtensions.map((extension) => extension.slice(1)).sort();
    const named = menus['explorer/context']!.flatMap(({ command, when = '' }) => {
      const [, list] = /resourceExtname =~ \/\^\\\.\(([\w|]+)\)/.exec(when)!;
      return command === 'likeness.extractActivations' ? [] : [list!.split('|').filter((ending) => ending !== 'onnx')];
    });
    expect(named.map((list) => [...list].sort())).toEqual(named.map(() => endings));
    const editor = customEditors.find(({ viewType }) => viewType === 'likeness.inspect')!;
    expect(editor.selector.map(({ filenamePattern }) => filenamePattern.slice(2)).sort()).toEqual(endings);
  });

  it('shows pictures in the README and the walkthrough that are there, and that the journey takes', () => {
    const pages = ['README.md', ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown))];
    const shown = pages.flatMap((page) =>
      [...read(page).matchAll(/!\[[^\]]+\]\(([^)]+\.png)\)/g)].map(([, path]) => join(dirname(page), path!)),
    );
    expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect([...new Set(shown)].sort()).toEqual(Object.values(pictures).sort());
    const journey = read('test/journey/comparison.test.ts');
    const taken = Object.keys(pictures).filter((name) =>
      new RegExp(`['\`]${name.replace(/-dark$/, '-')}`).test(journey),
    );
    expect(taken).toEqual(Object.keys(pictures));
  });

  it('contributes every setting that the code reads, and no other', () => {
    const keys = [...read('src/vscode/settings.ts').matchAll(/get(?:<[^(]*>)?\(\s*(?:outputs \? '(\w+)' : )?'(\w+)'/g)];
    const settings = keys.flatMap(([, first, second]) => [first, second]).filter((key) => key !== undefined);
    expect([...new Set(settings)].map((key) => `likeness.${key}`).sort()).toEqual(
      Object.keys(configuration.properties).sort(),
    );
  });
});

it('every text of the code is in the bundle for translators (else: npm run l10n)', async () => {
  expect(Object.keys(JSON.parse(read('l10n/bundle.l10n.json')) as object)).toEqual(await texts());
});
