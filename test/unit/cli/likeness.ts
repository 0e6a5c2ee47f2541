import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { ResultDocument } from '../../../src/comparison/document';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const digits = join(root, 'test/fixtures/experiments/digits');

/** Builds the product where it isn't yet. */
export function ensureBuilt(): void {
  const needed = ['cli.js', 'engine.js', 'worker.js', 'kernels.wasm', 'webview.js', 'plotly.js'];
  if (needed.every((name) => existsSync(join(root, 'dist', name)))) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does, in `cwd`. `watch` sees the process while it runs. */
export function likeness(
  args: readonly string[],
  { cwd = digits, watch }: { readonly cwd?: string; readonly watch?: (child: ChildProcess) => void } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], { cwd, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
    watch?.(child);
  });
}

/** The document that a comparison prints; it must be valid. */
export async function compared(...args: readonly string[]): Promise<ResultDocument> {
  const { status, stdout, stderr } = await likeness(['compare', ...args, '--json', '--engine', 'wasm']);
  if (status !== 0) throw new Error(`exit status ${status}: ${stderr}`);
  return validDocument(JSON.parse(stdout));
}

const schema = JSON.parse(readFileSync(join(root, 'media/likeness.schema.json'), 'utf8')) as Record<string, unknown>;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

/** The document, if it is one by the published schema. */
export function validDocument(raw: unknown): ResultDocument {
  if (!validate(raw)) throw new Error(`not valid: ${JSON.stringify(validate.errors)}`);
  return raw as ResultDocument;
}

/** All of a document but when it was made, and how long it took. */
export function essence(document: ResultDocument): unknown {
  const results = document.results.map((result) => ({ ...result, seconds: 0 }));
  return { ...document, created: '', results };
}
