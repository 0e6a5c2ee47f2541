import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../src/engine/protocol';
import type { Experiment } from '../../../src/experiments/types';
import { measures, type CatalogueEntry } from '../../../src/measures/catalogue';
import { noise, writeNpy } from '../comparison/npy-files';
import { digits, ensureBuilt, likeness, root, validDocument } from './likeness';

let folder: string;
beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'likeness-cli-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('likeness measures', () => {
  it('prints the catalogue as JSON, each entry with its facts', async () => {
    const { status, stdout } = await likeness(['measures', '--json']);
    const catalogue = JSON.parse(stdout) as CatalogueEntry[];
    expect(status).toBe(0);
    expect(catalogue.map(({ id }) => id)).toEqual(measures.map(({ id }) => id));
    expect(catalogue.find(({ id }) => id === 'cka')).toMatchObject({
      kind: 'similarity',
      range: [0, 1],
      parameters: { kernel: { type: 'choice', default: 'linear' } },
    });
  });

  it('prints a table for people, a line a measure', async () => {
    const { stdout } = await likeness(['measures']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(measures.length + 2);
    expect(stdout).toMatch(/^cka +similarity +0 … 1 .*PT OT IS TR/m);
  });
});

describe('likeness scan', () => {
  it('finds the runs, snapshots, layers, outputs and what they share', async () => {
    const { status, stdout } = await likeness(['scan', '.', '--json']);
    const { root: scanned, runs, shared } = JSON.parse(stdout) as Experiment;
    expect([status, scanned]).toEqual([0, digits]);
    expect(runs.map(({ name }) => name)).toEqual([
      'cnn_narrow_seed0',
      'cnn_seed0',
      'cnn_seed1',
      'cnn_seed2',
      'mlp_seed0',
    ]);
    const last = runs[1]!.snapshots.at(-1)!;
    expect(last).toMatchObject({ label: 'epoch 30', epoch: 30 });
    expect(last.layers.map(({ name }) => name)).toEqual(['conv1', 'conv2', 'fc1']);
    expect(last.outputs.map(({ role }) => role)).toContain('logits');
    expect(shared.map(({ role }) => role).sort()).toEqual(expect.arrayContaining(['ids', 'labels']));
  });

  it('prints a tree for people', async () => {
    const { stdout } = await likeness(['scan', '.']);
    expect(stdout).toMatch(/^ {2}cnn_seed0/m);
    expect(stdout).toMatch(/^ {6}conv1 {2}500×8×4×4 float16$/m);
  });

  it('says where there is no such folder', async () => {
    const { status, stderr } = await likeness(['scan', 'nowhere']);
    expect([status, stderr]).toEqual([1, `likeness: ${join(digits, 'nowhere')}: no such folder.\n`]);
  });
});

describe('likeness inspect', () => {
  it('tells the health of an array', async () => {
    const values = noise(12);
    values.fill(0, 3, 6);
    values[0] = NaN;
    writeNpy(join(folder, 'x.npy'), [4, 3], values);
    const { status, stdout } = await likeness(['inspect', 'x.npy', '--json'], { cwd: folder });
    const { arrays, format } = JSON.parse(stdout) as Inspection;
    expect([status, format]).toEqual([0, 'npy']);
    expect(arrays).toHaveLength(1);
    expect(arrays[0]).toMatchObject({ key: null, shape: [4, 3], dtype: 'float64', nan: 1, inf: 0, zeroRows: 1 });
  });

  it('prints a table for people', async () => {
    const { stdout } = await likeness(['inspect', 'labels.npy']);
    expect(stdout).toMatch(/500 +int64 +0 +9/);
  });
});

describe('likeness compare', () => {
  const fc1 = ['runs/cnn_seed0/epoch_30/fc1.npy', 'runs/cnn_seed1/epoch_30/fc1.npy'];

  it('prints a table, and writes the document with paths relative to it', async () => {
    const out = join(folder, 'r.likeness.json');
    const { status, stdout, stderr } = await likeness(['compare', ...fc1, '--out', out]);
    const document = validDocument(JSON.parse(readFileSync(out, 'utf8')));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^cka \(kernel linear, debiased false\) +0\.\d+$/m);
    expect(document.status).toBe('complete');
    expect(document.engine).toMatchObject({ precision: 'float64' });
    expect(document.items[0]!.path).toMatch(/^(\.\.\/)+.*fc1\.npy$/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('keeps what is finished when it is ended by %s', async (signal) => {
    const out = join(folder, 'interrupted.likeness.json');
    const args = ['compare', 'runs/cnn_seed0', '--measure', 'all', '--reduce', 'flatten', '--out', out, '--verbose'];
    const { status } = await likeness(args, {
      watch: (child) => {
        child.stderr?.once('data', () => setTimeout(() => child.kill(signal), 1_000));
      },
    });
    expect(status).toBe(130);
    const document = validDocument(JSON.parse(readFileSync(out, 'utf8')));
    expect(document.status).toBe('cancelled');
    expect(document.items).toHaveLength(15);
  });
});

describe('likeness report', () => {
  it('writes a page that holds everything and loads nothing', async () => {
    const [result, page] = [join(folder, 'p.likeness.json'), join(folder, 'p.html')];
    await likeness(['compare', 'runs/cnn_seed0/epoch_30', 'runs/cnn_seed1/epoch_30', '--out', result]);
    const { status, stdout } = await likeness(['report', result, '--html', page]);
    expect([status, stdout]).toEqual([0, `${page}\n`]);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(?:script|img|iframe)[^>]* src=|<link/);
    const [, data = ''] = /<script type="application\/json" id="likeness-data">(.*?)<\/script>/s.exec(html) ?? [];
    const embedded = JSON.parse(data) as { document: unknown; catalogue: readonly unknown[] };
    expect(validDocument(embedded.document).results[0]!.values).toHaveLength(3);
    expect(embedded.catalogue).toHaveLength(measures.length);
  });
});

describe('help', () => {
  it.each(['measures', 'scan', 'inspect', 'compare', 'report', 'sample'])('likeness %s --help', async (command) => {
    const { status, stdout } = await likeness([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^likeness ${command} `));
    expect(stdout).toContain('--verbose');
  });

  it('lists the commands; without any, that is wrong usage', async () => {
    expect((await likeness(['--help'])).stdout).toContain('compare');
    expect(await likeness([])).toMatchObject({ status: 2, stdout: '' });
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect((await likeness(['--version'])).stdout).toBe(`${version}\n`);
  });
});
