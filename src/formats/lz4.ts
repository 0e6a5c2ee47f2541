/*
 * LZ4 frames (the frame and block formats of the LZ4 project), as Arrow compresses its buffers. Blocks may refer to the
 * 64 KB before them, across blocks. Checksums are passed over: what they would find the array's own length finds, too.
 */

const MAGIC = 0x184d2204;
const LEAST_MATCH = 4;

/** Throws a `RangeError` where the frame is damaged or holds more than `limit` bytes. */
export function decompressLz4Frame(frame: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('Not an LZ4 frame.');
  const flags = view.getUint8(4);
  const [hasBlockChecksum, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  let at = 4 + 2 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  const output = new Output(limit);
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return output.bytes();
    const length = word & 0x7fffffff;
    if (at + length > frame.length) throw new RangeError('An LZ4 block is cut off.');
    const block = frame.subarray(at, at + length);
    if (word >>> 31) output.append(block);
    else decompressBlock(block, output);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
}

/** Sequences of literals and of matches with what came before. */
function decompressBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const next = (): number => {
    if (at >= block.length) throw new RangeError('An LZ4 sequence is cut off.');
    return block[at++]!;
  };
  const long = (short: number): number => {
    let length = short;
    if (short === 15) for (let more = 255; more === 255; length += more) more = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = long(token >> 4);
    if (at + literals > block.length) throw new RangeError('LZ4 literals are cut off.');
    output.append(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return; // the last sequence has no match
    const distance = next() | (next() << 8);
    output.repeat(distance, long(token & 15) + LEAST_MATCH);
  }
}

/** Bytes that become more, up to a limit. */
class Output {
  private buffer = new Uint8Array(64 * 1024);
  private length = 0;

  constructor(private readonly limit: number) {}

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends `count` bytes beginning `distance` before the end; they may overlap with what they append. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new RangeError('An LZ4 match lies before the beginning.');
    this.reserve(count);
    const { buffer, length } = this;
    if (distance >= count) buffer.copyWithin(length, length - distance, length - distance + count);
    else for (let i = length; i < length + count; i++) buffer[i] = buffer[i - distance]!;
    this.length += count;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed > this.limit) throw new RangeError('An LZ4 frame holds more than it may.');
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.min(this.limit, Math.max(needed, 2 * this.buffer.length)));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}
