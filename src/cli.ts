import { version } from '../package.json';
import { main } from './cli/main';
import { exitStatus } from './cli/command';

// Ctrl-C, a cluster's time limit and a lost terminal end the work and keep what is finished; another Ctrl-C ends the process.
const interrupted = new AbortController();
process.on('SIGINT', () => {
  if (interrupted.signal.aborted) process.exit(exitStatus.interrupted);
  interrupted.abort();
});
// Whoever sends these may send them to the process and to its group: twice is no greater hurry than once.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitStatus.done);
  throw error;
});

const interactive = process.stderr.isTTY;

void main(process.argv.slice(2), {
  cwd: process.cwd(),
  dist: __dirname,
  version,
  signal: interrupted.signal,
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  showProgress(line) {
    if (interactive) process.stderr.write(`\r\u001b[2K${line.slice(0, process.stderr.columns - 1)}`);
  },
}).then((status) => {
  process.exitCode = status;
});
