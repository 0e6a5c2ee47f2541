import { CompressionType, compressionRegistry } from 'apache-arrow';
import { Decompress } from 'fzstd';
import { decompressLz4Frame } from './lz4';

/** What one compressed buffer (a column of a batch) may hold, bytes. */
const MAX_BUFFER_BYTES = 2 ** 30;

/** Lets the library read compressed batches: Feather is written with LZ4 unless one says otherwise. */
export function readCompressedBatches(): void {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (data) => decompressLz4Frame(data, MAX_BUFFER_BYTES) });
  compressionRegistry.set(CompressionType.ZSTD, { decode: decompressZstd });
}

function decompressZstd(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((part) => {
    length += part.length;
    if (length > MAX_BUFFER_BYTES) throw new RangeError('A Zstandard frame holds more than it may.');
    parts.push(part);
  });
  stream.push(data, true);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
