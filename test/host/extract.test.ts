import { strict as assert } from 'node:assert';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from 'vscode';
import { activated, inRoot, likeness, uri, user } from './support';

const fixture = 'keras-sequential.keras';

describe('Extract Activations', () => {
  const model = uri('models', fixture);
  before(async () => {
    await activated();
    await mkdir(inRoot('models'), { recursive: true });
    await cp(join(likeness.extensionPath, 'test/fixtures/models', fixture), model.fsPath);
  });
  after(async () => {
    await rm(inRoot('models'), { recursive: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('runs a model of the Explorer on the inputs that were chosen, and writes its layers beside it', async () => {
    user.answer([uri('images.npy')], 'conv*', '100');
    await commands.executeCommand('likeness.extractActivations', model);
    const written = await readdir(inRoot('models', 'keras-sequential'));
    assert.deepEqual(
      ['conv1.npy', 'conv2.npy'].filter((name) => !written.includes(name)),
      [],
    );
  }).timeout(120_000);

  it('refuses a batch that is no number, in one line', async () => {
    user.answer([uri('images.npy')], '*', 'many');
    await commands.executeCommand('likeness.extractActivations', model);
    assert.match(user.asked.at(-1)?.title ?? '', /must be a whole number of at least 1, not "many"/);
  });
});
