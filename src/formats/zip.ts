import type { FileBytes } from './bytes';
import { readBytes } from './bytes';
import { FormatError } from './errors';

/*
 * The directory of a zip archive, zip64 included. PKWARE APPNOTE 6.3, sections 4.3.7 to 4.3.16 and 4.5.3.
 */

/** One member, as the directory at the end of the archive tells it. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Of its local header. */
  readonly headerOffset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 65_535;
/** Room for a million members with long names; more than that is not a dump. */
const MAX_DIRECTORY_BYTES = 256 * 1024 * 1024;
/** Deflate cannot do better than this: a member said to be larger is a lie. */
const MAX_RATIO = 1032;

/** `what`: the kind of file expected, ".npz". */
export async function readZipDirectory(file: FileBytes, what: string): Promise<readonly ZipEntry[]> {
  const damaged = (): FormatError =>
    new FormatError(file.path, `Not a complete ${what}: its zip directory is damaged. Write or copy it again.`);
  const end = await findEnd(file, what);
  const directory = await readEnd(file, end, damaged);
  const { count, offset, size } = directory;
  if (count * CENTRAL_BYTES > size || offset + size > end.position || size > MAX_DIRECTORY_BYTES) throw damaged();
  const bytes = await readBytes(file, offset, size);
  const view = new DataView(bytes.buffer);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > size || view.getUint32(at, true) !== CENTRAL) throw damaged();
    const next = at + CENTRAL_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true);
    const after = next + view.getUint16(at + 32, true);
    if (after > size) throw damaged();
    const entry = readEntry(view, bytes, at);
    if (!entry || entry.headerOffset + LOCAL_BYTES + entry.compressedSize > offset) throw damaged();
    if (entry.size > entry.compressedSize * MAX_RATIO + 64) throw damaged();
    entries.push(entry);
    at = after;
  }
  return entries;
}

/** Where the data of a member begins: its local header may have another length than its directory entry. */
export async function dataOffset(file: FileBytes, entry: ZipEntry): Promise<number> {
  const header = await readBytes(file, entry.headerOffset, LOCAL_BYTES);
  const view = new DataView(header.buffer);
  const offset = entry.headerOffset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (view.getUint32(0, true) !== LOCAL || offset + entry.compressedSize > file.size) {
    throw new FormatError(file.path, `Its member "${entry.name}" is damaged. Write or copy it again.`);
  }
  return offset;
}

interface End {
  /** Of the end record in the file. */
  readonly position: number;
  readonly record: DataView;
}

/** The end record is the last thing in the file but for a comment. */
async function findEnd(file: FileBytes, what: string): Promise<End> {
  if (file.head[0] !== 0x50 || file.head[1] !== 0x4b) {
    throw new FormatError(file.path, `Not a ${what}: it begins with other bytes than a zip archive. Write it again.`);
  }
  const length = Math.min(file.size, END_BYTES + MAX_COMMENT_BYTES);
  const tail = await readBytes(file, file.size - length, length);
  const view = new DataView(tail.buffer);
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) <= length) {
      return { position: file.size - length + at, record: new DataView(tail.buffer, at) };
    }
  }
  throw file.incomplete(null, what);
}

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

async function readEnd(file: FileBytes, end: End, damaged: () => FormatError): Promise<Directory> {
  const { record, position } = end;
  const small = {
    count: record.getUint16(10, true),
    size: record.getUint32(12, true),
    offset: record.getUint32(16, true),
  };
  const needs64 = small.count === 0xffff || small.size === 0xffffffff || small.offset === 0xffffffff;
  if (!needs64 || position < LOCATOR64_BYTES) return small;
  const locator = new DataView((await readBytes(file, position - LOCATOR64_BYTES, LOCATOR64_BYTES)).buffer);
  if (locator.getUint32(0, true) !== LOCATOR64) return small;
  const at = Number(locator.getBigUint64(8, true));
  if (at + END64_BYTES > position) throw damaged();
  const large = new DataView((await readBytes(file, at, END64_BYTES)).buffer);
  if (large.getUint32(0, true) !== END64) throw damaged();
  return {
    count: Number(large.getBigUint64(32, true)),
    size: Number(large.getBigUint64(40, true)),
    offset: Number(large.getBigUint64(48, true)),
  };
}

function readEntry(view: DataView, bytes: Uint8Array, at: number): ZipEntry | null {
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const sizes = {
    size: view.getUint32(at + 24, true),
    compressedSize: view.getUint32(at + 20, true),
    headerOffset: view.getUint32(at + 42, true),
  };
  if (!applyZip64(view, nameEnd, nameEnd + view.getUint16(at + 30, true), sizes)) return null;
  return {
    name: new TextDecoder().decode(bytes.subarray(at + CENTRAL_BYTES, nameEnd)),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) !== 0,
    crc: view.getUint32(at + 16, true),
    ...sizes,
  };
}

/** Sizes that do not fit 32 bits stand in the extra field 1, in this order, each only where it is needed. */
function applyZip64(
  view: DataView,
  extra: number,
  end: number,
  sizes: { size: number; compressedSize: number; headerOffset: number },
): boolean {
  const wanted = (['size', 'compressedSize', 'headerOffset'] as const).filter((name) => sizes[name] === 0xffffffff);
  if (wanted.length === 0) return true;
  for (let at = extra; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== 1) continue;
    if (fieldEnd > end || fieldEnd - at - 4 < 8 * wanted.length) return false;
    wanted.forEach((name, i) => (sizes[name] = Number(view.getBigUint64(at + 4 + 8 * i, true))));
    return wanted.every((name) => Number.isSafeInteger(sizes[name]));
  }
  return false;
}
