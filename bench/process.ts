import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a command took from its start to its end. */
export interface Run {
  readonly seconds: number;
  /** Of the process and all below it at the same time, in bytes; 0 where the system doesn't tell. */
  readonly peak: number;
  readonly stdout: string;
}

const SAMPLE_MS = 20;
const TIMEOUT_MS = 240_000;

/** Runs a command to its end; throws with what it wrote to stderr when it fails. */
export async function measured(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const begun = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: TIMEOUT_MS });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid!))), SAMPLE_MS);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearInterval(timer));
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with status ${status}:\n${stderr}`);
  return { seconds: (performance.now() - begun) / 1000, peak, stdout };
}

/** Resident memory of a process and all below it, as Linux tells it. */
export function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return Number(kilobytes) * 1024 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
  } catch {
    return 0; // gone meanwhile, or not on Linux
  }
}
