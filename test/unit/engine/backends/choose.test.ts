import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildKernels } from '../../../../scripts/kernels.mjs';
import { chooseBackend, TensorflowUnavailableError } from '../../../../src/engine/backends';

const dist = dirname(buildKernels());
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-engine-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder where tfjs-node's binding is this script. */
async function withBinding(name: string, script: string): Promise<string> {
  const home = join(folder, name, 'node_modules/@tensorflow/tfjs-node');
  await mkdir(join(home, 'lib/napi-v8'), { recursive: true });
  await writeFile(join(home, 'package.json'), '{}');
  await writeFile(join(home, 'lib/napi-v8/tfjs_binding.js'), script);
  return join(folder, name);
}

describe('choosing the engine', () => {
  it('wasm on request, without a reason', async () => {
    const { linalg, reason } = await chooseBackend('wasm', dist, folder);
    expect([linalg.name, reason]).toEqual(['wasm', undefined]);
  });

  it.each([
    ['absent', undefined, 'TensorFlow is not installed.'],
    [
      'broken',
      `throw new Error('libtensorflow.so.2: cannot open shared object file\\nRequire stack: …')`,
      'TensorFlow is installed but does not load: libtensorflow.so.2: cannot open shared object file',
    ],
    ['strange', 'module.exports = {}', 'This version of @tensorflow/tfjs-node is not known; 4.22.0 is needed.'],
    [
      'wrong',
      `const none = () => { throw new Error('No kernel'); };
       const binding = { createTensor: none, deleteTensor: none, tensorDataSync: none, executeOp: none,
         TF_FLOAT: 1, TF_INT32: 3, TF_ATTR_BOOL: 4, TF_ATTR_TYPE: 5 };
       module.exports = binding;`,
      'TensorFlow gives wrong results here (No kernel).',
    ],
  ])('wasm when tensorflow is %s, and says why; an explicit wish fails', async (name, script, reason) => {
    const place = script === undefined ? join(folder, name) : await withBinding(name, script);
    const chosen = await chooseBackend('auto', dist, place);
    expect([chosen.linalg.name, chosen.reason]).toEqual(['wasm', reason]);
    const explicit = chooseBackend('tensorflow', dist, place);
    await expect(explicit).rejects.toThrow(TensorflowUnavailableError);
    await expect(explicit).rejects.toThrow(reason);
  });

  it('fails plainly without kernels', async () => {
    await cp(dist, join(folder, 'empty'), { recursive: true, filter: (path) => !path.endsWith('.wasm') });
    await expect(chooseBackend('auto', join(folder, 'empty'), folder)).rejects.toThrow('kernels.wasm');
  });
});
