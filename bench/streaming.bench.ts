import { statSync } from 'node:fs';
import { join } from 'node:path';
import { peers, withArrays } from './peers';
import { BUDGET, compare, precisions } from './product';
import { agreement, duration, memory, print } from './table';

// Linear CKA of two files that together are far larger than the memory they may have, against reading them and doing nothing.

const BYTES = 2 ** 32;
const LEAST_SHARE = 0.6;
const MOST_MEMORY = 1.2 * BUDGET;

await withArrays('large', [BYTES, 64], async (folder, told) => {
  const files = ['x.npy', 'y.npy'].map((name) => join(folder, name));
  const gigabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e9;
  const raw = (await peers('disk', folder, 1, 1)).results['read']!.seconds;
  const rows: string[][] = [];
  for (const way of precisions) {
    await peers('forget', folder, 0, 1);
    const ours = await compare([...files, '--measure', 'cka'], way, 1);
    const share = raw / ours.seconds;
    rows.push([
      way.name,
      duration(ours.seconds),
      `${(gigabytes / ours.seconds).toFixed(2)} GB/s`,
      `${(gigabytes / raw).toFixed(2)} GB/s`,
      `${Math.round(100 * share)} %`,
      `≥ ${100 * LEAST_SHARE} %: ${share >= LEAST_SHARE ? 'yes' : 'no'}`,
      memory(ours.peak),
      `≤ ${memory(MOST_MEMORY)}: ${ours.peak <= MOST_MEMORY ? 'yes' : 'no'}`,
      agreement(Number(ours.document.results[0]?.values[0]?.[0]), Number(told), 1e-6),
    ]);
  }
  const columns = ['engine', 'Likeness', 'speed', 'reading alone', 'share', 'goal', 'peak', 'goal', 'values agree'];
  print({ id: 'streaming', columns, rows });
});
