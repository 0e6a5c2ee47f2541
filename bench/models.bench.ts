import { join } from 'node:path';
import { peers, withArrays } from './peers';
import { compare, engines, meanValue } from './product';
import { agreement, duration, goal, memory, print, ratio } from './table';

// Twenty models, 190 pairs, two measures in one run, through the whole product, against numpy with every decomposition
// made once a model.

const MODELS = 20;
const goals: Readonly<Record<string, number>> = { wasm: 2, tensorflow: 1.2 };

await withArrays('models', [2000, 512, MODELS], async (folder) => {
  const theirs = Object.values((await peers('models', folder, 1, 2)).results)[0]!;
  const rows: string[][] = [];
  for (const way of engines) {
    const files = Array.from({ length: MODELS }, (_, at) => join(folder, `model${String(at).padStart(2, '0')}.npy`));
    const args = [...files, '--mode', 'models', '--measure', 'orthogonal-procrustes', '--measure', 'svcca'];
    const ours = await compare(args, way, 1);
    rows.push([
      way.name,
      duration(ours.seconds),
      memory(ours.peak),
      duration(theirs.seconds),
      ratio(ours.seconds, theirs.seconds),
      goal(ours.seconds, theirs.seconds, goals[way.name]!),
      agreement(meanValue(ours.document, true), theirs.value),
    ]);
  }
  print({ id: 'models', columns: ['engine', 'Likeness', 'peak', 'numpy', 'ratio', 'goal', 'values agree'], rows });
});
