// @ts-check
// `npm run readme`: writes the tables of README.md that the product itself knows (measures, settings).
// With `--check` it changes nothing and fails where they are out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { root } from './lib/paths.mjs';

/** @param {string} path */
const json = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));

/**
 * @param {string} text
 * @param {string} name of the place in the text
 * @param {readonly (readonly string[])[]} rows the head first
 */
function withTable(text, name, [head = [], ...rows]) {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const place = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- end -->)`);
  if (!place.test(text)) throw new Error(`README.md has no place for the table of ${name}.`);
  return text.replace(place, `$1\n\n${lines.join('\n')}\n\n$2`);
}

/** @typedef {Record<'permutation' | 'orthogonal' | 'isotropicScaling' | 'invertibleLinear' | 'translation' | 'affine', boolean>} Invariances */

/** @param {{ first: Invariances, second: Invariances } | undefined} invariances */
function letters(invariances) {
  if (!invariances) return '';
  const both = [invariances.first, invariances.second].map((side) =>
    /** @type {const} */ ([
      ['permutation', 'P'],
      ['orthogonal', 'O'],
      ['isotropicScaling', 'S'],
      ['invertibleLinear', 'L'],
      ['translation', 'T'],
      ['affine', 'A'],
    ])
      .filter(([name]) => side[name])
      .map(([, letter]) => letter)
      .join(' '),
  );
  return both[0] === both[1] ? both[0] : both.join(' / ');
}

const catalogue = await json('dist/catalogue.json');
const measures = catalogue.map((/** @type {any} */ { id, name, kind, invariances, references }) => [
  `\`${id}\``,
  name,
  kind,
  letters(invariances),
  `§${references[0].survey}`,
]);
const { properties } = (await json('package.json')).contributes.configuration;
/** @type {Record<string, string>} */
const strings = await json('package.nls.json').catch(() => ({}));
const settings = Object.entries(properties).map(([key, { description, markdownDescription, default: value }]) => [
  `\`${key}\``,
  localised(markdownDescription ?? description),
  `\`${JSON.stringify(value)}\``,
]);

/** @param {string} text a text of package.json, or the key of one: `%key%` */
function localised(text) {
  return text.replace(/^%(.*)%$/, (_, key) => strings[key] ?? key).replaceAll('\n', ' ');
}

const path = join(root, 'README.md');
const before = await readFile(path, 'utf8');
let text = withTable(before, 'measures', [['id', 'measure', 'kind', 'unchanged by', 'survey'], ...measures]);
text = withTable(text, 'settings', [['setting', 'what it does', 'default'], ...settings]);
text = await format(text, { parser: 'markdown', printWidth: 120, singleQuote: true });
if (process.argv.includes('--check')) {
  if (text !== before) {
    console.error('The tables of README.md are out of date: run npm run readme.');
    process.exit(1);
  }
} else await writeFile(path, text);
