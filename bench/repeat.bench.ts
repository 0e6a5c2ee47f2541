import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineClient } from '../src/engine/client';
import { withArrays } from './peers';
import { residentBytes } from './process';
import { BUDGET, engines } from './product';
import { duration, goal, memory, print, ratio } from './table';

// What is asked again, as VS Code asks: of an engine that is there still, and of one that has to start and finds what an
// earlier one left in its folder.

const LAYERS = 6;

await withArrays('layers', [10_000, LAYERS, 48], async (folder) => {
  const rows: string[][] = [];
  for (const { name: engine } of engines) {
    const cache = { folder: join(folder, `cache-${engine}`), bytes: 2 ** 28, sides: 2 ** 32 };
    mkdirSync(cache.folder);
    const options = { engine: engine as 'wasm' | 'tensorflow', threads: 0, memory: 2 * BUDGET, cache };
    const ask = async (client: EngineClient, measure: string): Promise<number> => {
      const request = { base: folder, operands: ['a', 'b'], mode: 'layers', measures: [{ id: measure }] } as const;
      const begun = performance.now();
      await client.compare(request, options);
      return (performance.now() - begun) / 1000;
    };
    const session = async (...measures: readonly string[]): Promise<{ seconds: number[]; peak: number }> => {
      const client = new EngineClient({ dist: 'dist' });
      let peak = 0;
      const timer = setInterval(() => (peak = Math.max(peak, residentBytes(process.pid))), 20);
      try {
        const seconds: number[] = [];
        for (const measure of measures) seconds.push(await ask(client, measure));
        return { seconds, peak };
      } finally {
        clearInterval(timer);
        await client.dispose();
      }
    };
    const first = await session('mean-cca', 'svcca', 'mean-cca');
    const later = await session('mean-cca');
    const other = await session('pwcca');
    const [fresh, another, same] = first.seconds as [number, number, number];
    for (const [what, seconds, most, { peak }] of [
      ['another measure', another, 0.3, first],
      ['the same', same, 0.02, first],
      ['another measure, engine started anew', other.seconds[0]!, undefined, other],
      ['the same, engine started anew', later.seconds[0]!, undefined, later],
    ] as const) {
      rows.push([
        engine,
        what,
        duration(seconds),
        duration(fresh),
        ratio(seconds, fresh),
        most === undefined ? '–' : goal(seconds, fresh, most),
        memory(peak),
      ]);
    }
  }
  print({ id: 'repeat', columns: ['engine', 'asked again', 'then', 'first', 'ratio', 'goal', 'peak'], rows });
});
