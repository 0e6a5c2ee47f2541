import * as fs from 'node:fs';
import { promisify } from 'node:util';

/*
 * Reading past the system's cache. A file larger than memory finds nothing there and leaves nothing of use, and copying out of it takes
 * as much of a processor as a fast disk gives it time for. Only Linux has it, not for every file system, and only for memory and
 * positions in whole blocks: whoever reads like this needs the other way, too.
 */

/** Of positions, lengths and memory: no file system asks for more. */
export const ALIGNMENT = 4096;

const read = promisify(fs.read);
const { O_DIRECT } = fs.constants as { readonly O_DIRECT?: number };

export class DirectFile {
  private constructor(private readonly fd: number) {}

  /** Null where the system doesn't do it, or another file stands there now than the one that `like` tells of. */
  static open(path: string, like: fs.Stats): DirectFile | null {
    if (O_DIRECT === undefined) return null;
    let fd: number;
    try {
      fd = fs.openSync(path, fs.constants.O_RDONLY | O_DIRECT);
    } catch {
      return null;
    }
    const { ino, dev } = fs.fstatSync(fd);
    if (ino === like.ino && dev === like.dev) return new DirectFile(fd);
    fs.closeSync(fd);
    return null;
  }

  /**
   * Fills `target`, and with what stands around in the file up to `ALIGNMENT` bytes before and behind it. False where that cannot be:
   * the memory is to begin as far behind a whole block as the position, and to have room around. Then nothing can be said of it.
   */
  async read(target: Uint8Array, position: number): Promise<boolean> {
    const before = position % ALIGNMENT;
    const start = target.byteOffset - before;
    const length = Math.ceil((before + target.length) / ALIGNMENT) * ALIGNMENT;
    if (start < 0 || start % ALIGNMENT !== 0 || start + length > target.buffer.byteLength) return false;
    try {
      const around = new Uint8Array(target.buffer, start, length);
      const { bytesRead } = await read(this.fd, around, 0, length, position - before);
      return bytesRead >= before + target.length; // the last block of a file is not whole
    } catch {
      return false;
    }
  }

  close(): void {
    fs.closeSync(this.fd);
  }
}
