import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { absoluteOperand } from '../written';
import { mergeParts } from '../merge';
import { namesSnapshot, RequestError, type ComparisonRequest } from '../request';
import { readDocument, writeDocument } from '../store';
import { jobFiles, kubernetesManifest, slurmScript, type ClusterJob } from './job';

/** Writes all that a cluster needs for the comparison into the job's folder, which must be new or empty. */
export async function writeClusterJob(request: ComparisonRequest, job: ClusterJob): Promise<void> {
  const { folder } = job;
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new RequestError(`${folder}: is not empty: a cluster job needs a folder of its own.`);
  }
  const file = (name: string): string => join(folder, name);
  await writeFile(file(jobFiles.request), `${JSON.stringify(selfContained(request), null, 2)}\n`);
  await writeFile(file(jobFiles.slurm), slurmScript(job));
  await chmod(file(jobFiles.slurm), 0o755);
  await writeFile(file(jobFiles.kubernetes), kubernetesManifest(job));
}

/** Joins the parts that lie in a job's folder, and returns the path of the whole. Throws as `mergeParts` does. */
export async function mergeClusterJob(folder: string): Promise<string> {
  const paths = (await partsIn(folder)).map(({ name }) => join(folder, name));
  const parts = await Promise.all(paths.map(async (path) => ({ path, document: await readDocument(path) })));
  const merged = join(folder, jobFiles.merged);
  await writeDocument(merged, mergeParts(parts));
  return merged;
}

/** How far the job in a folder is; undefined where there is none. `ready`: every part is there, and they are not merged yet. */
export async function clusterJobState(folder: string): Promise<'open' | 'ready' | 'merged' | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes(jobFiles.request)) return undefined;
  if (names.includes(jobFiles.merged)) return 'merged';
  const parts = await partsIn(folder);
  return parts.length > 0 && parts.length >= parts[0]!.of ? 'ready' : 'open';
}

async function partsIn(folder: string): Promise<readonly { readonly name: string; readonly of: number }[]> {
  return (await readdir(folder)).flatMap((name) => {
    const [, of] = /^part-\d+-of-(\d+)\.likeness\.json$/.exec(name) ?? [];
    return of === undefined ? [] : [{ name, of: Number(of) }];
  });
}

/** The same request, whatever folder it is carried out in. */
function selfContained(request: ComparisonRequest): ComparisonRequest {
  const absolute = (operand: string): string => absoluteOperand(operand, request.base);
  const { labels, ids, reference, alignedWith, layoutOf } = request;
  const moved = {
    ...request,
    base: resolve(request.base),
    operands: request.operands.map(absolute),
    labels: labels && absolute(labels),
    ids: ids && absolute(ids),
    reference: namesSnapshot(reference) ? absolute(reference) : reference,
    alignedWith: alignedWith?.map(absolute),
    layoutOf:
      layoutOf && Object.fromEntries(Object.entries(layoutOf).map(([operand, layout]) => [absolute(operand), layout])),
    shard: undefined,
  };
  return moved;
}
