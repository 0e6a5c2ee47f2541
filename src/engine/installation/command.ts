import { spawn, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { EngineError } from '../errors';

export interface CommandOptions {
  readonly folder: string;
  readonly signal?: AbortSignal;
}

const windows = process.platform === 'win32';
const MOST_MS = 20 * 60_000;

/** What people can do about what a package manager says, by what it says. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/\b407\b|proxy authentication/i, 'the proxy asks for a name and a password: put them into HTTPS_PROXY'],
  [/certificate|SELF_SIGNED|CERT_/, 'a certificate is not trusted: name your own in NODE_EXTRA_CA_CERTS and PIP_CERT'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|service not known|Max retries|NewConnectionError/,
    'the network did not answer: check the connection, or name a proxy in HTTPS_PROXY',
  ],
  [/ENOSPC|No space left/, 'the disk is full'],
  [/No module named pip/, 'Python has no pip: install python3-pip'],
];

/**
 * Runs a command quietly to its end, with all that it starts; what it printed. Throws an `EngineError` in one line, or the
 * signal's reason when that ends it.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { folder, signal }: CommandOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: windows, // npm is a script there
    detached: !windows, // a group of its own, to be ended as one
  });
  let [stdout, stderr, late] = ['', '', false];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const cancel = (): void => endGroup(child);
  signal?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => {
    late = true;
    cancel();
  }, MOST_MS);
  try {
    const status = await new Promise<number | null | Error>((resolve) => {
      child.on('error', resolve);
      child.on('close', resolve);
    });
    signal?.throwIfAborted();
    if (status === 0) return stdout;
    throw new EngineError(
      `${basename(command)} ${basename(args[0] ?? '')}: ${late ? 'it took too long' : whatFailed(status, stderr, stdout)}`,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Ends a command and all that it has started. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (windows) {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

function whatFailed(status: number | null | Error, stderr: string, stdout: string): string {
  if (status instanceof Error) {
    return 'code' in status && status.code === 'ENOENT' ? 'it is not installed, or not on the PATH' : status.message;
  }
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim());
  const remedy = remedies.find(([sign]) => lines.some((line) => sign.test(line)));
  if (remedy) return remedy[1];
  const telling = lines.filter((line) => /error|failed|not found|unsupported/i.test(line)).at(-1);
  return (telling ?? `it ended with status ${status}`).slice(0, 200);
}
