import { strict as assert } from 'node:assert';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, MarkdownString, Position, window, type CompletionList, type Hover } from 'vscode';
import { closeAll, inRoot, likeness, untilAsync, uri } from './support';

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

describe('likeness.json in the editor', () => {
  const manifest = uri('manifested', 'likeness.json');
  beforeEach(async () => {
    await mkdir(inRoot('manifested'));
    await writeFile(manifest.fsPath, '{\n  "seed": 1,\n  \n}\n');
    await window.showTextDocument(manifest);
  });
  afterEach(async () => {
    await closeAll();
    await rm(inRoot('manifested'), { recursive: true });
  });

  it('is completed and explained by its schema', async () => {
    const path = join(likeness.extensionPath, 'media', 'likeness-manifest.schema.json');
    const { properties } = JSON.parse(await readFile(path, 'utf8')) as Schema;
    const wanted = Object.keys(properties).filter((name) => name !== 'seed' && !name.startsWith('$'));
    assert.ok(wanted.includes('snapshots'));
    // The language server of JSON starts with the first file.
    await untilAsync('the names that the schema knows', async () => {
      const { items } = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        manifest,
        new Position(2, 2),
      );
      const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return wanted.every((name) => labels.includes(name));
    });
    await untilAsync('what the schema says of a seed', async () => {
      const at = [manifest, new Position(1, 4)] as const;
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', ...at);
      const texts = hovers.flatMap(({ contents }) => contents);
      const read = texts.map((text) => (text instanceof MarkdownString ? text.value.replaceAll('\\', '') : ''));
      return read.some((text) => text.includes(properties['seed']!.description!));
    });
  });
});
