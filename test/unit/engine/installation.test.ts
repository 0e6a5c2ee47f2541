import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { installTensorflow, removeTensorflow } from '../../../src/engine/installation/install';

const root = join(import.meta.dirname, '../../..');
const fake = join(root, 'test/fixtures/tfjs-node');
const packagePath = 'node_modules/@tensorflow/tfjs-node';
const binding = 'lib/napi-v8/tfjs_binding.js';
let work: string;
let probe: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'likeness-installation-'));
  probe = join(work, 'probe.js');
  const entryPoints = [join(root, 'src/engine/installation/probe.ts')];
  await build({ entryPoints, outfile: probe, bundle: true, platform: 'node', logLevel: 'warning' });
});
afterAll(() => rm(work, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A folder as another machine would have filled it. */
async function source(name: string, change: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = join(work, name, packagePath);
  await mkdir(home, { recursive: true });
  await cp(fake, home, { recursive: true });
  for (const [file, text] of Object.entries(change)) await writeFile(join(home, file), text);
  return join(work, name);
}

/** Programs of these names, and nothing else, on the PATH. */
async function programs(name: string, scripts: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(work, name);
  await mkdir(folder);
  for (const [program, script] of Object.entries(scripts)) {
    await writeFile(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  vi.stubEnv('PATH', [folder, '/bin', '/usr/bin'].join(delimiter));
}

const silent = (): void => undefined;

describe('installing TensorFlow', () => {
  it('takes over what was tried, tells how far it is, and is removed again', async () => {
    const folder = join(work, 'storage');
    const stages: string[] = [];
    const from = await source('good');
    const installed = await installTensorflow(probe, { folder, from }, ({ stage }) => stages.push(stage));
    expect(installed).toEqual({ version: '0.0.0-test', source: from });
    expect(stages).toEqual([`Installing TensorFlow (${from})`, 'Trying TensorFlow']);
    expect(await readdir(folder)).toEqual(['node_modules']);
    expect(await removeTensorflow(folder)).toBe(true);
    expect(await removeTensorflow(folder)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['wrong', { [binding]: 'module.exports = {}' }, 'This version of @tensorflow/tfjs-node is not known'],
    ['crashing', { [binding]: 'process.abort()' }, 'probe.js'],
    [
      'old',
      { 'package.json': '{ "version": "4.1.0" }' },
      'version 4.22.0 of @tensorflow/tfjs-node is needed, not 4.1.0',
    ],
  ])('keeps what is there when the new one is %s, in one line', async (name, change, reason) => {
    const folder = join(work, `kept-${name}`);
    await installTensorflow(probe, { folder, from: await source('first') }, silent);
    const failing = installTensorflow(probe, { folder, from: await source(name, change) }, silent);
    const { message } = await failing.then(
      () => new Error('installed'),
      (error: unknown) => error as Error,
    );
    expect(message).toMatch(/^The TensorFlow engine could not be installed\. [^\n]*$/);
    expect(message).toContain(reason);
    expect(await readdir(folder)).toEqual(['node_modules']);
  });

  it('leaves projects alone', async () => {
    const folder = join(work, 'project');
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{}');
    await expect(installTensorflow(probe, { folder }, silent)).rejects.toThrow('belongs to a project');
    expect(await readdir(folder)).toEqual(['node_modules', 'package.json']);
  });

  describe.skipIf(process.platform === 'win32')('from the network', () => {
    it.each([
      ['offline', 'echo "npm error getaddrinfo ENOTFOUND registry" >&2; exit 1', 'the network did not answer'],
      ['behind a proxy', 'echo "npm error 407 Proxy Authentication Required" >&2; exit 1', 'put them into HTTPS_PROXY'],
      ['distrusted', 'echo "npm error code SELF_SIGNED_CERT_IN_CHAIN" >&2; exit 1', 'NODE_EXTRA_CA_CERTS'],
      ['full', 'echo "npm error nospc ENOSPC: no space left" >&2; exit 1', 'the disk is full'],
      ['silent', 'exit 0', 'npm could not build it and removed it again'],
    ])('says what to do when npm is %s', async (name, npm, remedy) => {
      await programs(`path ${name}`, { npm, python3: 'exit 1' });
      const folder = join(work, `network ${name}`);
      const failing = installTensorflow(probe, { folder }, silent);
      await expect(failing).rejects.toThrow(new RegExp(`^[^\\n]*npm download: [^\\n;]*${remedy}[^\\n]*$`));
      expect(await readdir(folder)).toEqual([]);
    });

    it('says that npm is not there', async () => {
      vi.stubEnv('PATH', join(work, 'nowhere'));
      const failing = installTensorflow(probe, { folder: join(work, 'bare') }, silent);
      await expect(failing).rejects.toThrow('npm install: it is not installed, or not on the PATH');
    });

    it('ends everything it started when it is cancelled, and leaves nothing', async () => {
      const pids = join(work, 'pids');
      await programs('path slow', { npm: `sleep 600 &\necho $! > "${pids}"\nwait` });
      const controller = new AbortController();
      const folder = join(work, 'cancelled');
      const installing = installTensorflow(probe, { folder }, silent, controller.signal);
      const pid = await vi.waitUntil(
        async () => Number(await readFile(pids, 'utf8').catch(() => '')) || undefined,
        20_000,
      );
      controller.abort(new Error('enough'));
      await expect(installing).rejects.toThrow('enough');
      await vi.waitUntil(() => !alive(pid), 20_000);
      expect(await readdir(folder)).toEqual([]);
    });
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
