import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../rpc/message-of';
import { EngineError } from '../errors';
import type { Progress } from '../protocol';
import { runCommand } from './command';
import { checkPackage, sourcesOf, type Source } from './sources';
import type { Installation, Installed } from './types';

/** Folders of this name are installations under way, or left behind by a process that was killed. */
const STAGING = '.installing-';

/**
 * Installs the TensorFlow engine into `folder/node_modules`, out of the first source that gives one which works: it is made
 * aside and tried in a process of its own (`probe`, the bundle of `probe.ts`) before it takes the place of an earlier one.
 * Throws an `EngineError` that says in one line why there is none, or the signal's reason.
 */
export async function installTensorflow(
  probe: string,
  { folder, from }: Installation,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Installed> {
  await mkdir(folder, { recursive: true });
  if ((await namesIn(folder)).includes('package.json')) {
    throw new EngineError(`${folder} belongs to a project: choose a folder of its own for TensorFlow.`);
  }
  await removeStaging(folder);
  const sources = sourcesOf(from);
  const troubles: string[] = [];
  for (const [at, source] of sources.entries()) {
    const staging = await mkdtemp(join(folder, STAGING));
    const tell = (stage: string, part: number): void =>
      onProgress({ stage, done: 2 * at + part, of: 2 * sources.length });
    try {
      const version = await fetchAndTry(probe, source, staging, tell, signal);
      await rm(join(folder, 'node_modules'), { recursive: true, force: true });
      await rename(join(staging, 'node_modules'), join(folder, 'node_modules'));
      return { version, source: source.name };
    } catch (error) {
      signal?.throwIfAborted();
      troubles.push(`${source.name}: ${messageOf(error)}`);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  throw new EngineError(`The TensorFlow engine could not be installed. ${troubles.join('; ')}.`);
}

async function fetchAndTry(
  probe: string,
  source: Source,
  folder: string,
  tell: (stage: string, part: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  tell(`Installing TensorFlow (${source.name})`, 0);
  await source.fetch({ folder, signal });
  await checkPackage(folder);
  tell('Trying TensorFlow', 1);
  const version = (await runCommand(process.execPath, [probe, folder], { folder, signal })).trim().split('\n').at(-1)!;
  if (source.version !== undefined && version !== source.version) {
    throw new EngineError(`it brought TensorFlow ${version}, not ${source.version}`);
  }
  return version;
}

/** Removes the engine, and what a killed installation left; false where there was none. */
export async function removeTensorflow(folder: string): Promise<boolean> {
  const present = (await namesIn(folder)).includes('node_modules');
  await removeStaging(folder);
  await rm(join(folder, 'node_modules'), { recursive: true, force: true });
  return present;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function removeStaging(folder: string): Promise<void> {
  const left = (await namesIn(folder)).filter((name) => name.startsWith(STAGING));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}
