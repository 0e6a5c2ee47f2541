import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Item, ResultDocument } from '../../../src/comparison/document';
import { pythonOf } from '../../../src/comparison/python/script';
import { pythonMeasures } from '../../../src/comparison/python/measures';
import { findMeasure, measures } from '../../../src/measures/catalogue';
import { fillParameters } from '../../../src/measures/fill';
import type { Parameters } from '../../../src/measures/parameters';
import { configurations, type Configuration } from '../support/configurations';
import { testLinalg } from '../support/linalg';
import { gaussian } from '../support/matrices';
import { evaluate, representation } from '../support/measuring';
import { npyOf, readNpy } from '../support/npy';
import { plannedDocument } from '../vscode/fakes';

const cases = join(import.meta.dirname, '../../fixtures/cases');
const folder = mkdtempSync(join(tmpdir(), 'likeness-python-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

/** Runs every script in one interpreter; what each printed first, or its error. */
function runAll(scripts: readonly string[]): readonly (number | string)[] {
  const driver = `
import contextlib, io, json, sys, warnings
warnings.simplefilter("ignore")
out = []
for code in json.load(open(sys.argv[1])):
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            exec(compile(code, "script", "exec"), {"__name__": "__main__"})
        out.append(repr(float(told.getvalue().split()[0])))
    except Exception as error:
        out.append("error: " + repr(error))
print(json.dumps(out))`;
  const file = join(folder, 'scripts.json');
  writeFileSync(file, JSON.stringify(scripts));
  const told = JSON.parse(execFileSync('python3', ['-c', driver, file], { encoding: 'utf8' })) as string[];
  return told.map((text) => (text.startsWith('error') ? text : Number(text)));
}

function itemOf(path: string, shape: readonly number[], more: Partial<Item> = {}): Item {
  const [first] = plannedDocument({ operands: [], base: '/', measures: [] }).items;
  return {
    ...first!,
    id: path,
    label: path,
    path,
    shape: [...shape],
    dtype: 'float32',
    reduced: [...shape],
    reduction: 'none',
    ...more,
  };
}

function documentOf(items: readonly Item[], measure: string, given: Parameters, value: number | null): ResultDocument {
  const document = plannedDocument({ operands: [], base: '/', measures: [{ id: measure }] });
  const params = fillParameters(findMeasure(measure), given);
  const statistic = findMeasure(measure).arity === 'statistic';
  Object.assign(document.results[0]!, {
    params,
    values: [[value]],
    rows: [items[0]!.id],
    cols: [statistic ? '*' : items[1]!.id],
  });
  return { ...document, items: [...items] };
}

type Wanted = Pick<Configuration, 'measure' | 'params' | 'shape'>;

interface Expectation {
  readonly measure?: string;
  readonly params: Parameters;
  readonly value?: number | null;
  readonly input?: string;
}
interface Case {
  readonly case: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly expected: readonly Expectation[];
  readonly statistics: readonly Expectation[];
}

describe.skipIf(!hasNumpy)('Copy as Python', () => {
  it('reproduces the reference values of every measure that has a script', () => {
    const wanted: { name: string; code: string; value: number; measure: string }[] = [];
    for (const name of readdirSync(cases)) {
      const file = join(cases, name, 'expected.json');
      if (!existsSync(file)) continue;
      const { inputs, expected, statistics } = JSON.parse(readFileSync(file, 'utf8')) as Case;
      if (!inputs.x || !inputs.y) continue;
      const side = (input: string): Item => {
        const path = join(cases, name, inputs[input]!);
        return itemOf(path, readNpy(path).shape);
      };
      for (const { measure = '', params, value, input } of [...expected, ...statistics]) {
        if (value == null || !pythonMeasures[measure]) continue;
        const statistic = findMeasure(measure).arity === 'statistic';
        if (statistic !== (input !== undefined)) continue;
        const items = statistic ? [side(input!)] : [side('x'), side('y')];
        const written = pythonOf(documentOf(items, measure, params, value), { result: 0, row: 0, col: 0 });
        if ('code' in written)
          wanted.push({ name: `${name} ${measure} ${JSON.stringify(params)}`, code: written.code, value, measure });
      }
    }
    const found = runAll(wanted.map(({ code }) => code));
    const wrong = wanted.flatMap(({ name, value }, index) => {
      const got = found[index]!;
      const right = typeof got === 'number' && Math.abs(got - value) <= 1e-6 * Math.max(1, Math.abs(value));
      return right ? [] : [`${name}: ${got} instead of ${value}`];
    });
    expect(wrong).toEqual([]);
    expect(new Set(wanted.map(({ measure }) => measure))).toEqual(new Set(Object.keys(pythonMeasures)));
    expect(wanted.length).toBeGreaterThan(150);
  });

  it('agrees with the engine under every choice of parameters, where the widths differ', async () => {
    const linalg = await testLinalg();
    const under = (id: string, params: Parameters, ...widths: [number, number]): Wanted => ({
      measure: findMeasure(id),
      params,
      shape: { n: 20, widths },
    });
    const extra = [
      under('orthogonal-procrustes', { match: 'pca', center: true, normalize: true }, 7, 4),
      under('orthogonal-procrustes', { match: 'pca', group: 'permutation' }, 4, 7),
      under('angular-shape', { match: 'pca' }, 7, 4),
      under('angular-shape', { rankTolerance: 0.5, center: true }, 6, 6),
      under('partial-whitening-shape', { match: 'pca' }, 7, 4),
      under('aligned-cosine', { match: 'pca' }, 7, 4),
      under('soft-matching', {}, 9, 6),
      under('maximum-matching', { epsilon: 0.8 }, 12, 9),
    ];
    const wanted: { title: string; code: string; value: number }[] = [];
    for (const { measure, params, shape } of [...configurations, ...extra]) {
      const known = pythonMeasures[measure.id];
      if (!known || known.refuses?.(params, shape.n) !== undefined) continue;
      const sides = shape.widths.map((width, at) => gaussian(shape.n, width, 3 + at));
      const statistic = measure.arity === 'statistic';
      const taken = statistic ? sides.slice(0, 1) : sides;
      const subjects = taken.map((side) => representation(side));
      const outcome = await evaluate(measure, subjects, params, linalg);
      if (!outcome.defined) throw new Error(`${measure.id} ${JSON.stringify(params)}: ${outcome.reason}`);
      const items = taken.map((side, at) => {
        const path = join(folder, `${shape.n}x${side.cols}-${at}.npy`);
        writeFileSync(path, npyOf(side));
        return itemOf(path, [shape.n, side.cols], { dtype: 'float64' });
      });
      const written = pythonOf(documentOf(items, measure.id, params, outcome.value), { result: 0, row: 0, col: 0 });
      const title = `${measure.id} ${JSON.stringify(params)}`;
      if ('code' in written) wanted.push({ title, code: written.code, value: outcome.value });
    }
    const found = runAll(wanted.map(({ code }) => code));
    const wrong = wanted.flatMap(({ title, value }, index) => {
      const got = found[index]!;
      const right = typeof got === 'number' && Math.abs(got - value) <= 1e-6 * Math.max(1, Math.abs(value));
      return right ? [] : [`${title}: ${got} instead of ${value}`];
    });
    expect(wrong).toEqual([]);
    expect(wanted.length).toBeGreaterThan(60);
  });

  it('reads what was reduced as it was reduced', () => {
    const path = join(folder, 'maps.npy');
    execFileSync('python3', [
      '-c',
      `import numpy as np; np.save("${path}", np.arange(2*3*4*5, dtype=np.float32).reshape(2,3,4,5))`,
    ]);
    const value = (more: Partial<Item>): number | string => {
      const item = itemOf(path, [2, 3, 4, 5], { reduced: [2, 3], ...more });
      const written = pythonOf(documentOf([item], 'magnitude', {}, null), { result: 0, row: 0, col: 0 });
      return 'code' in written ? runAll([written.code])[0]! : written.reason;
    };
    const channel = (c: number): number => c * 20 + 9.5 + 30;
    const means = Math.hypot(channel(0), channel(1), channel(2));
    expect(value({ layout: 'NCHW', reduction: 'mean over positions' })).toBeCloseTo(means, 9);
    expect(value({ layout: 'NCHW', reduction: 'positions as instances (NCHW)', reduced: [40, 3] })).toBeCloseTo(
      means,
      9,
    );
    expect(value({ layout: 'NHWC', reduction: 'mean over positions' })).not.toBeCloseTo(means, 3);
    expect(value({ reduction: 'mean over unmasked tokens' })).toMatch(/not written as a script/);
    expect(value({ layout: 'NCHW', reduction: 'mean over positions', reduced: [1, 3] })).toMatch(/only 1 of 2 rows/);
  });
});

describe('a script', () => {
  const items = [itemOf('/data/a"\n.npy', [5, 2]), itemOf('/data/b.safetensors', [5, 2], { key: 'w' })];

  it('quotes names as Python does, and compares with the value that was shown', () => {
    const written = pythonOf(documentOf(items, 'cka', {}, 0.5), { result: 0, row: 0, col: 0 });
    expect('code' in written && written.code).toContain('np.load("/data/a\\"\\n.npy")');
    expect('code' in written && written.code).toContain('read_safetensors("/data/b.safetensors", "w")');
    expect('code' in written && written.code).toContain('shown = 0.5');
    expect('code' in written && written.code.split('\n')[0]).toBe('# cka: /data/a" .npy and /data/b.safetensors');
  });

  it('is refused with the reason', () => {
    const reason = (measure: string, params: Parameters = {}, of = items): string => {
      const written = pythonOf(documentOf(of, measure, params, null), { result: 0, row: 0, col: 0 });
      return 'reason' in written ? written.reason : '';
    };
    expect(reason('rtd')).toMatch(/needs more than numpy/);
    expect(reason('relational-knowledge', { mode: 'angle' })).toMatch(/sampled instances/);
    const many = [itemOf('/data/a.npy', [10_001, 2]), itemOf('/data/b.npy', [10_001, 2])];
    expect(reason('rsa', {}, many)).toMatch(/of so many instances a sample is compared/);
    expect(reason('cka', { kernel: 'rbf' }, many)).toMatch(/of so many instances a sample is compared/);
    expect(reason('cka', {}, many)).toBe('');
    expect(reason('cka', {}, [itemOf('/data/a.pt', [5, 2]), items[1]!])).toMatch(/does not read \/data\/a\.pt/);
  });

  it('is there for every measure but those that need more than numpy', () => {
    const without = measures
      .filter(({ subject, id }) => subject === 'representation' && !pythonMeasures[id])
      .map(({ id }) => id)
      .filter((id) => !/modif|live/.test(id));
    expect(without.sort()).toEqual(
      [
        ...['contrasim', 'geometry-score', 'instance-graph-modularity', 'neuron-graph-modularity', 'rtd', 'tolerance'],
      ].sort(),
    );
  });
});
