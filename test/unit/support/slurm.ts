import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Where Debian puts daemons; it is not on everybody's path. */
const env: NodeJS.ProcessEnv = { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter) };

/** A Slurm of one node on this machine, in a folder of its own, that needs no rights and disturbs no other. */
export interface Slurm {
  /** With `SLURM_CONF`: what `sbatch` and its like are run with. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends its daemons, and with them every job. */
  stop(): Promise<void>;
}

/** Why there can be no Slurm here; undefined where it is installed. */
export function slurmMissing(): string | undefined {
  const missing = ['sbatch', 'slurmctld', 'slurmd', 'munged'].filter((program) => !isThere(program));
  return missing.length > 0 ? `${missing.join(', ')} not installed (Debian: slurm-wlm, munge)` : undefined;
}

function isThere(program: string): boolean {
  return env.PATH!.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

const daemons = ['slurmd', 'slurmctld', 'munged'];

export async function startSlurm(): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-slurm-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  writeFileSync(at('munge.key'), randomBytes(1024), { mode: 0o400 });
  const [controller, node] = [await freePort(), await freePort()];
  writeFileSync(at('slurm.conf'), configuration(folder, controller, node));
  const running: Slurm = {
    env: { ...env, SLURM_CONF: at('slurm.conf') },
    async stop() {
      for (const name of daemons) await endByPidFile(at(`${name}.pid`));
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, {
      env: running.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
  try {
    run('munged', '--force', ...['socket', 'key', 'pid', 'seed', 'log'].map((kind) => mungeOption(kind, at)));
    run('slurmctld', '-c');
    run('slurmd');
    for (let tries = 0; !run('sinfo', '--noheader', '--format=%T').includes('idle'); tries++) {
      if (tries === 100) throw new Error(`The node did not come up: ${readFileSync(at('slurmd.log'), 'utf8')}`);
      await setTimeout(200);
    }
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

function mungeOption(kind: string, at: (name: string) => string): string {
  return kind === 'socket'
    ? `--socket=${at('munge.sock')}`
    : `--${kind}-file=${at(kind === 'pid' ? 'munged.pid' : `munge.${kind}`)}`;
}

function configuration(folder: string, controller: number, node: number): string {
  const [name = 'localhost'] = hostname().split('.');
  const { username } = userInfo();
  return `ClusterName=likeness
SlurmctldHost=${name}(127.0.0.1)
SlurmUser=${username}
SlurmdUser=${username}
SlurmctldPort=${controller}
SlurmdPort=${node}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
KillWait=2
NodeName=${name} NodeAddr=127.0.0.1 CPUs=2 RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** Ends a daemon, and waits until it has put its files away. */
async function endByPidFile(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, 'utf8'));
  process.kill(pid);
  while (existsSync(`/proc/${pid}`)) await setTimeout(50);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
