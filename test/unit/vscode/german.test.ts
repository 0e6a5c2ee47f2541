import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, string>;

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
const links = (text: string): string[] => text.match(/\(command:[^)]*\)|`[^`]*`/g) ?? [];

/** The same in both languages. */
const international =
  /^(1 Thread|Arrays?|Checkpoint: \{0\}|Label|Label \{0\}|Heatmap|Maximum|Minimum|Parameter|RSMs|Snapshot|Seed|Stitching|Transformation|p = \{0\}|\{0\} Threads|\{0\} Snapshots|\{0\} Arrays)$/i;

describe.each([
  ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json'],
  ['package.nls.json', 'package.nls.de.json'],
])('the German of %s', (english, german) => {
  const texts = read(english);
  const translated = read(german);

  it('is complete, and has no text that nobody uses', () => {
    expect(Object.keys(translated).sort()).toEqual(Object.keys(texts).sort());
  });

  it('keeps every placeholder, link and code', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(placeholders(translated[key] ?? ''), key).toEqual(placeholders(text));
      expect(links(translated[key] ?? ''), key).toEqual(links(text));
    }
  });

  it('is German', () => {
    const same = Object.entries(texts).filter(([key, text]) => translated[key] === text && /[a-z]{3}/i.test(text));
    expect(same.map(([, text]) => text).filter((text) => !international.test(text))).toEqual([]);
  });
});
