// @ts-check
// `npm run bench [name …]`: runs the benches (bench/*.bench.ts) and writes their tables into bench/README.md.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { format } from 'prettier';
import { root } from './lib/paths.mjs';
import { mustRun, run } from './lib/processes.mjs';

const readme = join(root, 'bench', 'README.md');
const wanted = process.argv.slice(2);
/** Far more than any bench takes on a machine that does nothing else. */
const BENCH_MS = 10 * 60_000;

const { status } = await run('python3', ['-c', 'import numpy, scipy']);
if (status !== 0) {
  console.error(
    'The benches compare with numpy and scipy: install Python 3 with both (pip install numpy scipy, or apt-get install python3-scipy).',
  );
  process.exit(1);
}
const files = (await readdir(join(root, 'bench'))).filter((file) => file.endsWith('.bench.ts'));
const chosen = files.filter((file) => wanted.length === 0 || wanted.includes(file.replace('.bench.ts', '')));
if (chosen.length === 0) {
  console.error(`There is no such bench; there are ${files.map((file) => file.replace('.bench.ts', '')).join(', ')}.`);
  process.exit(2);
}

await mustRun('npm', ['run', '--silent', 'build'], { cwd: root });
let text = await readFile(readme, 'utf8');
for (const file of chosen) {
  console.log(`Running ${file} …`);
  const bundle = join(root, 'out', 'bench', file.replace('.ts', '.mjs'));
  await build({
    absWorkingDir: root,
    entryPoints: [join('bench', file)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@tensorflow/tfjs-node', 'ml-matrix', 'playwright-core', './scripts/lib/*'],
    // TensorFlow.js, which trains for learned measures, requires modules of Node
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const begun = performance.now();
  const { status, stdout, stderr } = await run(process.execPath, [bundle], { cwd: root, timeoutMs: BENCH_MS });
  console.log(`… ${Math.round((performance.now() - begun) / 1000)} s`);
  if (status !== 0) {
    console.error(stderr.trim());
    process.exitCode = 1;
    continue;
  }
  /** @type {{ id: string, columns: string[], rows: string[][] }[]} */
  const tables = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]');
  for (const table of tables) text = withTable(text, table);
  await save();
}
console.log(text);

/** After every bench, so that one that fails costs nobody else's numbers. */
async function save() {
  text = text.replace(
    /(<!-- machine -->)[^]*?(<!-- end -->)/,
    `$1\n${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}.\n$2`,
  );
  await writeFile(readme, await format(text, { parser: 'markdown', printWidth: 120 }));
}

/**
 * @param {string} text
 * @param {{ id: string, columns: string[], rows: string[][] }} table
 */
function withTable(text, { id, columns, rows }) {
  const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const place = new RegExp(`(<!-- table: ${id} -->)[^]*?(<!-- end -->)`);
  if (!place.test(text))
    throw new Error(`bench/README.md has no place for the table "${id}": <!-- table: ${id} --><!-- end -->`);
  return text.replace(place, `$1\n\n${lines.join('\n')}\n\n$2`);
}
