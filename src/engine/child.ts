import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { connect, type Handlers, type Peer } from '../rpc/rpc';
import { processChannel } from './channel';
import { EngineError } from './errors';
import { hostValidators } from './messages';
import type { EngineVocabulary, HostVocabulary } from './protocol';

const STARTUP_MS = 30_000;
const FAREWELL_MS = 1_000;

/**
 * For glibc: arrays of a megabyte and more go back to the system when they are freed. By itself it raises this bound with every
 * large array that is freed, and keeps holes of hundreds of megabytes between small things. Others don't look at it.
 */
const ALLOCATION = { MALLOC_MMAP_THRESHOLD_: String(2 ** 20) };

/** One life of the engine child, from fork to exit. */
export interface EngineChild {
  readonly pid: number;
  readonly peer: Peer<EngineVocabulary>;
  /** Settles when the process is gone, with how it ended: "was killed (SIGKILL)". Never rejects. */
  readonly gone: Promise<string>;
  /** Asks it to go and sees to it. */
  end(): Promise<void>;
}

/** Forks `script` and waits until it answers; throws an `EngineError` with the child's last words when it doesn't. */
export async function startChild(
  script: string,
  events: Handlers<HostVocabulary>['events'],
  { log, tensorflow }: { readonly log: (line: string) => void; readonly tensorflow?: string },
): Promise<EngineChild> {
  const child = fork(script, [], {
    serialization: 'advanced',
    execArgv: [],
    // In VS Code `process.execPath` is Electron: this makes it plain Node.
    env: {
      ...ALLOCATION,
      ...(tensorflow && { LIKENESS_TENSORFLOW: tensorflow }),
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastWords = listenTo(child, log);
  const gone = exitOf(child);
  let ready: () => void = () => undefined;
  const up = new Promise<undefined>((resolve) => (ready = () => resolve(undefined)));
  const peer = connect<HostVocabulary, EngineVocabulary>(
    processChannel(child),
    hostValidators,
    { requests: {}, events: { ...events, ready } },
    (why) => log(`The engine sent something unexpected: ${why}`),
  );
  void gone.then((how) => peer.close(`The engine ${how}.`));
  const end = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
    await gone;
    clearTimeout(timer);
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not answer within ${STARTUP_MS / 1000} s`), STARTUP_MS);
  });
  const trouble = await Promise.race([up, gone, late]);
  clearTimeout(timer);
  if (trouble !== undefined) {
    await end();
    const said = lastWords();
    throw new EngineError(`The engine could not start: it ${trouble}.${said && ` It said: ${said}`}`);
  }
  return { pid: child.pid!, peer, gone, end };
}

/** What it said last may still be in the pipe when the process is gone: gone is gone and unplugged. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be run (${error.message})`));
    child.once('exit', (code, signal) => {
      const how = signal ? `was killed (${signal})` : `ended (exit status ${code})`;
      if (child.connected) child.once('disconnect', () => resolve(how));
      else resolve(how);
    });
  });
}

/** Hands what the child prints to the log, line by line; returns how to get its last error line. */
function listenTo(child: ChildProcess, log: (line: string) => void): () => string {
  let last = '';
  const out = child.stdout && createInterface({ input: child.stdout });
  const err = child.stderr && createInterface({ input: child.stderr });
  out?.on('line', log);
  err?.on('line', (line) => {
    if (/\S*Error\b.*:/.test(line) || last === '') last = line.trim();
    log(line);
  });
  return () => last;
}
