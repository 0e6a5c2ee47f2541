import type { Bytes, FileBytes } from './bytes';
import { readBytes } from './bytes';
import { dumpOfArrays } from './container';
import { FormatError } from './errors';
import { gatherArrays } from './pickle/arrays';
import type { Placed, PlaceStorage } from './pickle/arrays';
import { openPickle } from './pickle/open';
import type { OpenedPickle } from './pickle/open';
import type { Storage } from './pickle/values';
import type { Dump, Format } from './types';
import type { ZipEntry } from './zip';
import { readZipDirectory } from './zip';
import { openZipMember } from './zip-members';

/*
 * What torch.save and pickle.dump write: a zip archive with a pickle and the storages, the older sequence of pickles followed
 * by the storages, or one pickle.
 */

/** Whether a file may be a pickle of protocol 2 or later. */
function startsPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
}

/** PyTorch files and pickles, read without running anything that they name. */
export const torch: Format = {
  async open(file) {
    const zipped = file.head[0] === 0x50 && file.head[1] === 0x4b;
    if (zipped) return openZipped(file);
    const cutOff = (): FormatError =>
      startsPickle(file.head)
        ? file.incomplete(null, 'pickle')
        : new FormatError(file.path, 'It is neither a PyTorch file nor a pickle: it begins with other bytes.');
    return openPickledDump(file, 0, 'pickle', cutOff);
  },
};

/** The dump of the pickle that fills a file from `start` on. */
export async function openPickledDump(
  file: FileBytes,
  start: number,
  format: string,
  cutOff: () => FormatError,
): Promise<Dump> {
  const pickle = await openPickle(file, start, file.size, cutOff);
  return dumpOf(file, format, pickle, pickle.place);
}

async function openZipped(file: FileBytes): Promise<Dump> {
  const entries = new Map<string, ZipEntry>();
  for (const entry of await readZipDirectory(file, 'PyTorch file')) entries.set(entry.name, entry);
  const main = [...entries.keys()].find((name) => /^(?:[^/]+\/)?data\.pkl$/.test(name));
  if (main === undefined) {
    throw new FormatError(
      file.path,
      'Not a PyTorch file: it is a zip archive without data.pkl. Save it with torch.save.',
    );
  }
  const folder = main.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  const bigEndian = order !== undefined && (await readText(await openZipMember(file, order))) === 'big';
  const bytes = await openZipMember(file, entries.get(main)!);
  const damaged = (): FormatError => new FormatError(file.path, 'Its data.pkl is damaged. Write or copy it again.');
  const pickle = await openPickle(bytes, 0, bytes.size, damaged);
  const opened = new Map<string, Bytes>();
  const place = async ({ place: { key }, dtype }: Storage): Promise<Placed> => {
    const entry = entries.get(`${folder}data/${key}`);
    if (!entry) throw new FormatError(file.path, 'is damaged: its storage is missing');
    const member = opened.get(key) ?? (await openZipMember(file, entry));
    opened.set(key, member);
    return { bytes: member, offset: 0, length: member.size, bigEndian, ...(dtype && { dtype }) };
  };
  return dumpOf(file, 'PyTorch', pickle, place);
}

async function readText(bytes: Bytes): Promise<string> {
  return new TextDecoder().decode(await readBytes(bytes, 0, Math.min(16, bytes.size))).trim();
}

async function dumpOf(file: FileBytes, format: string, pickle: OpenedPickle, place: PlaceStorage): Promise<Dump> {
  const { arrays, ignored, metadata } = await gatherArrays(file.path, pickle.root, place);
  return dumpOfArrays(file.path, format, arrays, () => file.close(), {
    ignored: [...ignored, ...pickle.ignored],
    metadata,
  });
}
