import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const formatFixtures = fileURLToPath(new URL('../../fixtures/formats', import.meta.url));

export interface ExpectedArray {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly order: string;
  /** In C order; what JSON cannot hold ("nan", "inf") as text, and text as text. */
  readonly values: readonly (number | string)[];
}

export interface ExpectedFile {
  /** By key; "" for a file that is the array. */
  readonly arrays: Readonly<Record<string, ExpectedArray>>;
  readonly ignored?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What each fixture holds, as the scripts that made them say. */
export const expectedFiles: Readonly<Record<string, ExpectedFile>> = {
  ...readExpected('expected.json'),
  ...readExpected('expected_containers.json'),
  ...readExpected('expected_frameworks.json'),
};

function readExpected(name: string): Readonly<Record<string, ExpectedFile>> {
  return JSON.parse(readFileSync(join(formatFixtures, name), 'utf8')) as Readonly<Record<string, ExpectedFile>>;
}

const words: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

export function numbers({ values }: ExpectedArray): number[] {
  return values.map((value) => (typeof value === 'number' ? value : words[value]!));
}

export function fixture(name: string): string {
  return join(formatFixtures, name);
}
