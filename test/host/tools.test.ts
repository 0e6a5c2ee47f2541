import { strict as assert } from 'node:assert';
import { symlink, rm } from 'node:fs/promises';
import { CancellationTokenSource, LanguageModelTextPart, lm } from 'vscode';
import { activated, closeAll, compared, inRoot, uri, valuesOf } from './support';

async function ask(name: string, input: object): Promise<string> {
  await activated();
  const result = await lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [part] = result.content;
  assert.ok(part instanceof LanguageModelTextPart && result.content.length === 1);
  assert.ok(part.value.length <= 8000, `${part.value.length} characters`);
  return part.value;
}

describe('tools of language models', () => {
  const dump = (run: string, layer: string): string => inRoot('runs', run, 'epoch_30', `${layer}.npy`);
  after(closeAll);

  it('are offered with a description and a schema', async () => {
    await activated();
    const own = lm.tools.filter(({ name }) => name.startsWith('likeness_'));
    assert.deepEqual(own.map(({ name }) => name).sort(), [
      'likeness_compare',
      'likeness_describe',
      'likeness_list_experiments',
    ]);
    assert.ok(own.every(({ description, inputSchema }) => description.length > 50 && inputSchema));
  });

  it('list the experiments, and those of a name', async () => {
    const all = await ask('likeness_list_experiments', {});
    assert.match(all, /run cnn_seed0 .*\n {2}- snapshot .*layers conv1, conv2, fc1/);
    const some = await ask('likeness_list_experiments', { filter: 'MLP' });
    assert.match(some, /mlp_seed0/);
    assert.doesNotMatch(some, /cnn_seed0/);
  });

  it('compare, and give the value that the panel shows', async () => {
    const both = [dump('cnn_seed0', 'fc1'), dump('cnn_seed1', 'fc1')];
    const text = await ask('likeness_compare', { operands: both, measures: ['cka'] });
    const uris = ['cnn_seed0', 'cnn_seed1'].map((run) => uri('runs', run, 'epoch_30', 'fc1.npy'));
    const shown = valuesOf(await compared('compareSelected', uris[0], uris))[0]![0]!;
    const value = Number(/: (0\.\d+)$/m.exec(text)?.[1]);
    assert.ok(Math.abs(value - shown) < 1e-6, text);
    assert.match(text, /higher = more alike/);
  });

  it('take paths relative to the workspace', async () => {
    const text = await ask('likeness_describe', { path: 'runs/cnn_seed0/epoch_30/fc1.npy' });
    assert.match(text, /shape 500×32, float32/);
    assert.match(text, /dead columns 9/);
  });

  it('say what is wrong with a measure, a path, or a file outside of the workspace', async () => {
    const both = [dump('cnn_seed0', 'fc1'), dump('cnn_seed1', 'fc1')];
    await assert.rejects(ask('likeness_compare', { operands: both, measures: ['cak'] }), /There is no measure "cak"/);
    await assert.rejects(ask('likeness_describe', { path: 'nowhere.npy' }), /There is no nowhere\.npy/);
    await assert.rejects(ask('likeness_describe', { path: '/etc/passwd' }), /outside of the workspace/);
    const link = inRoot('link.npy');
    await symlink('/etc/passwd', link);
    try {
      await assert.rejects(ask('likeness_describe', { path: link }), /outside of the workspace/);
    } finally {
      await rm(link);
    }
  });

  it('end when they are cancelled', async () => {
    await activated();
    const source = new CancellationTokenSource();
    const input = { operands: [inRoot('runs', 'cnn_seed0', 'epoch_30'), inRoot('runs', 'cnn_seed1', 'epoch_30')] };
    const asked = lm.invokeTool('likeness_compare', { input, toolInvocationToken: undefined }, source.token);
    source.cancel();
    await assert.rejects(Promise.resolve(asked));
  });
});
