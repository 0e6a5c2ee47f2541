import type { Dtype } from './types';

/*
 * Widening to float64, exact for every type but 64-bit integers beyond 2⁵³. Typed-array views read in the machine's byte
 * order; every platform we run on is little-endian.
 */

export type NumericDtype = Exclude<Dtype, 'string'>;

/** Bytes of one element. */
export const itemSizes: Readonly<Record<NumericDtype, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float8_e4m3: 1,
  float8_e5m2: 1,
  int64: 8,
  uint64: 8,
  int32: 4,
  uint32: 4,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** An integer that float64 cannot hold exactly. */
export class UnsafeIntegerError extends Error {
  override readonly name = 'UnsafeIntegerError';
}

/** Turns big-endian elements into little-endian ones, in place. */
export function swapBytes(bytes: Uint8Array, itemSize: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (itemSize === 2) buffer.swap16();
  else if (itemSize === 4) buffer.swap32();
  else if (itemSize === 8) buffer.swap64();
}

/** Widens little-endian elements into `out`, one number each. `bytes` must begin at a multiple of 8 in its buffer. */
export function widen(bytes: Uint8Array, dtype: NumericDtype, out: Float64Array): void {
  const n = out.length;
  switch (dtype) {
    case 'float64':
      return out.set(view(Float64Array, bytes, n));
    case 'float32':
      return out.set(view(Float32Array, bytes, n));
    case 'float16':
      return lookUp(view(Uint16Array, bytes, n), float16Values(), out);
    case 'bfloat16':
      return widenBfloat16(view(Uint16Array, bytes, n), out);
    case 'float8_e4m3':
      return lookUp(view(Uint8Array, bytes, n), float8e4m3Values(), out);
    case 'float8_e5m2':
      return lookUp(view(Uint8Array, bytes, n), float8e5m2Values(), out);
    case 'int64':
      return widenInt64(view(Uint32Array, bytes, 2 * n), view(Int32Array, bytes, 2 * n), out);
    case 'uint64':
      return widenInt64(view(Uint32Array, bytes, 2 * n), view(Uint32Array, bytes, 2 * n), out);
    case 'int32':
      return out.set(view(Int32Array, bytes, n));
    case 'uint32':
      return out.set(view(Uint32Array, bytes, n));
    case 'int16':
      return out.set(view(Int16Array, bytes, n));
    case 'uint16':
      return out.set(view(Uint16Array, bytes, n));
    case 'int8':
      return out.set(view(Int8Array, bytes, n));
    case 'uint8':
      return out.set(view(Uint8Array, bytes, n));
    case 'bool':
      for (let i = 0; i < n; i++) out[i] = bytes[i] === 0 ? 0 : 1;
  }
}

type ViewConstructor<T> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;

function view<T>(type: ViewConstructor<T>, bytes: Uint8Array, length: number): T {
  return new type(bytes.buffer, bytes.byteOffset, length);
}

function lookUp(codes: Uint16Array | Uint8Array, values: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = values[codes[i]!]!;
}

/** bfloat16 is the upper half of a float32. */
function widenBfloat16(codes: Uint16Array, out: Float64Array): void {
  const bits = new Uint32Array(codes.length);
  for (let i = 0; i < bits.length; i++) bits[i] = codes[i]! << 16;
  out.set(new Float32Array(bits.buffer));
}

/** `low` and `high` see the same bytes; each value is high · 2³² + low, exact while |high| < 2²¹. */
function widenInt64(low: Uint32Array, high: Int32Array | Uint32Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const upper = high[2 * i + 1]!;
    if (upper >= 0x200000 || upper < -0x200000) {
      throw new UnsafeIntegerError('An integer beyond 2^53 has no exact floating-point value.');
    }
    out[i] = upper * 4294967296 + low[2 * i]!;
  }
}

/** IEEE-like small floats: sign, exponent, mantissa; the value of every code. */
function smallFloats(
  exponentBits: number,
  mantissaBits: number,
  special: (code: number) => number | null,
): Float64Array {
  const bits = 1 + exponentBits + mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  return Float64Array.from({ length: 2 ** bits }, (_, code) => {
    const mantissa = code & (2 ** mantissaBits - 1);
    const exponent = (code >> mantissaBits) & (2 ** exponentBits - 1);
    const sign = code >> (bits - 1) ? -1 : 1;
    const magnitude =
      exponent === 0
        ? mantissa * 2 ** (1 - bias - mantissaBits)
        : (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
    return sign * (special(code & (2 ** (bits - 1) - 1)) ?? magnitude);
  });
}

/** Infinity and NaN as IEEE 754 has them: the largest exponent. */
function ieeeSpecial(exponentBits: number, mantissaBits: number): (magnitude: number) => number | null {
  const infinity = (2 ** exponentBits - 1) << mantissaBits;
  return (magnitude) => (magnitude < infinity ? null : magnitude === infinity ? Infinity : NaN);
}

function once(make: () => Float64Array): () => Float64Array {
  let values: Float64Array | undefined;
  return () => (values ??= make());
}

const float16Values = once(() => smallFloats(5, 10, ieeeSpecial(5, 10)));
const float8e5m2Values = once(() => smallFloats(5, 2, ieeeSpecial(5, 2)));
/** The "fn" variant of torch and safetensors: no infinity, one NaN. */
const float8e4m3Values = once(() => smallFloats(4, 3, (magnitude) => (magnitude === 0x7f ? NaN : null)));
