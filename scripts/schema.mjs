// Writes the JSON schema of result documents, which VS Code is given for *.likeness.json, from the definition that
// validates them. With --check: fails when the file is not what would be written.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);
const target = new URL('media/likeness.schema.json', root);

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('src/comparison/document.ts', root))],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { resultDocumentSchema } = await import(`data:text/javascript;base64,${code}`);

const schema = {
  title: 'Likeness result document',
  description: 'What a comparison found: the arrays that took part, and the values of each measure.',
  ...toJsonSchema(resultDocumentSchema),
};
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (!process.argv.includes('--check')) {
  await writeFile(target, text);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  console.error('media/likeness.schema.json is stale: run "npm run schema".');
  process.exitCode = 1;
}
