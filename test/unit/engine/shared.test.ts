import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/linalg/matrix';
import { bytesOf, share } from '../../../src/engine/shared';

describe('shared memory', () => {
  it('moves arrays and keeps what is one object one object', () => {
    const data = Float64Array.of(1, 2, 3, 4);
    const centred = matrix(2, 2, data);
    const side = {
      subject: { matrix: centred },
      memo: new Map<string, unknown>([
        ['a', { centred }],
        ['b', [data, null, 'x']],
      ]),
    };
    const shared = share(side);
    const moved = shared.subject.matrix;
    expect(moved).toEqual(centred);
    expect(moved.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((shared.memo.get('a') as { centred: unknown }).centred).toBe(moved);
    expect((shared.memo.get('b') as unknown[])[0]).toBe(moved.data);
  });

  it('takes only the part of a buffer that is used', () => {
    const part = new Float64Array(new Float64Array(1000).fill(7).buffer, 80, 2);
    const shared = share({ part });
    expect([...shared.part]).toEqual([7, 7]);
    expect(shared.part.buffer.byteLength).toBe(16);
  });

  it('lets views of the same stretch share it, and leaves shared arrays where they are', () => {
    const numbers = Float64Array.of(1, 2);
    const shared = share({ numbers, bytes: new Uint8Array(numbers.buffer) });
    expect(shared.bytes.buffer).toBe(shared.numbers.buffer);
    expect(share(shared).numbers.buffer).toBe(shared.numbers.buffer);
  });

  it('counts each buffer once', () => {
    const data = new Float64Array(100);
    expect(bytesOf({ a: data, b: data, c: data.subarray(10) })).toBe(800);
    expect(bytesOf(new Map([['ab', [1, 2, 3]]]))).toBe(4 + 24);
  });

  it('copes with data that contains itself', () => {
    const loop: { self?: unknown; data: Float64Array } = { data: new Float64Array(2) };
    loop.self = loop;
    const shared = share(loop);
    expect(shared.self).toBe(shared);
    expect(bytesOf(loop)).toBe(16);
  });
});
