import { strict as assert } from 'node:assert';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { commands } from 'vscode';
import type { Comparison } from '../../src/vscode/comparison/comparison';
import { npy } from './npy';
import { activated, closeAll, finished, inRoot, logged, opened, until, uri, user } from './support';

/** Six layers of two models, large enough that a comparison takes many seconds. */
const layers = ['a', 'b', 'c', 'd', 'e', 'f'];
const models = ['first', 'second'];

describe('long work', () => {
  before(async () => {
    for (const [m, model] of models.entries()) {
      await mkdir(inRoot('large', model, 'epoch_1'), { recursive: true });
      for (const [l, layer] of layers.entries()) {
        await writeFile(inRoot('large', model, 'epoch_1', `${layer}.npy`), npy([1200, 500], 1 + m * 10 + l));
      }
    }
  });
  after(async () => {
    await rm(inRoot('large'), { recursive: true });
    await commands.executeCommand('likeness.refresh');
  });
  afterEach(closeAll);

  /** A measure of its own for each test: the engine remembers what it has computed. */
  const start = async (measure: string): Promise<Comparison> => {
    const both = models.map((model) => uri('large', model, 'epoch_1'));
    const { comparison } = await opened(() => commands.executeCommand('likeness.compareSelected', both[0], both));
    await finished(comparison);
    void comparison.chooseMeasure(measure, {});
    await until('the plan of the slow measure', () => comparison.document?.results.length === 2);
    return comparison;
  };
  const cells = ({ document }: Comparison): (number | null)[] => document!.results[1]!.values.flat();

  it('ends at once when it is cancelled, and keeps what was finished', async () => {
    const comparison = await start('mean-cca');
    await until('a first cell', () => cells(comparison).some((value) => value !== null));
    comparison.cancel();
    await until('the end', () => !comparison.running);
    const done = cells(comparison).filter((value) => value !== null).length;
    assert.ok(done > 0 && done < 36, `${done} of 36 cells`);
    assert.equal(comparison.document?.status, 'cancelled');
    assert.ok(comparison.document.results[0]?.values.flat().every((value) => value !== null));
    const { kept } = await activated();
    assert.equal((await kept.read(comparison.id)).status, 'cancelled');
  });

  it('is looked at and cancelled from the status bar', async () => {
    const comparison = await start('svcca');
    await until('a first cell', () => cells(comparison).some((value) => value !== null));
    user.answer(({ labels }) => labels.find((label) => label.includes('Cancel')));
    await commands.executeCommand('likeness.showActivity');
    assert.ok(user.asked[0]?.labels.some((label) => label.includes('Show Log')));
    await until('the end', () => !comparison.running);
    assert.equal(comparison.document?.status, 'cancelled');
  });

  it('loses one cell at most when the engine crashes', async () => {
    const comparison = await start('orthogonal-procrustes');
    await until('a first cell', () => cells(comparison).some((value) => value !== null));
    process.kill(enginePid(), 'SIGKILL');
    await until('the end', () => !comparison.running, 120_000);
    assert.equal(comparison.failure, undefined);
    const failed = comparison.document?.results[1]?.failed ?? [];
    assert.ok(failed.length <= 1, JSON.stringify(failed));
    assert.ok(cells(comparison).filter((value) => value === null).length <= 1);
  }).timeout(180_000);

  it('ends when its panel is closed', async () => {
    const comparison = await start('svcca');
    await closeAll();
    await until('the end', () => !comparison.running);
    assert.equal(comparison.document?.status, 'cancelled');
  });
});

/** The engine's process, as the log names it. */
function enginePid(): number {
  const lines = logged.flatMap((line) => /engine is running \(process (\d+)\)/.exec(line)?.[1] ?? []);
  const last = lines.at(-1);
  assert.ok(last, `The log names no engine process:\n${logged.join('\n')}`);
  return Number(last);
}
