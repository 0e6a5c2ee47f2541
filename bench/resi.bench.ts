import { join } from 'node:path';
import { peers, withArrays } from './peers';
import { compare, engines, type Document } from './product';
import { agreement, duration, goal, memory, print, ratio } from './table';

// Many measures of one pair in one run, through the whole product, against numpy doing one after the other.

await withArrays('pair', [1000, 512], async (folder) => {
  const theirs = Object.entries((await peers('resi', folder, 3, 2)).results);
  const seconds = theirs.reduce((sum, [, peer]) => sum + peer.seconds, 0);
  const rows: string[][] = [];
  for (const way of engines) {
    const measures = theirs.flatMap(([name]) => ['--measure', name]);
    const ours = await compare([join(folder, 'x.npy'), join(folder, 'y.npy'), ...measures], way, 3);
    const values = ours.document.results.map(valueOf);
    const off = theirs.filter(([, peer], at) => agreement(values[at]!, peer.value) !== 'yes').map(([name]) => name);
    rows.push([
      way.name,
      duration(ours.seconds),
      memory(ours.peak),
      duration(seconds),
      ratio(ours.seconds, seconds),
      goal(ours.seconds, seconds, 1),
      off.length === 0 ? 'yes' : `not ${off.join(', ')}`,
    ]);
  }
  print({ id: 'resi', columns: ['engine', 'Likeness', 'peak', 'numpy', 'ratio', 'goal', 'values agree'], rows });
});

/** Of a pair's cell; of a statistic, how far the two are apart. */
function valueOf({ values, details }: Document['results'][number]): number {
  return typeof details?.difference === 'number' ? details.difference : Number(values[0]?.[0]);
}
