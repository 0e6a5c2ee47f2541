// @ts-check
// `npm run l10n`: gathers the texts of the extension and its page into l10n/bundle.l10n.json, for translators, and says what
// their translations lack.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './lib/paths.mjs';

/** `t('…')` and `l10n.t("…")`: the text is the key of its translation, so it must be a literal. */
const call = /\bt\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

/** @returns {Promise<string[]>} every text, sorted */
export async function texts() {
  const found = new Set();
  for (const folder of ['src/vscode', 'webview']) {
    for (const entry of await readdir(join(root, folder), { recursive: true })) {
      if (!entry.endsWith('.ts')) continue;
      const source = await readFile(join(root, folder, entry), 'utf8');
      for (const [, literal = ''] of source.matchAll(call)) found.add(unquote(literal));
    }
  }
  return [...found].sort();
}

/**
 * Brings every translation into the same order, without texts that are gone, and lists what lacks a translation.
 * @param {string[]} keys
 */
async function tidyTranslations(keys) {
  const names = (await readdir(join(root, 'l10n'))).filter((name) => /^bundle\.l10n\.\w+\.json$/.test(name));
  for (const name of names) {
    const path = join(root, 'l10n', name);
    /** @type {Record<string, string>} */
    const known = JSON.parse(await readFile(path, 'utf8'));
    const kept = Object.fromEntries(keys.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]])));
    await writeFile(path, `${JSON.stringify(kept, null, 2)}\n`);
    for (const key of keys) if (kept[key] === undefined) console.warn(`${name} lacks: ${key}`);
  }
}

/** @param {string} literal */
function unquote(literal) {
  return literal
    .slice(1, -1)
    .replace(/\\u\{?([0-9a-f]+)\}?|\\(.)/gi, (_, code, plain) =>
      code ? String.fromCodePoint(parseInt(code, 16)) : plain,
    );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const bundle = Object.fromEntries((await texts()).map((text) => [text, text]));
  await writeFile(join(root, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`);
  await tidyTranslations(Object.keys(bundle));
}
