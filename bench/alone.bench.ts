import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measures } from '../src/measures/catalogue';
import { withArrays } from './peers';
import { compare, precisions } from './product';
import { duration, memory, print } from './table';

// Each representational measure by itself, and all of them at once, through the whole product: what one person waits for.

const [ROWS, COLS] = [2000, 512];
/** ContraSim trains networks, and is left out. */
const all = measures
  .filter(({ subject, id }) => subject === 'representation' && id !== 'contrasim')
  .map(({ id }) => id);

/** Seconds that a measure may take, where they are not 3; null: no more is asked than that it ends. */
const goals: Readonly<Record<string, number | null>> = {
  'geometry-score:samples=100': 20,
  'relational-knowledge:mode=angle': null,
  rtd: null,
};
const alone = [
  ...all.filter((id) => id !== 'geometry-score' && id !== 'riemannian-distance'),
  'riemannian-distance:ridge=0.1',
  ...Object.keys(goals).filter((name) => name.includes(':')),
];

const within = (value: number, most: number, unit: string): string =>
  `≤ ${most} ${unit}: ${value <= most ? 'yes' : 'no'}`;

await withArrays('pair', [ROWS, COLS], async (folder) => {
  const labels = join(folder, 'labels.csv');
  writeFileSync(labels, Array.from({ length: ROWS }, (_, row) => row % 10).join('\n'));
  const [way] = precisions;
  const run = (options: readonly string[]) =>
    compare([join(folder, 'x.npy'), join(folder, 'y.npy'), '--labels', labels, ...options], way!, 2);
  const rows: string[][] = [];
  const add = async (what: string, options: readonly string[], most: number | null): Promise<void> => {
    const { seconds, peak } = await run(options);
    rows.push([what, duration(seconds), memory(peak), most === null ? '–' : within(seconds, most, 's')]);
  };
  for (const name of alone) await add(name, ['--measure', name], name in goals ? goals[name]! : 3);
  await add('rtd of 500 rows', ['--measure', 'rtd', '--instances', '500'], 10);
  const together = await run(all.flatMap((id) => ['--measure', id === 'geometry-score' ? `${id}:samples=100` : id]));
  rows.push([
    'all of them at once',
    duration(together.seconds),
    memory(together.peak),
    within(Math.round(together.peak / 1e6), 1000, 'MB'),
  ]);
  print({ id: 'alone', columns: ['measure', 'time', 'peak', 'goal'], rows });
});
