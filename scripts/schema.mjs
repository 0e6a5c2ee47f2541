// Writes the JSON schemas that VS Code is given for *.likeness.json and likeness.json, from the definitions that validate
// them. With --check: fails when a file is not what would be written.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
/** JSON schema → the definition it is made from. */
const schemas = [
  {
    target: 'media/likeness.schema.json',
    source: 'src/comparison/document.ts',
    definition: 'resultDocumentSchema',
    more: {
      title: 'Likeness result document',
      description: 'What a comparison found: the arrays that took part, and the values of each measure.',
    },
  },
  {
    target: 'media/likeness-manifest.schema.json',
    source: 'src/experiments/manifest.ts',
    definition: 'manifestSchema',
  },
];

for (const { target, source, definition, more } of schemas) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(source, root))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const module = await import(`data:text/javascript;base64,${code}`);
  const text = `${JSON.stringify({ ...more, ...toJsonSchema(module[definition]) }, null, 2)}\n`;

  const file = new URL(target, root);
  if (!process.argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${target} is stale: run "npm run schema".`);
    process.exitCode = 1;
  }
}
