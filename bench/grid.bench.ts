import { join } from 'node:path';
import { peers, withArrays } from './peers';
import { compare, meanValue, precisions } from './product';
import { agreement, duration, goal, memory, print, ratio } from './table';

// Layers × layers, linear CKA, through the whole product, against numpy twice: by hand, all that a layer needs made once
// and all products made as one; and as scripts usually have it, pair by pair from N×N matrices, of which four are timed.

const LAYERS = 16;
/** At most this many times what numpy by hand takes. */
const goals: Readonly<Record<string, number>> = { wasm: 2, 'wasm, float32': 1.1, tensorflow: 1 };

await withArrays('layers', [2048, LAYERS, 64], async (folder) => {
  const byHand = (await peers('grid', folder, 2, 2)).results['cka']!;
  const usual = (await peers('usual', folder, 2, 2)).results['cka']!;
  const rows: string[][] = [];
  for (const way of precisions) {
    const args = [join(folder, 'a'), join(folder, 'b'), '--mode', 'layers', '--measure', 'cka'];
    const ours = await compare(args, way, 2);
    const values = ours.document.results[0]!.values;
    const diagonal = [0, Math.floor(LAYERS / 3), Math.floor((2 * LAYERS) / 3), LAYERS - 1];
    const sampled = diagonal.reduce((sum, i) => sum + Number(values[i]?.[LAYERS - 1 - i]), 0) / diagonal.length;
    const tolerance = way.name.includes('float32') ? 1e-6 : undefined;
    for (const [peer, theirs, most, value] of [
      ['by hand', byHand, goals[way.name]!, meanValue(ours.document)],
      ['pair by pair', usual, 1 / 15, sampled],
    ] as const) {
      rows.push([
        way.name,
        duration(ours.seconds),
        memory(ours.peak),
        `${peer}: ${duration(theirs.seconds)}`,
        ratio(ours.seconds, theirs.seconds),
        goal(ours.seconds, theirs.seconds, most),
        agreement(value, theirs.value, tolerance),
      ]);
    }
  }
  print({ id: 'grid', columns: ['engine', 'Likeness', 'peak', 'numpy', 'ratio', 'goal', 'values agree'], rows });
});
