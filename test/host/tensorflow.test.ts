import { strict as assert } from 'node:assert';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, Uri } from 'vscode';
import { activated, closeAll, inRoot, likeness, user } from './support';

const home = ['node_modules', '@tensorflow', 'tfjs-node'];
/** What another machine filled: a stand-in for the package. */
const source = (name: string): string => inRoot('offline', name);
const install = async (from: string): Promise<void> => {
  user.answer('From a folder…', [Uri.file(from)]);
  await commands.executeCommand('likeness.installTensorflow');
};

describe('the TensorFlow engine', () => {
  before(async () => {
    const fake = join(likeness.extensionPath, 'test', 'fixtures', 'tfjs-node');
    for (const name of ['good', 'broken']) {
      await mkdir(join(source(name), ...home), { recursive: true });
      await cp(fake, join(source(name), ...home), { recursive: true });
    }
    await writeFile(join(source('broken'), ...home, 'lib', 'napi-v8', 'tfjs_binding.js'), 'module.exports = {};');
  });
  after(async () => {
    await closeAll();
    await commands.executeCommand('likeness.removeTensorflow');
    await rm(inRoot('offline'), { recursive: true });
  });

  it('is not trusted when it fails its trial', async () => {
    const { engine } = await activated();
    await install(source('broken'));
    const [told] = user.asked.filter(({ kind }) => kind === 'tell');
    assert.match(told!.title, /^The TensorFlow engine could not be installed\. .*4\.22\.0 is needed/);
    const { name, reason } = await engine.status();
    assert.deepEqual([name, reason], ['wasm', 'TensorFlow is not installed.']);
  });

  it('is installed, computes, is shown, and is removed', async () => {
    const { engine } = await activated();
    await install(source('good'));
    assert.match(user.asked.at(-1)!.title, /^TensorFlow 0\.0\.0-test is installed and computes from now on\.$/);
    assert.deepEqual(engine.activity.status?.name, 'tensorflow');
    user.answer();
    await commands.executeCommand('likeness.removeTensorflow');
    assert.match(user.asked.at(-1)!.title, /removed/);
    const { name, reason } = await engine.status();
    assert.deepEqual([name, reason], ['wasm', 'TensorFlow is not installed.']);
    user.answer();
    await commands.executeCommand('likeness.removeTensorflow');
    assert.match(user.asked.at(-1)!.title, /is not installed/);
  });

  it('is left as it was when its installation is cancelled', async () => {
    const { engine } = await activated();
    user.answer('From a folder…', [Uri.file(source('good'))]);
    user.cancelUnless(() => false);
    await commands.executeCommand('likeness.installTensorflow');
    assert.equal((await engine.status()).name, 'wasm');
  });
});
