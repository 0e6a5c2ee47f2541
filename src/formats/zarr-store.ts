import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from './errors';

export const MAX_META_BYTES = 16 * 1024 * 1024;
const MAX_CHUNK_BYTES = 2 ** 30;
const HALF_NAN = 0x7e00;

/**
 * The files of a Zarr folder. Half-precision arrays are handed out as the 16-bit integers that their bits are, since Node 20
 * has no arrays of halves for the library to make.
 */
export class FolderStore {
  readonly #halves = new Set<string>();

  constructor(private readonly folder: string) {}

  /** `key`: "/layer1/.zarray". */
  get(key: string): Promise<Uint8Array | undefined> {
    const path = join(this.folder, key);
    if (!existsSync(path)) return Promise.resolve(undefined);
    const { size } = statSync(path);
    const isMetadata = /(?:json|\.z\w+)$/.test(key);
    if (size > (isMetadata ? MAX_META_BYTES : MAX_CHUNK_BYTES)) {
      throw new FormatError(path, 'It is too large for a part of a Zarr array.');
    }
    const bytes = readFileSync(path);
    return Promise.resolve(/\/(?:\.zarray|zarr\.json)$/.test(key) ? this.#withoutHalves(key, bytes) : bytes);
  }

  /** Whether the array of this key ("layer1") holds halves; known once its metadata were read. */
  holdsHalves(key: string): boolean {
    return this.#halves.has(key);
  }

  #withoutHalves(key: string, bytes: Buffer): Uint8Array {
    const metadata: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof metadata !== 'object' || metadata === null) return bytes;
    const { dtype, data_type: type, fill_value: fill } = metadata as Record<string, unknown>;
    const changed =
      typeof dtype === 'string' && /^[<>]f2$/.test(dtype)
        ? { ...metadata, dtype: `${dtype[0]!}u2` }
        : type === 'float16'
          ? { ...metadata, data_type: 'uint16' }
          : null;
    if (!changed) return bytes;
    this.#halves.add(key.replace(/^\//, '').replace(/\/?(?:\.zarray|zarr\.json)$/, ''));
    return Buffer.from(JSON.stringify({ ...changed, fill_value: fill === 0 || fill === null ? fill : HALF_NAN }));
  }
}
