import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';

/*
 * Plain data with large arrays in a file: checksum, how many arrays and how long the rest is, the arrays' lengths, the rest as V8
 * serialises it, the arrays. They go out from where they stand and come in onto shared memory: no copy of all is made on the way.
 */

const CHECKSUM_BYTES = 32;
/** Two counts. */
const COUNTS_BYTES = 8;
const LENGTH_BYTES = 8;

const kinds = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array] as const;
type View = InstanceType<(typeof kinds)[number]>;

/** V8's own, with the arrays left out: their kind and number stand in their place. */
class Outline extends DefaultSerializer {
  readonly arrays: View[] = [];

  _writeHostObject(view: View): void {
    const kind = kinds.findIndex((each) => view instanceof each);
    if (kind < 0) throw new TypeError(`Sides hold no ${view.constructor.name}.`);
    this.writeUint32(kind);
    this.writeUint32(this.arrays.push(view) - 1);
  }
}

class Filled extends DefaultDeserializer {
  constructor(
    outline: Uint8Array,
    private readonly arrays: readonly SharedArrayBuffer[],
  ) {
    super(outline);
  }

  _readHostObject(): View {
    const kind = kinds[this.readUint32()] as new (buffer: SharedArrayBuffer) => View;
    return new kind(this.arrays[this.readUint32()]!);
  }
}

/** What the file is to hold, piece by piece. */
export function piecesOfFile(value: unknown): Uint8Array[] {
  const outline = new Outline();
  outline.writeHeader();
  outline.writeValue(value);
  const rest = outline.releaseBuffer();
  const counts = Uint32Array.of(outline.arrays.length, rest.length);
  const lengths = Float64Array.from(outline.arrays, ({ byteLength }) => byteLength);
  const pieces = [counts, lengths, rest, ...outline.arrays].map(bytesOf);
  return [checksumOf(pieces), ...pieces];
}

/** What the file holds; undefined where it is damaged. */
export async function readFromFile(path: string): Promise<unknown> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = await take(file, new Uint8Array(CHECKSUM_BYTES + COUNTS_BYTES));
    if (!head) return undefined;
    const [count, restBytes] = new Uint32Array(head.buffer, CHECKSUM_BYTES) as Uint32Array & [number, number];
    const outside = head.length + count * LENGTH_BYTES + restBytes;
    if (outside > size) return undefined;
    const lengths = new Float64Array(count);
    const rest = new Uint8Array(restBytes);
    if (!(await take(file, bytesOf(lengths))) || !(await take(file, rest))) return undefined;
    if (lengths.reduce((sum, length) => sum + Math.abs(length), outside) !== size) return undefined;
    const arrays = Array.from(lengths, (length) => new SharedArrayBuffer(length));
    const pieces = [head.subarray(CHECKSUM_BYTES), bytesOf(lengths), rest];
    for (const array of arrays) {
      const piece = await take(file, new Uint8Array(array));
      if (!piece) return undefined;
      pieces.push(piece);
    }
    if (!checksumOf(pieces).equals(head.subarray(0, CHECKSUM_BYTES))) return undefined;
    const filled = new Filled(rest, arrays);
    filled.readHeader();
    return filled.readValue() as unknown;
  } finally {
    await file.close();
  }
}

/** Fills `bytes` with what comes next; undefined where the file ends before. */
async function take<B extends Uint8Array>(file: FileHandle, bytes: B): Promise<B | undefined> {
  let taken = 0;
  while (taken < bytes.length) {
    const { bytesRead } = await file.read(bytes, taken, bytes.length - taken);
    if (bytesRead === 0) return undefined;
    taken += bytesRead;
  }
  return bytes;
}

function checksumOf(pieces: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
