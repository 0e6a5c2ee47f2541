import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isBinding } from '../../../../src/engine/backends/tensorflow/binding';
import { ATTRIBUTES, enterAttributes } from '../../../../src/engine/backends/tensorflow/attributes';
import { TensorflowLinalg } from '../../../../src/engine/backends/tensorflow/linalg';
import { smokeTest } from '../../../../src/engine/backends/tensorflow/load';
import type { Linalg } from '../../../../src/linalg/linalg';
import { matrix } from '../../../../src/linalg/matrix';
import { FakeBinding } from '../../support/fake-tensorflow';
import { testLinalg } from '../../support/linalg';
import { build, distance, gaussian, identity } from '../../support/matrices';

const kernels = await testLinalg();
let fake: FakeBinding;
let linalg: Linalg;

beforeEach(() => {
  fake = new FakeBinding(kernels);
  linalg = new TensorflowLinalg(fake, kernels, 0);
});

describe('the tensorflow backend speaks raw ops', () => {
  const a = gaussian(6, 4);

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

  it.each([
    ['columns', gaussian(40, 300), undefined],
    ['rows', gaussian(300, 40), 'rows'],
  ] as const)('Gram matrices of many %s by blocks, without the other half', (_, tall, side) => {
    for (const precision of ['float64', 'float32'] as const) {
      fake.ops.length = 0;
      const gram = linalg.gram(tall, { side, precision });
      expect(fake.ops.filter((op) => op === 'MatMul')).toHaveLength(3);
      const close = precision === 'float32' ? 1e-4 : 1e-12;
      expect(distance(gram.data, kernels.gram(tall, { side }).data)).toBeLessThan(close);
    }
    expect(fake.living).toBe(0);
  });

  it('the packed kernel by the same blocks', () => {
    const tall = gaussian(300, 40);
    for (const precision of ['float64', 'float32'] as const) {
      fake.ops.length = 0;
      const packed = Float64Array.from(linalg.centredGram(tall, { precision }));
      expect(fake.ops.filter((op) => op === 'MatMul')).toHaveLength(3);
      const expected = Float64Array.from(kernels.centredGram(tall, { precision }));
      expect(distance(packed, expected)).toBeLessThan(precision === 'float32' ? 1e-4 : 1e-12);
    }
  });

  it('float32 products without Bitcast, near 1 whatever the scale', () => {
    const big = build(6, 4, (i, j) => 1e60 * a.data[i * 4 + j]!);
    const gram = linalg.gram(big, { precision: 'float32' });
    expect(fake.ops).toEqual(['MatMul']);
    expect(distance(gram.data, kernels.gram(big).data)).toBeLessThan(1e-5 * 1e120);
  });

  it('deletes every tensor, also when an op throws', () => {
    linalg.gram(gaussian(10, 200));
    linalg.multiply(a, a, { transposeA: true, precision: 'float32' });
    expect(fake.living).toBe(0);
    fake.failing = 'MatMul';
    expect(() => linalg.gram(gaussian(10, 200))).toThrow('MatMul failed');
    expect(fake.living).toBe(0);
  });

  it('takes shared memory as it is', () => {
    const shared = new Float64Array(new SharedArrayBuffer(a.data.byteLength));
    shared.set(a.data);
    expect(linalg.gram(matrix(6, 4, shared))).toEqual(kernels.gram(a));
  });
});

describe('the tensorflow backend leaves to the kernels', () => {
  it.each([
    ['empty matrices', () => linalg.gram(matrix(0, 3))],
    ['matrices of zeros', () => linalg.gram(matrix(3, 3))],
    ['tiny entries', () => linalg.multiply(matrix(1, 1, Float64Array.of(1e-200)), matrix(1, 1, Float64Array.of(1)))],
    ['huge entries', () => linalg.centredGram(matrix(2, 1, Float64Array.of(1e200, 1)))],
    ['QR', () => linalg.qr(gaussian(4, 3))],
    ['pivoted QR', () => linalg.pivotedQr(gaussian(4, 3))],
    ['SVD', () => [linalg.svd(gaussian(4, 3)), linalg.leftSvd(gaussian(4, 3))]],
    ['eigenvectors', () => linalg.eigh(identity(5))],
    ['eigenvalues', () => linalg.eigenvalues(identity(5))],
    ['singular values alone', () => linalg.singularValues(identity(5))],
  ])('%s', (_, operation) => {
    operation();
    expect(fake.ops).toEqual([]);
  });

  it('small products', () => {
    const chosen = new TensorflowLinalg(fake, kernels);
    const small = gaussian(100, 90);
    chosen.multiply(small, small, { transposeA: true });
    chosen.gram(small);
    chosen.centredGram(small);
    expect(fake.ops).toEqual([]);
    chosen.multiply(gaussian(200, 200), gaussian(200, 200));
    expect(fake.ops).toContain('MatMul');
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

  it('notices wrong Gram matrices', () => {
    const wrong: Linalg = new TensorflowLinalg(fake, kernels, 0);
    wrong.gram = vi.fn(() => identity(2));
    expect(smokeTest(wrong)).toBe('a Gram matrix is wrong');
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
    linalg.gram(gaussian(10, 200));
    linalg.multiply(a, a, { transposeA: true, precision: 'float32' });
    expect(ATTRIBUTES).toEqual(expect.arrayContaining([...fake.attributes]));
  });
});
