import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measures } from '../../../src/measures/catalogue';
import { compared, digits, ensureBuilt, likeness, root, validDocument } from './likeness';

/* What asks a whole comparison of a representational measure: files, permutations, spreads over models, all of them. */

beforeAll(ensureBuilt, 120_000);

const fc1 = [0, 1, 2].map((seed) => join(digits, `runs/cnn_seed${seed}/epoch_30/fc1.npy`)) as [string, string, string];
const cases = join(root, 'test/fixtures/cases');

describe('the landmarks of the geometry score', () => {
  const pair = ['x.npy', 'y.npy'].map((name) => join(cases, 'a_gauss', name));

  it('come out of a file, whose path the document keeps', async () => {
    const file = join(cases, 'a_gauss/gs-landmarks.json');
    const { results } = await compared(...pair, '--measure', `geometry-score:landmarks=${file}`);
    expect(results[0]!.values[0]![0]).toBeCloseTo(0.002946950689218422, 11);
    const { landmarks } = results[0]!.params;
    expect(join(digits, String(landmarks))).toBe(file); // relative to where it was printed
  });

  it.each([
    ['nothing.json', 2, /landmarks is neither a number nor a file: .*nothing\.json: there is no such file/],
    ['0', 2, /landmarks must be a whole number from 1 to 512, or the path of a file, not 0/],
  ])('are refused: %s', async (landmarks, status, message) => {
    const outcome = await likeness(['compare', ...pair, '--measure', `geometry-score:landmarks=${landmarks}`]);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(message);
  });

  it('say what is wrong with their file', async () => {
    const outcome = await likeness(['compare', ...pair, '--measure', `geometry-score:landmarks=${pair[0]}`]);
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain('the landmarks file is not JSON');
  });
});

describe('permutation nulls', () => {
  const args = [...fc1.slice(0, 2), '--measure', 'cka', '--measure', 'imd', '--measure', 'magnitude'];

  it('stand beside the values, and measures that have none say so', async () => {
    const { results, request } = await compared(...args, '--permutations', '19', '--seed', '3');
    const [cka, imd, magnitude] = results;
    expect(request.permutations).toBe(19);
    expect(cka!.details.cells![0]!.permutation).toMatchObject({ permutations: 19, seed: 3, p: 0.05 });
    for (const result of [imd!, magnitude!]) {
      expect(result.warnings.join()).toMatch(/No permutation null: its value does not depend on which instance/);
      expect(result.details.cells?.[0]?.permutation).toBeUndefined();
    }
    const plain = await compared(...args);
    expect(cka!.values).toEqual(plain.results[0]!.values);
    expect(
      await compared(...args, '--permutations', '19', '--seed', '3').then(({ results: [again] }) => again!.details),
    ).toEqual(cka!.details);
  });

  it('are printed with pairs, and as a table of their own with grids', async () => {
    const pair = await likeness(['compare', ...args, '--permutations', '19']);
    expect(pair.stdout).toMatch(/^cka .*p = 0\.05 \(null 0\.\d+ ± 0\.\d+, 19 permutations\)$/m);
    const grid = await likeness(['compare', ...fc1, '--measure', 'knn-jaccard', '--permutations', '19']);
    expect(grid.stdout).toMatch(/p \(null mean ± std\)/);
    expect(grid.stdout.match(/0\.05 \(0\.\d+ ± 0\.\d+\)/g)).toHaveLength(9);
  });
});

describe('the spread over models', () => {
  it.each(['magnitude', 'concentricity'])('of %s takes three of them', async (id) => {
    const { results } = await compared(...fc1, '--mode', 'models', '--measure', `${id}:variance=true`);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ rows: ['*'], cols: ['*'], params: { variance: true } });
    const [[spread]] = results[0]!.values as [[number]];
    expect(spread).toBeGreaterThan(0.4); // three numbers over their range: from 1/√6 to √2/3
    expect(spread).toBeLessThan(Math.SQRT2 / 3);
    const two = await compared(...fc1.slice(0, 2), '--mode', 'models', '--measure', `${id}:variance=true`);
    expect(two.results[0]!.undefined[0]!.reason).toMatch(/at least three/);
  });
});

describe('all measures', () => {
  it('give two layers a value or a reason each', async () => {
    const light = measures.filter(({ subject, id }) => subject === 'representation' && id !== 'contrasim');
    const asked = light.flatMap(({ id }) => ['--measure', id === 'geometry-score' ? `${id}:samples=20` : id]);
    const { results } = await compared(...fc1.slice(0, 2), ...asked, '--measure', 'contrasim:epochs=1');
    expect(results).toHaveLength(36);
    for (const { measure, values, undefined: reasons, failed = [] } of results) {
      expect(failed, measure).toEqual([]);
      const without = values.flat().filter((value) => value === null).length;
      expect(reasons, measure).toHaveLength(without);
    }
  });

  it.each(['contrasim:epochs=10000', 'rtd:subsets=1000,size=400', 'geometry-score:samples=100000'])(
    'end within %s when interrupted',
    async (long) => {
      const args = ['compare', ...fc1.slice(0, 2), '--measure', long, '--json', '--engine', 'wasm'];
      let asked = 0;
      const { status, stdout } = await likeness(args, {
        watch: (child) => {
          setTimeout(() => {
            asked = performance.now();
            child.kill('SIGINT');
          }, 3000);
        },
      });
      expect(asked).toBeGreaterThan(0);
      expect(status).toBe(130);
      const document = validDocument(JSON.parse(stdout));
      expect(document.status).toBe('cancelled');
      expect(document.results[0]!.values[0]![0]).toBeNull();
    },
  );
});
