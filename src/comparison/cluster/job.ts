import type { EngineOptions } from '../request';

/** How a sharded comparison is to run on a cluster. Every part runs in the job's folder, where the request lies. */
export interface ClusterJob {
  /** The job's folder, absolute, as the cluster's machines see it. */
  readonly folder: string;
  readonly parts: number;
  /** How the command line is started: `node /path/dist/cli.js`. */
  readonly command: readonly string[];
  readonly engine: EngineOptions['engine'];
  /** Processors of a part. */
  readonly threads: number;
  /** Bytes for prepared arrays of a part. */
  readonly memory: number;
}

export const jobFiles = {
  request: 'request.json',
  slurm: 'compare.slurm.sh',
  kubernetes: 'compare.kubernetes.json',
  merged: 'merged.likeness.json',
  part: (index: number | string, of: number): string => `part-${index}-of-${of}.likeness.json`,
} as const;

/** What a part gets where nobody says otherwise. */
export const jobDefaults = { parts: 8, threads: 4, memory: 4 * 2 ** 30 } as const;

/** What the process takes besides prepared arrays, in bytes. */
const OVERHEAD = 2 ** 30;

/** A job array: task I computes part I. Submitted from the job's folder; `--array=3` runs part 3 again. */
export function slurmScript(job: ClusterJob): string {
  const { parts, threads } = job;
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=likeness',
    `#SBATCH --array=1-${parts}`,
    `#SBATCH --cpus-per-task=${threads}`,
    `#SBATCH --mem=${megabytes(job)}M`,
    // Slurm reads % and \\ in the names of logs, that of the folder included: the script opens its own.
    '#SBATCH --output=/dev/null',
    '',
    '# Each task computes one part of the comparison in request.json. A task that was lost is run again by',
    '#   sbatch --array=PART compare.slurm.sh',
    '# When all are there, VS Code merges them, or: likeness merge part-*.likeness.json --out merged.likeness.json',
    'set -euo pipefail',
    `cd ${shellWord(job.folder)}`,
    'part=${SLURM_ARRAY_TASK_ID:?submit this script with sbatch}',
    'exec > "part-$part.log" 2>&1',
    `exec ${partCommand(job).map(shellWord).join(' ')} --shard "$part/${parts}" --out "${jobFiles.part('$part', parts)}"`,
    '',
  ].join('\n');
}

/** An indexed job. Its image needs Node.js, Likeness and the data at the same paths as here; the claim's name is to be put in. */
export function kubernetesManifest(job: ClusterJob): string {
  const { parts, threads, folder } = job;
  // Indices of Kubernetes begin at 0.
  const shell = `part=$((JOB_COMPLETION_INDEX + 1)); exec "$@" --shard "$part/${parts}" --out "${jobFiles.part('$part', parts)}"`;
  const resources = { cpu: String(threads), memory: `${megabytes(job)}Mi` };
  const container = {
    name: 'part',
    image: 'node:22',
    command: ['sh', '-c', shell, 'part', ...partCommand(job)].map(literal),
    workingDir: folder,
    resources: { requests: resources, limits: resources },
    volumeMounts: [{ name: 'data', mountPath: folder.split('/').slice(0, 2).join('/') }],
  };
  const manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'likeness-' },
    spec: {
      completionMode: 'Indexed',
      completions: parts,
      parallelism: parts,
      backoffLimit: 2 * parts,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [container],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'PUT-YOUR-CLAIM-HERE' } }],
        },
      },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The line to run where jobs are submitted. */
export function submitCommand({ folder }: Pick<ClusterJob, 'folder'>): string {
  return `cd ${shellWord(folder)} && sbatch ${jobFiles.slurm}`;
}

function partCommand({ command, engine, threads, memory }: ClusterJob): string[] {
  const options = ['--quiet', '--engine', engine, '--threads', String(threads), '--memory', String(memory)];
  return [...command, 'compare', '--request', jobFiles.request, ...options];
}

function megabytes({ memory }: ClusterJob): number {
  return Math.ceil((1.2 * memory + OVERHEAD) / 2 ** 20);
}

/** A word of a POSIX shell, whatever stands in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Kubernetes expands `$(NAME)` in commands; `$$` stands for the sign. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
