import { strict as assert } from 'node:assert';
import { commands } from 'vscode';
import { activated, likeness } from './support';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('activation', () => {
  it('waits until the extension is used', () => {
    assert.equal(likeness.isActive, false);
  });

  it('comes with the first command, and loads no engine', async () => {
    await commands.executeCommand('likeness.clearFilter');
    assert.equal(likeness.isActive, true);
    const { engine } = await activated();
    assert.equal(engine.loaded, false);
  });

  it('registers every command of package.json', async () => {
    const registered = new Set(await commands.getCommands(true));
    const { contributes } = likeness.packageJSON as Manifest;
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
