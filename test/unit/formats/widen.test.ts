import { describe, expect, it } from 'vitest';
import { widen } from '../../../src/formats/widen';

/** The value of every code of a small float, as IEEE 754 defines it. */
function value(code: number, exponentBits: number, mantissaBits: number): number {
  const sign = code >> (exponentBits + mantissaBits) ? -1 : 1;
  const exponent = (code >> mantissaBits) & (2 ** exponentBits - 1);
  const mantissa = code & (2 ** mantissaBits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa * 2 ** -mantissaBits) * 2 ** (exponent - bias);
}

describe('every code widens exactly', () => {
  it.each([
    ['float16', 5, 10],
    ['bfloat16', 8, 7],
  ] as const)('%s', (dtype, exponentBits, mantissaBits) => {
    const codes = Uint16Array.from({ length: 65_536 }, (_, code) => code);
    const out = new Float64Array(codes.length);
    widen(new Uint8Array(codes.buffer), dtype, out);
    const wrong = codes.filter((code) => !Object.is(out[code], value(code, exponentBits, mantissaBits)));
    expect([...wrong]).toEqual([]);
  });

  it('float8_e5m2', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const out = new Float64Array(256);
    widen(codes, 'float8_e5m2', out);
    expect([...out]).toEqual([...codes].map((code) => value(code, 5, 2)));
  });

  it('float8_e4m3 has no infinity, and one NaN a sign', () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const out = new Float64Array(256);
    widen(codes, 'float8_e4m3', out);
    expect(out[0x7e]).toBe(448);
    expect(out[0x78]).toBe(256);
    expect([...codes].filter((code) => Number.isNaN(out[code]))).toEqual([0x7f, 0xff]);
    expect(out.every((one, code) => code % 128 >= 0x78 || Object.is(one, value(code, 4, 3)))).toBe(true);
  });
});
