import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isBinding } from '../../../../src/engine/backends/tensorflow/binding';
import { ATTRIBUTES, enterAttributes } from '../../../../src/engine/backends/tensorflow/attributes';
import { TensorflowLinalg } from '../../../../src/engine/backends/tensorflow/linalg';
import { smokeTest } from '../../../../src/engine/backends/tensorflow/load';
import type { Linalg } from '../../../../src/linalg/linalg';
import { matrix } from '../../../../src/linalg/matrix';
import { FakeBinding } from '../../support/fake-tensorflow';
import { testLinalg } from '../../support/linalg';
import { build, distance, gaussian, identity, symmetric } from '../../support/matrices';

const kernels = await testLinalg();
let fake: FakeBinding;
let linalg: Linalg;

beforeEach(() => {
  fake = new FakeBinding(kernels);
  linalg = new TensorflowLinalg(fake, kernels);
});

describe('the tensorflow backend speaks raw ops', () => {
  const a = gaussian(6, 4);
  const square = symmetric(gaussian(5, 5));

  it('float64 products through Bitcast and MatMul, bit for bit', () => {
    const b = gaussian(6, 3, 2);
    expect(linalg.multiply(a, b, { transposeA: true })).toEqual(kernels.multiply(a, b, { transposeA: true }));
    expect(fake.ops).toEqual(['Bitcast', 'Bitcast', 'MatMul', 'Bitcast']);
  });

  it('Gram matrices from one tensor, made exactly symmetric', () => {
    fake.distort = (data) => data.forEach((_, i) => (data[i]! *= 1 + i * 1e-16));
    const gram = linalg.gram(a, { side: 'rows' });
    expect(fake.ops).toEqual(['Bitcast', 'MatMul', 'Bitcast']);
    expect(build(6, 6, (i, j) => gram.data[j * 6 + i]!)).toEqual(gram);
  });

  it('float32 products without Bitcast, near 1 whatever the scale', () => {
    const big = build(6, 4, (i, j) => 1e60 * a.data[i * 4 + j]!);
    const gram = linalg.gram(big, { precision: 'float32' });
    expect(fake.ops).toEqual(['MatMul']);
    expect(distance(gram.data, kernels.gram(big).data)).toBeLessThan(1e-5 * 1e120);
  });

  it('decompositions', () => {
    expect(linalg.qr(a)).toEqual(kernels.qr(a));
    expect(linalg.svd(a)).toEqual(kernels.svd(a));
    expect(linalg.singularValues(a)).toEqual(kernels.singularValues(a));
    expect(linalg.eigh(square)).toEqual(kernels.eigh(square));
    expect(linalg.eigenvalues(square)).toEqual(kernels.eigenvalues(square));
    expect(fake.ops.filter((op) => op !== 'Bitcast')).toEqual(['Qr', 'Svd', 'SelfAdjointEigV2', 'SelfAdjointEigV2']);
  });

  it('deletes every tensor, also when an op throws', () => {
    linalg.svd(a);
    linalg.gram(a);
    linalg.multiply(a, a, { transposeA: true, precision: 'float32' });
    expect(fake.living).toBe(0);
    fake.failing = 'Svd';
    expect(() => linalg.svd(a)).toThrow('Svd failed');
    expect(fake.living).toBe(0);
  });

  it('copies shared memory before the binding sees it', () => {
    const shared = new Float64Array(new SharedArrayBuffer(a.data.byteLength));
    shared.set(a.data);
    expect(linalg.svd(matrix(6, 4, shared))).toEqual(kernels.svd(a));
  });
});

describe('the tensorflow backend leaves to the kernels', () => {
  it.each([
    ['pivoted QR', () => linalg.pivotedQr(gaussian(4, 3))],
    ['empty matrices', () => linalg.svd(matrix(0, 3))],
    ['matrices of zeros', () => linalg.eigh(matrix(3, 3))],
    ['tiny entries', () => linalg.multiply(matrix(1, 1, Float64Array.of(1e-200)), matrix(1, 1, Float64Array.of(1)))],
    ['huge entries', () => linalg.qr(matrix(1, 1, Float64Array.of(1e200)))],
    ['large eigenproblems', () => linalg.eigenvalues(identity(512))],
  ])('%s', (_, operation) => {
    operation();
    expect(fake.ops).toEqual([]);
  });

  it('whatever came back not finite', () => {
    fake.distort = (data) => data.fill(NaN);
    const a = gaussian(4, 4);
    expect(linalg.qr(a)).toEqual(kernels.qr(a));
    expect(linalg.svd(a)).toEqual(kernels.svd(a));
    expect(linalg.eigenvalues(a)).toEqual(kernels.eigenvalues(a));
  });
});

describe('the smoke test', () => {
  it('passes exact engines', () => {
    expect(smokeTest(linalg)).toBeUndefined();
    expect(smokeTest(kernels)).toBeUndefined();
  });

  it('notices float32 on the way', () => {
    fake.distort = (data) => data.forEach((value, i) => (data[i] = Math.fround(value)));
    expect(smokeTest({ ...linalg, multiply: (a, b) => linalg.multiply(a, b, { precision: 'float32' }) })).toBe(
      'a product is wrong',
    );
  });

  it('notices wrong eigenvectors', () => {
    const wrong: Linalg = new TensorflowLinalg(fake, kernels);
    wrong.eigh = vi.fn(() => ({ values: Float64Array.of(1, 3), vectors: identity(2) }));
    expect(smokeTest(wrong)).toBe('an eigen-decomposition is wrong');
  });

  it('tells what was thrown', () => {
    fake.failing = 'MatMul';
    expect(smokeTest(linalg)).toBe('MatMul failed');
  });
});

describe('the binding', () => {
  it('is known by what it can do', () => {
    expect(isBinding(fake)).toBe(true);
  });

  it.each([undefined, {}, { backend: () => ({}) }, { executeOp: 1 }])('is not %o', (loaded) => {
    expect(isBinding(loaded)).toBe(false);
  });
});

describe('the names of attributes', () => {
  it('are entered by an operation that is not carried out', () => {
    const seen: string[] = [];
    const executeOp = fake.executeOp.bind(fake);
    fake.executeOp = (name, attributes, inputs, outputs) => {
      seen.push(...attributes.map((attribute) => attribute.name));
      return executeOp(name, attributes, inputs, outputs);
    };
    enterAttributes(fake);
    expect(seen).toEqual(expect.arrayContaining([...ATTRIBUTES]));
    expect(fake.living).toBe(0);
  });

  it('hold all that this backend gives to operations', () => {
    const a = gaussian(6, 4);
    linalg.svd(a);
    linalg.qr(a);
    linalg.eigh(symmetric(gaussian(5, 5)));
    linalg.eigenvalues(symmetric(gaussian(5, 5)));
    linalg.multiply(a, a, { transposeA: true, precision: 'float32' });
    expect(ATTRIBUTES).toEqual(expect.arrayContaining([...fake.attributes]));
  });
});
