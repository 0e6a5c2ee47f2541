import { version } from '../package.json';
import { main } from './cli/main';
import { exitStatus } from './cli/command';

// The first Ctrl-C, time limit of a cluster or lost terminal ends the work and keeps what is finished; the second ends the process.
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(exitStatus.interrupted);
    interrupted.abort();
  });
}

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
