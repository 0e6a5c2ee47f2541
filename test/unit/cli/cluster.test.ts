import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slurmMissing, startSlurm, type Slurm } from '../support/slurm';
import { digits, ensureBuilt, essence, likeness, validDocument } from './likeness';

const home = mkdtempSync(join(tmpdir(), 'likeness-cluster-'));
/** A name that every shell would take apart. */
const folder = join(home, `it's a "$(job)" \\ of; \`two\` &`);
const operands = [0, 1].map((seed) => `runs/cnn_seed${seed}/epoch_30`);
const measures = ['--measure', 'cka:debiased=true', '--measure', 'rsa', '--permutations', '200'];
const machine = ['--threads', '1', '--memory', '512MB', '--engine', 'wasm'];

interface Manifest {
  readonly spec: {
    readonly completions: number;
    readonly completionMode: string;
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly command: readonly string[]; readonly workingDir: string }[];
      };
    };
  };
}

/** As it was printed. */
let submit = '';

beforeAll(ensureBuilt, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('likeness cluster', () => {
  it('writes a job and says how to submit it', async () => {
    const args = ['cluster', ...operands, ...measures, ...machine, '--parts', '3', '--folder', folder];
    const { status, stdout, stderr } = await likeness(args);
    expect([status, stderr]).toEqual([0, '']);
    submit = stdout.trim();
    expect(submit).toBe(`cd '${folder.replace("'", "'\\''")}' && sbatch compare.slurm.sh`);
    expect(JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'))).toMatchObject({
      operands: operands.map((operand) => join(digits, operand)),
      permutations: 200,
    });
  });

  it('writes a Kubernetes job whose command computes a part', { timeout: 120_000 }, async () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'compare.kubernetes.json'), 'utf8')) as Manifest;
    const { completions, completionMode, template } = manifest.spec;
    expect([completions, completionMode]).toEqual([3, 'Indexed']);
    const [container] = template.spec.containers;
    // Kubernetes makes $ of $$, and expands $(NAME): nothing of that kind may be left.
    expect(container!.command.join(' ').replaceAll('$$', '')).not.toContain('$');
    const [program, ...args] = container!.command.map((word) => word.replaceAll('$$', '$'));
    const env = { ...process.env, JOB_COMPLETION_INDEX: '1' };
    await promisify(execFile)(program!, args, { cwd: container!.workingDir, env });
    expect(
      validDocument(JSON.parse(readFileSync(join(folder, 'part-2-of-3.likeness.json'), 'utf8'))).request.shard,
    ).toEqual({
      index: 2,
      of: 3,
    });
    rmSync(join(folder, 'part-2-of-3.likeness.json'));
  });

  it('does not write over a job', async () => {
    const { status, stderr } = await likeness(['cluster', ...operands, '--folder', folder]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('is not empty')]);
  });

  it('needs a folder and takes no request beside operands', async () => {
    expect((await likeness(['cluster', ...operands])).status).toBe(2);
    const both = ['compare', ...operands, '--request', join(folder, 'request.json')];
    expect((await likeness(both)).status).toBe(2);
  });
});

const missing = slurmMissing();
if (missing !== undefined) console.log(`The Slurm test is skipped: ${missing}.`);

describe.skipIf(missing !== undefined)('a job array on a real Slurm', () => {
  let slurm: Slurm;
  beforeAll(async () => (slurm = await startSlurm()), 60_000);
  afterAll(() => slurm.stop());

  const shell = (command: string): string =>
    execFileSync('bash', ['-c', command], { cwd: home, env: slurm.env, encoding: 'utf8' }).trim();
  const states = (): string => shell(`squeue --noheader --array --format='%K %T'`);
  const merge = (): ReturnType<typeof likeness> =>
    likeness(
      ['merge', ...[1, 2, 3].map((index) => `part-${index}-of-3.likeness.json`).filter(isThere), '--out', 'all.json'],
      {
        cwd: folder,
      },
    );
  const isThere = (name: string): boolean => existsSync(join(folder, name));
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await setTimeout(50);
  };
  const read = (name: string): ReturnType<typeof validDocument> =>
    validDocument(JSON.parse(readFileSync(join(folder, name), 'utf8')));

  it('is the unsharded document once merged, a killed task run again', { timeout: 300_000 }, async () => {
    const [array] = /\d+$/.exec(shell(submit)) ?? [];
    await until(() => states().includes('2 RUNNING'));
    shell(`scancel --signal=KILL ${array}_2`);
    await until(() => states() === '');
    expect([1, 2, 3].map((index) => isThere(`part-${index}-of-3.likeness.json`))).toEqual([true, false, true]);
    expect((await merge()).stderr).toBe('likeness: Part 2 of 3 is missing.\n');

    shell(submit.replace('sbatch', 'sbatch --array=2'));
    await until(() => states() === '');
    expect(await merge()).toMatchObject({ status: 0, stderr: '' });
    const whole = ['compare', '--request', 'request.json', ...machine, '--quiet', '--out', 'whole.json'];
    expect((await likeness(whole, { cwd: folder })).status).toBe(0);
    expect(essence(read('all.json'))).toEqual(essence(read('whole.json')));
  });
});
