import type { Bytes } from '../bytes';
import { MemoryBytes } from '../memory';
import { Blob } from './values';

const WINDOW_BYTES = 256 * 1024;
/** Longer payloads stay in the file. */
const INLINE_BYTES = 4096;

export function blobOf(path: string, data: Uint8Array): Blob {
  return new Blob(new MemoryBytes(path, data), 0, data.length, data);
}

/** The end of the file came before the end of the pickle. */
export class EndOfPickle extends Error {}

/** Reads a pickle forward through a window; long payloads are stepped over. */
export class PickleSource {
  private window = Buffer.alloc(0);
  private at = 0;
  /** In `bytes`, of the window's first byte. */
  private start: number;

  constructor(
    readonly bytes: Bytes,
    start: number,
    private readonly end: number,
  ) {
    this.start = start;
  }

  /** Where the next byte lies. */
  get position(): number {
    return this.start + this.at;
  }

  /** Whether the next `n` bytes are in the window. */
  has(n: number): boolean {
    return this.window.length - this.at >= n;
  }

  /** Brings `n` bytes, or all that are left, into the window. */
  async fill(n: number): Promise<void> {
    const position = this.position;
    const length = Math.max(0, Math.min(Math.max(n, WINDOW_BYTES), this.end - position));
    const window = Buffer.alloc(length);
    await this.bytes.read(window, position);
    this.window = window;
    this.start = position;
    this.at = 0;
  }

  /** The next bytes, which must be in the window. */
  take(n: number): Buffer {
    if (!this.has(n)) throw new EndOfPickle();
    const taken = this.window.subarray(this.at, this.at + n);
    this.at += n;
    return taken;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** The next line, without its end; null where it does not end in the window. */
  line(): string | null {
    const end = this.window.indexOf(0x0a, this.at);
    if (end < 0) return null;
    const text = this.window.toString('latin1', this.at, end);
    this.at = end + 1;
    return text;
  }

  /** A payload: short ones are copied, long ones left where they are. */
  async payload(length: number): Promise<Blob> {
    if (!Number.isSafeInteger(length) || length < 0 || this.position + length > this.end) throw new EndOfPickle();
    if (length > INLINE_BYTES) {
      const blob = new Blob(this.bytes, this.position, length);
      this.skip(length);
      return blob;
    }
    if (!this.has(length)) await this.fill(length);
    return blobOf(this.bytes.path, Uint8Array.from(this.take(length)));
  }

  /** Text; long text stays where it is. */
  async text(length: number): Promise<string | Blob> {
    if (!Number.isSafeInteger(length) || length < 0 || this.position + length > this.end) throw new EndOfPickle();
    if (length > INLINE_BYTES) return this.payload(length);
    if (!this.has(length)) await this.fill(length);
    return this.take(length).toString('utf8');
  }

  private skip(length: number): void {
    if (this.has(length)) {
      this.at += length;
      return;
    }
    this.start = this.position + length;
    this.window = Buffer.alloc(0);
    this.at = 0;
  }
}
