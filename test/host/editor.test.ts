import { strict as assert } from 'node:assert';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { commands, TabInputCustom, Uri, window } from 'vscode';
import type { Showing } from '../../src/vscode/panel/panel';
import { activated, closeAll, compared, inRoot, until, uri, user, valuesOf } from './support';

describe('the editor of *.likeness.json', () => {
  const path = inRoot('result.likeness.json');
  let text = '';

  before(async () => {
    const both = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_30'));
    const comparison = await compared('compareSelected', both[0], both);
    const { exporter } = await activated();
    user.answer(Uri.file(path));
    await exporter.exportAs(comparison, { format: 'json' });
    text = await readFile(path, 'utf8');
    await closeAll();
  });
  afterEach(async () => {
    await closeAll();
    await rm(path, { force: true });
  });

  const open = async (content: string): Promise<Showing> => {
    await writeFile(path, content);
    const { editor } = await activated();
    await commands.executeCommand('vscode.open', Uri.file(path));
    const showing = await until('the editor', () => editor.shown(path));
    await until('the page of the editor', () => showing.ready);
    return showing;
  };

  it('opens a document in the same panel, by default', async () => {
    const { comparison } = await open(text);
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputCustom);
    assert.equal(input.viewType, 'likeness.result');
    assert.equal(comparison.failure, undefined);
    assert.equal(valuesOf(comparison).length, 3);
  });

  it('computes another measure, and leaves the file as it is', async () => {
    const { comparison } = await open(text);
    await comparison.chooseMeasure('rsa', {});
    assert.equal(comparison.failure, undefined);
    assert.equal(valuesOf(comparison, 1).length, 3);
    assert.equal(await readFile(path, 'utf8'), text);
    const { kept } = await activated();
    assert.deepEqual(kept.find(comparison.id)?.measures, ['cka', 'rsa']);
  });

  it('shows why a damaged document cannot be read, and changes nothing', async () => {
    const damaged = text.slice(0, text.length / 2);
    const { comparison } = await open(damaged);
    assert.match(comparison.failure ?? '', /result\.likeness\.json: not a result document/);
    assert.equal(await readFile(path, 'utf8'), damaged);
  });

  it('refuses a document of a newer version in one line', async () => {
    const newer = text.replace('"likeness": 1', '"likeness": 2');
    const { comparison } = await open(newer);
    assert.match(comparison.failure ?? '', /newer Likeness \(document version 2/);
    assert.equal(await readFile(path, 'utf8'), newer);
  });

  it('says which files are not there any more, and still shows the values', async () => {
    const { comparison } = await open(text.replaceAll('cnn_seed1', 'cnn_moved'));
    assert.equal(comparison.failure, undefined);
    assert.match(comparison.notice ?? '', /^3 of 6 files are not where they were/);
    assert.equal(valuesOf(comparison).length, 3);
  });

  it('follows the file when it is written again', async () => {
    const { comparison } = await open(text.slice(0, 40));
    assert.ok(comparison.failure);
    await writeFile(path, text);
    await until('the new content', () => comparison.document && comparison.failure === undefined);
    assert.equal(valuesOf(comparison).length, 3);
  });
});
