// @ts-check
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Every process started here that has not ended: none may outlive this one. @type {Set<import('node:child_process').ChildProcess>} */
const alive = new Set();
/** @type {Set<() => void>} */
const cleanups = new Set();
let guarded = false;

function guard() {
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    alive.forEach((child) => signalGroup(child, 'SIGTERM'));
    // They end what they have started in turn; nobody can be awaited here any more.
    for (let waited = 0; waited < 2000 && [...alive].some((child) => signalGroup(child, 0)); waited += 50) pause(50);
    alive.forEach((child) => signalGroup(child, 'SIGKILL'));
    cleanups.forEach((cleanup) => cleanup());
  });
  // A test runner's worker whose parent is gone.
  process.on('disconnect', () => process.exit(1));
  for (const [signal, status] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]))
    process.on(signal, () => process.exit(status));
}

/**
 * Has `cleanup` (synchronous) run when this process ends, whatever ends it, after its children are gone.
 * @param {() => void} cleanup
 * @returns {() => void} takes it back
 */
export function atExit(cleanup) {
  guard();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/**
 * Signals a child and all it has started: each child leads a process group of its own.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals | 0} signal 0 only asks
 * @returns {boolean} whether anybody was there
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    return process.platform === 'win32' ? child.kill(signal) : process.kill(-child.pid, signal);
  } catch {
    return false; // already gone
  }
}

/** @param {number} milliseconds spent without doing anything else */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/**
 * Starts a program that this process answers for: it ends with us, whatever ends us.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  guard();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  alive.add(child);
  const ended = new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
    child.on('error', () => resolve(127));
  }).finally(() => alive.delete(child));
  return {
    child,
    /** The exit status. @type {Promise<number>} */
    ended,
    /** Asks the program and all it has started to end, then makes sure. */
    async end() {
      signalGroup(child, 'SIGTERM');
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000))]);
      signalGroup(child, 'SIGKILL');
      await ended;
    },
  };
}

/**
 * Runs a program to its end; answers its exit status, its standard output and its standard error.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, echo?: boolean }} [options] `echo`: show what it prints.
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>}
 */
export async function run(command, args, { cwd, env, timeoutMs, echo = false } = {}) {
  const program = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  program.child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    if (echo) process.stdout.write(chunk);
  });
  program.child.stderr?.on('data', (chunk) => {
    stderr += chunk;
    if (echo) process.stderr.write(chunk);
  });
  const timer = timeoutMs
    ? setTimeout(() => {
        stderr += `\n${command} was ended: it took longer than ${Math.round(timeoutMs / 1000)} s.\n`;
        if (echo) process.stderr.write(stderr.slice(stderr.lastIndexOf(`\n${command} was ended`)));
        void program.end();
      }, timeoutMs)
    : undefined;
  const status = await program.ended;
  clearTimeout(timer);
  return { status, stdout, stderr };
}

/**
 * Like `run`, but throws with the last lines of what the program printed, less stacks, when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function mustRun(command, args, options) {
  const result = await run(command, args, options);
  if (result.status === 0) return result;
  const lines = (result.stdout + result.stderr).split('\n').filter((line) => line.trim() && !/^\s+at /.test(line));
  const said = lines
    .map((line) => line.slice(0, 300))
    .slice(-15)
    .join('\n');
  throw new Error(`${command} ${args.join(' ')} ended with status ${result.status}:\n${said}`);
}

/**
 * The first of these programs that is on the PATH.
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
export function which(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}
