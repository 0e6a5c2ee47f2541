import { strict as assert } from 'node:assert';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, type Uri } from 'vscode';
import { npy } from './npy';
import {
  activated,
  closeAll,
  compared,
  finished,
  inRoot,
  likeness,
  opened,
  until,
  uri,
  user,
  valuesOf,
} from './support';

const keras = uri('trained', 'dense.keras');
const onnx = uri('trained', 'exported.onnx');
/** Six pictures of 8×8×1 for the one, of 3×8×8 for the other, among arrays of other names. */
const pictures = { grey: uri('trained', 'grey.npz'), coloured: uri('trained', 'coloured.npz') };

const extract = (model: Uri) => commands.executeCommand('likeness.extractActivations', model);
const browsed = (file: Uri) => ['Choose a File…', [file]];
/** All layers, two instances at a time. */
const how = ['*', '2'];

describe('Extract Activations', () => {
  before(() => activated());
  beforeEach(async () => {
    await mkdir(inRoot('trained'));
    const copies = { 'keras-sequential.keras': keras, 'torch-convolutional.onnx': onnx };
    const inputs = { 'keras-sequential.npz': pictures.grey, 'torch-convolutional.npz': pictures.coloured };
    for (const [name, to] of Object.entries({ ...copies, ...inputs })) {
      await copyFile(join(likeness.extensionPath, 'test', 'fixtures', 'models', name), to.fsPath);
    }
  });
  afterEach(async () => {
    await closeAll();
    await rm(inRoot('trained'), { recursive: true, force: true });
    await commands.executeCommand('likeness.refresh');
  });

  it('on a .keras and an .onnx without dumps: dumps beside them, then their comparison', async () => {
    user.answer(...browsed(pictures.grey), ...how);
    await extract(keras);
    assert.deepEqual(user.asked.slice(4), []);
    const dumps = await readdir(inRoot('trained', 'dense'));
    assert.ok(
      ['conv1.npy', 'fc1.npy', 'logits.npy'].every((name) => dumps.includes(name)),
      dumps.join(),
    );

    user.answer('Extract Activations…', ...browsed(pictures.coloured), ...how);
    const { comparison } = await opened(() =>
      commands.executeCommand('likeness.compareSelected', keras, [keras, onnx]),
    );
    await until('the comparison of the extracted dumps', () => comparison.document?.status === 'complete');
    await finished(comparison);
    assert.match(user.asked[0]?.title ?? '', /exported\.onnx: No activation dumps found/);
    assert.equal(comparison.document?.request.mode, 'layers');
    const values = valuesOf(comparison);
    const layers = comparison.document.items.map(({ layer }) => layer ?? '');
    assert.deepEqual(layers.slice(0, 3), ['conv1', 'norm1', 'pool1'], 'the order of the network');
    assert.ok(
      layers.some((layer) => /conv2/.test(layer)),
      layers.join(),
    );
    assert.equal(values.length + values[0]!.length, layers.length);
    assert.ok(values.flat().every((value) => value >= -1e-9 && value <= 1 + 1e-9));

    // from now on the dumps stand for their checkpoints
    user.answer();
    const again = await compared('compareSelected', keras, [keras, onnx]);
    assert.deepEqual(valuesOf(again), values);
    assert.deepEqual(user.asked, []);
  }).timeout(120_000);

  it('proposes the inputs that likeness.json names, then those used last', async () => {
    await writeFile(inRoot('trained', 'likeness.json'), JSON.stringify({ inputs: 'grey.npz::inputs' }));
    user.answer('grey.npz::inputs | named in likeness.json', ...how);
    await extract(keras);
    assert.ok((await readdir(inRoot('trained', 'dense'))).includes('logits.npy'));
    await rm(inRoot('trained', 'likeness.json'));
    user.answer('grey.npz::inputs | used last', undefined);
    await extract(keras);
    assert.deepEqual(user.asked[0]?.labels[0], 'grey.npz::inputs | used last');
  });

  it('leaves nothing half-written when it is cancelled', async () => {
    const many = uri('trained', 'many.npy');
    await writeFile(many.fsPath, npy([50_000, 64]));
    user.answer(...browsed(many), '*', '1');
    user.cancelUnless(({ done }) => done === 0);
    await extract(keras);
    assert.deepEqual(
      user.asked.filter(({ kind }) => kind === 'tell'),
      [],
    );
    assert.deepEqual((await readdir(inRoot('trained'))).sort(), [
      'coloured.npz',
      'dense.keras',
      'exported.onnx',
      'grey.npz',
      'many.npy',
    ]);
  });

  it('says in one line what does not fit, and leaves what was there', async () => {
    await mkdir(inRoot('trained', 'dense'));
    await writeFile(inRoot('trained', 'dense', 'notes.txt'), 'mine');
    user.answer(...browsed(pictures.coloured), ...how);
    await extract(keras);
    const said = user.asked.at(-1);
    assert.equal(said?.kind, 'tell');
    assert.match(
      said.title,
      /^[^\n]*dense\.keras: It takes inputs of 8×8×1, and those of [^\n]*coloured\.npz are 3×8×8\.$/,
    );
    assert.deepEqual(await readdir(inRoot('trained', 'dense')), ['notes.txt']);
    assert.equal(await readFile(inRoot('trained', 'dense', 'notes.txt'), 'utf8'), 'mine');
  });

  it('names a layer that it does not know', async () => {
    const custom = uri('trained', 'custom.keras');
    await copyFile(join(likeness.extensionPath, 'test', 'fixtures', 'models', 'keras-custom.keras'), custom.fsPath);
    user.answer(...browsed(pictures.grey), ...how);
    await extract(custom);
    assert.match(user.asked.at(-1)?.title ?? '', /^[^\n]*custom\.keras: [^\n]*Twice \("twice"\)[^\n]*$/);
  });
});
