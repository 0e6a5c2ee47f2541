import type { Bytes } from '../bytes';
import { readBytes } from '../bytes';
import { FormatError } from '../errors';
import type { Blob } from './values';

/*
 * Protocol 2 writes bytes as text: each byte is a code point, which UTF-8 stores in one or two bytes. There is no random
 * access, so that reading goes forward from the nearest place known.
 */

const CHUNK_BYTES = 256 * 1024;

export class Latin1Bytes implements Bytes {
  readonly path: string;
  /** Where each chunk of the text begins in the decoded bytes; the last is where decoding has come to. */
  private readonly starts: number[] = [0];
  private turn: Promise<void> = Promise.resolve();
  /** The chunk decoded last: rows are mostly shorter. */
  private recent: { readonly chunk: number; readonly decoded: Uint8Array } | null = null;

  constructor(
    private readonly text: Blob,
    /** Decoded, as the array's shape asks for. */
    readonly size: number,
  ) {
    this.path = text.bytes.path;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const mine = this.turn.then(() => this.readInTurn(target, position));
    this.turn = mine.catch(() => undefined);
    await mine;
  }

  private async readInTurn(target: Uint8Array, position: number): Promise<void> {
    let chunk = this.starts.length - 1;
    while (chunk > 0 && this.starts[chunk]! > position) chunk--;
    let done = 0;
    while (done < target.length) {
      const decoded = await this.decode(chunk);
      const start = this.starts[chunk]!;
      this.starts[chunk + 1] ??= start + decoded.length;
      const skip = position + done - start;
      if (skip < decoded.length) {
        const part = decoded.subarray(skip, skip + target.length - done);
        target.set(part, done);
        done += part.length;
      }
      chunk++;
    }
  }

  /** A chunk begins after the continuation byte that it may begin with, and ends with one that it may be cut before. */
  private async decode(chunk: number): Promise<Uint8Array> {
    if (this.recent?.chunk === chunk) return this.recent.decoded;
    const from = chunk * CHUNK_BYTES;
    const length = Math.min(CHUNK_BYTES + 1, this.text.length - from);
    if (length <= 0) throw this.damaged();
    const coded = await readBytes(this.text.bytes, this.text.offset + from, length);
    const end = Math.min(CHUNK_BYTES, length);
    const out = new Uint8Array(end);
    let n = 0;
    for (let i = chunk > 0 && isContinuation(coded[0]!) ? 1 : 0; i < end; i++) {
      const byte = coded[i]!;
      if (byte < 0x80) out[n++] = byte;
      else {
        const next = coded[i + 1];
        if ((byte !== 0xc2 && byte !== 0xc3) || next === undefined || !isContinuation(next)) throw this.damaged();
        out[n++] = ((byte & 3) << 6) | (next & 0x3f);
        i++;
      }
    }
    const decoded = out.subarray(0, n);
    this.recent = { chunk, decoded };
    return decoded;
  }

  private damaged(): FormatError {
    return new FormatError(this.path, 'The bytes of an array in it are damaged. Write or copy it again.');
  }
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
