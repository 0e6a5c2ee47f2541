import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, writeNpy } from '../comparison/npy-files';
import { digits, ensureBuilt, likeness, validDocument, type Outcome } from './likeness';

let folder: string;
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'likeness-bad-'));
  writeNpy(at('a.npy'), [20, 3], noise(60, 1));
  writeNpy(at('b.npy'), [20, 3], noise(60, 2));
  writeNpy(at('c.npy'), [20, 3], noise(60, 3));
  writeNpy(at('short.npy'), [18, 3], noise(54, 4));
  const holed = noise(60, 5);
  holed[4] = NaN;
  holed[40] = Infinity;
  writeNpy(at('nan.npy'), [20, 3], holed);
  const whole = readFileSync(at('a.npy'));
  writeFileSync(at('truncated.npy'), whole.subarray(0, whole.length - 100));
  writeFileSync(at('magic.npy'), 'this is no array at all, whatever its name says');
  copyFileSync(join(digits, '..', '..', 'formats', 'object.npy'), at('object.npy'));
  mkdirSync(at('empty'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compare = (...args: string[]): Promise<Outcome> =>
  likeness(['compare', ...args, '--engine', 'wasm'], { cwd: folder });

/** One line that names what is wrong, and nothing on stdout. */
function expectLine({ status, stdout, stderr }: Outcome, exit: number, ...parts: (string | RegExp)[]): void {
  expect([status, stdout], stderr).toEqual([exit, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const part of parts) expect(stderr).toMatch(part);
}

describe('files that cannot be used end in one line that names them', () => {
  it.each([
    ['truncated.npy', /[Tt]runcated/],
    ['magic.npy', /npy|format/],
    ['object.npy', /object/],
    ['missing.npy', /[Nn]o such file|not exist|not found/],
  ])('%s', async (name, why) => {
    expectLine(await compare('a.npy', name), 1, name, why);
    expectLine(await likeness(['inspect', name], { cwd: folder }), 1, name, why);
  });

  it('an empty folder', async () => {
    expectLine(await compare('empty'), 1, 'empty', /[Nn]o activation dumps/);
  });

  it('different numbers of rows: both named, and nothing cut off', async () => {
    expectLine(await compare('a.npy', 'short.npy'), 1, at('a.npy'), at('short.npy'), /20 rows/, /18/, /ids/);
  });
});

describe('other items of a comparison are still computed', () => {
  it.each(['truncated.npy', 'short.npy', 'object.npy'])('beside %s', async (name) => {
    const out = at('kept.likeness.json');
    const { status, stderr } = await compare('a.npy', 'b.npy', name, '--out', out);
    expect(status, stderr).toBe(1);
    expect(stderr).toContain(name);
    const document = validDocument(JSON.parse(readFileSync(out, 'utf8')));
    expect(document.items).toHaveLength(2);
    expect(document.results[0]!.values.flat()).not.toContain(null);
    expect(document.problems.map(({ path }) => path)).toEqual([name]);
    rmSync(out);
  });
});

describe('rows with NaN or Inf', () => {
  it('leave the cell undefined with the reason, and others as they are', async () => {
    const { status, stdout } = await compare('a.npy', 'b.npy', 'nan.npy', '--json');
    const [result] = validDocument(JSON.parse(stdout)).results;
    expect(status).toBe(0);
    expect(result!.values[0]![1]).toBeGreaterThan(0);
    expect(result!.values[0]![2]).toBeNull();
    expect(result!.undefined[0]!.reason).toContain('2 of 20 rows contain NaN or Inf');
  });

  it('are dropped in all operands where that is asked for', async () => {
    const { status, stdout } = await compare('a.npy', 'nan.npy', '--drop-nan-rows', '--json');
    const document = validDocument(JSON.parse(stdout));
    expect(status).toBe(0);
    expect(document.items.map(({ reduced }) => reduced)).toEqual([
      [18, 3],
      [18, 3],
    ]);
    expect(document.results[0]!.values[0]![0]).not.toBeNull();
    expect(document.facts).toContain('2 of 20 rows with NaN or Inf were left out of all');
  });
});

describe('wrong usage has status 2 and says what to write instead', () => {
  it.each([
    [['compare', 'a.npy', 'b.npy', '--measure', 'ckka'], /no measure "ckka".*Did you mean "cka"/],
    [['compare', 'a.npy', 'b.npy', '--measure', 'cka:kernl=rbf'], /no parameter "kernl".*"kernel"/],
    [['compare', 'a.npy', 'b.npy', '--measure', 'knn-jaccard:k=0'], /knn-jaccard: k must be a whole number/],
    [['compare', 'a.npy', 'b.npy', '--measure', 'disagreement'], /compares model outputs/],
    [['compare', 'a.npy', 'b.npy', '--permutations', 'many'], /--permutations must be a whole number/],
    [['compare', 'a.npy', 'b.npy', '--shard', '0/2'], /--shard must be I\/N/],
    [['compare'], /needs operands/],
    [['compair'], /no command "compair".*Did you mean "compare"/],
    [['scan'], /scan takes one folder/],
    [['report', 'x.likeness.json'], /needs --html OUT/],
  ])('%j', async (args, message) => expectLine(await likeness(args, { cwd: folder }), 2, message));
});

describe('result documents', () => {
  it('of a newer version are refused', async () => {
    writeFileSync(at('newer.likeness.json'), JSON.stringify({ likeness: 2 }));
    const refused = await likeness(['report', 'newer.likeness.json', '--html', 'r.html'], { cwd: folder });
    expectLine(refused, 1, 'newer.likeness.json', /newer Likeness.*Update Likeness/);
    expect(existsSync(at('r.html'))).toBe(false);
  });

  it('are not begun where they could not be written', async () => {
    expectLine(
      await compare('a.npy', 'b.npy', '--out', 'no/such/r.likeness.json'),
      1,
      'r.likeness.json',
      /folder does not exist/,
    );
  });
});
