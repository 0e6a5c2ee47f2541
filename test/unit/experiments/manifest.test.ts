import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../src/experiments';

const written = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../media/likeness-manifest.schema.json', import.meta.url)), 'utf8'),
) as object;

describe('the schema of likeness.json', () => {
  it('is the one that validates (else: npm run schema)', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(toJsonSchema(manifestSchema))));
  });

  it('accepts and refuses as the reader does', () => {
    const validate = new Ajv({ strict: false }).compile(written);
    expect(
      validate({ run: 'a', seed: 1, snapshots: [{ epoch: 1, layers: [{ path: 'x.npy', layout: 'NCHW' }] }] }),
    ).toBe(true);
    expect(validate({ seed: -1 })).toBe(false);
    expect(validate({ snapshots: [{ layers: [{ path: 'x.npy', layout: 'HWCN' }] }] })).toBe(false);
    expect(validate({ label: 'misspelt' })).toBe(false);
  });
});
