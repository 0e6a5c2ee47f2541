import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Bytes, FileBytes } from './bytes';
import { readBytes } from './bytes';
import { FormatError } from './errors';
import type { ZipEntry } from './zip';
import { dataOffset } from './zip';

const COMPRESSED_CHUNK_BYTES = 512 * 1024;
const INFLATED_CHUNK_BYTES = 1024 * 1024;
/** Enough compressed bytes for an array's header; they inflate to a megabyte at most. */
const HEAD_BYTES = 1024;

/** The content of a member, stored or deflated. Reading it through, in order, also verifies its checksum. */
export async function openZipMember(file: FileBytes, entry: ZipEntry): Promise<Bytes> {
  const fail = (problem: string): FormatError => new FormatError(file.path, `Its member "${entry.name}" ${problem}`);
  if (entry.encrypted) throw fail('is encrypted. Write it without a password.');
  const offset = await dataOffset(file, entry);
  const damaged = (cause?: unknown): FormatError =>
    new FormatError(file.path, `Its member "${entry.name}" is damaged. Write or copy it again.`, { cause });
  if (entry.method === 0) {
    if (entry.size !== entry.compressedSize) throw damaged();
    return new StoredMember(file, entry, offset, damaged);
  }
  if (entry.method === 8) {
    const head = inflateHead(await readBytes(file, offset, Math.min(HEAD_BYTES, entry.compressedSize)));
    return new DeflatedMember(file, entry, offset, head, damaged);
  }
  throw fail('is compressed in another way than deflate. Write it with numpy.savez or numpy.savez_compressed.');
}

// Node before 20.15 lacks it; the check is then left out.
const crc32 = zlib.crc32 as ((data: Uint8Array, value: number) => number) | undefined;

/** Follows reads from the start on; a read that leaves a gap ends the check. */
class Checksum {
  private at = 0;
  private value = 0;

  constructor(
    private readonly entry: ZipEntry,
    private readonly damaged: () => FormatError,
  ) {}

  follow(bytes: Uint8Array, position: number): void {
    if (!crc32 || position > this.at || position + bytes.length <= this.at) return;
    this.value = crc32(bytes.subarray(this.at - position), this.value);
    this.at = position + bytes.length;
    if (this.at === this.entry.size && this.value !== this.entry.crc) throw this.damaged();
  }
}

class StoredMember implements Bytes {
  readonly path: string;
  readonly size: number;
  private readonly checksum: Checksum;

  constructor(
    private readonly file: FileBytes,
    entry: ZipEntry,
    private readonly offset: number,
    private readonly damaged: (cause?: unknown) => FormatError,
  ) {
    this.path = file.path;
    this.size = entry.size;
    this.checksum = new Checksum(entry, damaged);
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    if (position + target.length > this.size) throw this.damaged();
    await this.file.read(target, this.offset + position);
    this.checksum.follow(target, position);
  }
}

/** Deflate has no random access: reads go forward through one stream, and a read further back starts it again. */
class DeflatedMember implements Bytes {
  readonly path: string;
  readonly size: number;
  private readonly checksum: Checksum;
  private stream: AsyncIterator<Uint8Array> | null = null;
  private rest: Uint8Array = new Uint8Array(0);
  /** Where `rest` begins in the content. */
  private at = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: FileBytes,
    private readonly entry: ZipEntry,
    private readonly offset: number,
    private readonly head: Uint8Array,
    private readonly damaged: (cause?: unknown) => FormatError,
  ) {
    this.path = file.path;
    this.size = entry.size;
    this.checksum = new Checksum(entry, damaged);
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    if (position + target.length > this.size) throw this.damaged();
    if (position + target.length <= this.head.length) {
      target.set(this.head.subarray(position, position + target.length));
    } else {
      const mine = this.turn.then(() => this.readThrough(target, position));
      this.turn = mine.catch(() => undefined);
      await mine;
    }
    this.checksum.follow(target, position);
  }

  private async readThrough(target: Uint8Array, position: number): Promise<void> {
    if (!this.stream || position < this.at) await this.restart();
    let done = 0;
    while (done < target.length) {
      const skip = position + done - this.at;
      if (skip < this.rest.length) {
        const part = this.rest.subarray(skip, skip + target.length - done);
        target.set(part, done);
        done += part.length;
      } else {
        await this.advance();
      }
    }
  }

  private async restart(): Promise<void> {
    await this.stream?.return?.();
    this.stream = this.inflate()[Symbol.asyncIterator]();
    this.rest = new Uint8Array(0);
    this.at = 0;
  }

  private async advance(): Promise<void> {
    const next = await this.stream!.next();
    if (next.done) {
      this.stream = null;
      throw this.damaged();
    }
    this.at += this.rest.length;
    this.rest = next.value;
  }

  private async *inflate(): AsyncGenerator<Uint8Array> {
    const inflater = zlib.createInflateRaw({ chunkSize: INFLATED_CHUNK_BYTES });
    pipeline(Readable.from(this.compressed(), { objectMode: false }), inflater, () => undefined);
    try {
      for await (const chunk of inflater) yield chunk as Uint8Array;
    } catch (error) {
      throw error instanceof FormatError ? error : this.damaged(error);
    } finally {
      inflater.destroy();
    }
  }

  private async *compressed(): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < this.entry.compressedSize; done += COMPRESSED_CHUNK_BYTES) {
      const length = Math.min(COMPRESSED_CHUNK_BYTES, this.entry.compressedSize - done);
      yield await readBytes(this.file, this.offset + done, length);
    }
  }
}

/** What the first bytes of a deflated member inflate to; empty where that cannot be told. */
function inflateHead(compressed: Uint8Array): Uint8Array {
  try {
    return zlib.inflateRawSync(compressed, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0); // the stream will say what is wrong
  }
}
