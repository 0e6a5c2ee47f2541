import { mkdtemp, readFile, rm, utimes, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FormatError, IncompleteFileError, openDump, withDump } from '../../../src/formats';
import { fixture } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-formats-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** The error of opening the file and reading all of it. */
async function failure(path: string): Promise<FormatError> {
  try {
    await withDump(path, async (dump) => {
      for (const { key, shape, dtype } of dump.arrays) {
        if (dtype === 'string') await dump.readStrings(key);
        else await dump.readRows(key, 0, shape[0] ?? 1);
      }
    });
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return error as FormatError;
  }
  throw new Error(`${path} was read without an error.`);
}

function npyFile(header: string, data: Uint8Array = new Uint8Array(0)): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header, 'latin1'), data]);
}

function safetensorsFile(header: unknown, data: Uint8Array = new Uint8Array(0)): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

describe('element types that are not read say what to do', () => {
  it.each([
    ['complex.npy', /complex numbers\. Save the real part/],
    ['longdouble.npy', /extended-precision floats\. Save it with \.astype\("float64"\)/],
    ['structured.npy', /records with several fields\. Save each field/],
    ['datetime.npy', /dates\. Save them as numbers/],
    ['object.npy', /Python objects\. Save a plain array: numpy\.save/],
    ['void.npy', /raw bytes\. Save it with/],
    ['int64_beyond.npy', /64-bit integers beyond 2\^53/],
    ['uint64_beyond.npy', /64-bit integers beyond 2\^53/],
  ])('%s', async (name, message) => {
    const error = await failure(fixture(name));
    expect(error.problem).toMatch(message);
    expect(error.message).toBe(`${fixture(name)}: ${error.problem}`);
  });

  it('members of an archive are listed, the others are read', () =>
    withDump(fixture('mixed.npz'), (dump) => {
      expect(dump.arrays.map(({ key }) => key)).toEqual(['good']);
      expect(dump.ignored.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/Not a \.npy array/),
        expect.stringMatching(/Python objects/),
        expect.stringMatching(/compressed in another way than deflate/),
      ]);
      return Promise.resolve();
    }));
});

describe('files that are not all there', () => {
  it('are told by their bytes, of how many', async () => {
    const whole = await readFile(fixture('four_C.npy'));
    const path = await put('cut.npy', whole.subarray(0, 300));
    const error = await failure(path);
    expect(error).toBeInstanceOf(IncompleteFileError);
    expect(error.message).toBe(`${path}: Still being written: 300 of 608 bytes. Try again when it is complete.`);
    expect(error).toMatchObject({ bytes: 300, expected: 608, settled: false });
  });

  it('are called truncated when nobody has written them for ten minutes', async () => {
    const whole = await readFile(fixture('four_C.npy'));
    const path = await put('old.npy', whole.subarray(0, 300));
    const before = new Date(Date.now() - 700_000);
    await utimes(path, before, before);
    expect((await failure(path)).problem).toBe('Truncated: 300 of 608 bytes. Write or copy it again.');
  });

  it('at every length are refused, whatever the format', async () => {
    for (const name of ['f4_C_le.npy', 'ids_unicode_le.npy', 'stored.npz', 'deflated.npz', 'all.safetensors']) {
      const whole = await readFile(fixture(name));
      for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 60))) {
        const error = await failure(await put(`cut-${name}`, whole.subarray(0, length)));
        expect(error).toBeInstanceOf(IncompleteFileError);
      }
    }
  });

  it('of an archive say what they are not', async () => {
    const whole = await readFile(fixture('stored.npz'));
    const error = await failure(await put('cut.npz', whole.subarray(0, 700)));
    expect(error.problem).toBe(
      'Not a complete .npz. Still being written: only 700 bytes. Try again when it is complete.',
    );
  });
});

describe('other files', () => {
  it.each([
    ['wrong.npy', 'hello, this is text', /not a \.npy array: it begins with other bytes/],
    ['wrong.npz', 'hello, this is text', /Not a \.npz: it begins with other bytes than a zip archive/],
    ['wrong.safetensors', 'hello, this is text', /Not a complete \.safetensors/],
    ['unknown.xyz', 'hello, this is text', /Not a format that can be read. Save it as one of \.npy/],
    ['empty.npy', '', /Still being written: only 0 bytes/],
    [
      'pointer.npy',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
      /This is a Git LFS pointer, not the file itself. Run "git lfs pull"/,
    ],
    [
      'pointer.safetensors',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
      /Git LFS pointer/,
    ],
  ])('%s', async (name, content, message) => {
    expect((await failure(await put(name, content))).problem).toMatch(message);
  });

  it('a file that is not there', async () => {
    expect((await failure(join(folder, 'nothing.npy'))).problem).toBe('There is no such file. Check the path.');
  });

  it('a folder', async () => {
    await mkdir(join(folder, 'folder.npy'));
    expect((await failure(join(folder, 'folder.npy'))).problem).toBe('This is a folder, not a file.');
  });

  it('a key that is not there', async () => {
    const dump = await openDump(fixture('stored.npz'));
    await expect(dump.readRows('conv9', 0, 1)).rejects.toThrow(
      'There is no array "conv9" in it; it has conv1, block/fc, labels, ids, fortran.',
    );
    await expect(dump.readRows(null, 0, 1)).rejects.toThrow('Choose one with ::KEY');
    await expect(dump.readRows('ids', 0, 1)).rejects.toThrow('holds text, not numbers');
    await expect(dump.readStrings('conv1')).rejects.toThrow('ids are text or integers');
    await dump.close();
  });
});

describe('hostile headers allocate nothing and say one line', () => {
  const shape = (text: string, descr = '<f8'): Buffer =>
    npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${text}, }\n`, new Uint8Array(64));
  it.each([
    ['huge shape', shape('(1000000, 1000)'), /\d of 8,000,000,\d+ bytes/],
    ['shape beyond every disk', shape('(1000000000000, 1000)'), /impossible shape/],
    ['overflowing shape', shape('(9007199254740991, 9007199254740991)'), /impossible shape/],
    ['negative shape', shape('(-1, 8)'), /impossible shape/],
    ['two negative sides', shape('(-2, -4)'), /impossible shape/],
    ['shape of words', shape('(a, b)'), /header of this file is damaged/],
    ['no shape', npyFile("{'descr': '<f8', 'fortran_order': False}"), /header of this file is damaged/],
    ['text of no width', shape('(1000000000,)', '<U0'), /empty text/],
    ['text of endless width', shape('(1,)', '<U999999999'), /bytes/],
    ['unknown letter', shape('(1,)', '<z8'), /element type "<z8" is not known/],
    ['another size', shape('(1,)', '<f7'), /element type "<f7" is not known/],
    ['long descr', shape('(1,)', 'x'.repeat(5000)), /is not known/],
    ['version 9', Buffer.from('\x93NUMPY\x09\x00\x10\x00{}              ', 'latin1'), /Version 9/],
    ['endless header', Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff{', 'latin1'), /damaged/],
    ['code', npyFile("__import__('os').system('true')"), /damaged/],
  ])('npy: %s', async (_, content, message) => {
    expect((await failure(await put('hostile.npy', content))).problem).toMatch(message);
  });

  const tensor = (dtype: string, shape: unknown, offsets: unknown): Buffer =>
    safetensorsFile({ t: { dtype, shape, data_offsets: offsets } }, new Uint8Array(16));
  it.each([
    ['a header longer than the file', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 123]), /9 of 263 bytes/],
    ['an endless header', Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 123]), /Not a complete \.safetensors/],
    ['no JSON', safetensorsFile('{"t": '), /header is not JSON/],
    ['a list', safetensorsFile([]), /header is not JSON|Not a complete/],
    ['a tensor without shape', safetensorsFile({ t: { dtype: 'F32', data_offsets: [0, 4] } }), /"t" is not complete/],
    ['negative offsets', tensor('F32', [4], [-4, 12]), /"t" is not complete/],
    ['turned offsets', tensor('F32', [4], [16, 0]), /another length than its shape/],
    ['offsets beyond the file', tensor('F32', [1000], [0, 4000]), /of 4,\d+ bytes/],
    ['a shape that does not fit', tensor('F32', [5], [0, 16]), /another length than its shape/],
    ['a shape that overflows', tensor('F32', [2 ** 52, 2 ** 52], [0, 16]), /another length/],
    ['fractions', tensor('F32', [1.5], [0, 6]), /"t" is not complete/],
    ['deep nesting', safetensorsFile('['.repeat(100_000)), /header is not JSON/],
  ])('safetensors: %s', async (_, content, message) => {
    expect((await failure(await put('hostile.safetensors', content))).problem).toMatch(message);
  });

  it('safetensors: other element types are listed', async () => {
    const path = await put('c64.safetensors', tensor('C64', [2], [0, 16]));
    await withDump(path, (dump) => {
      expect(dump.arrays).toEqual([]);
      expect(dump.ignored).toEqual([{ key: 't', reason: 'Its element type C64 is not read. Save it as F32.' }]);
      return Promise.resolve();
    });
  });
});

/** A zip archive with one deflated member, whose directory says `claimed` bytes. */
function archive(content: Buffer, claimed = content.length, compressed = deflateRawSync(content)): Buffer {
  const name = Buffer.from('a.npy');
  const fields = (signature: number, central: boolean): Buffer => {
    const head = Buffer.alloc(central ? 46 : 30);
    const at = central ? 2 : 0;
    head.writeUInt32LE(signature);
    head.writeUInt16LE(8, 8 + at);
    head.writeUInt32LE(0, 14 + at);
    head.writeUInt32LE(compressed.length, 18 + at);
    head.writeUInt32LE(claimed, 22 + at);
    head.writeUInt16LE(name.length, 26 + at);
    return head;
  };
  const local = Buffer.concat([fields(0x04034b50, false), name, compressed]);
  const central = Buffer.concat([fields(0x02014b50, true), name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

describe('archives', () => {
  it('that claim more than deflate can hold are refused', async () => {
    const bomb = archive(npyFile('{}'), 0xfffffff0);
    expect((await failure(await put('bomb.npz', bomb))).problem).toMatch(/zip directory is damaged/);
  });

  it('whose member ends early are damaged', async () => {
    const content = npyFile("{'descr': '<f8', 'fortran_order': False, 'shape': (500,), }\n", new Uint8Array(1000));
    const error = await failure(await put('short.npz', archive(content, content.length + 3000)));
    expect(error.problem).toMatch(/member "a\.npy" is damaged/);
  });

  it('whose member is no deflate stream are damaged', async () => {
    const path = await put('noise.npz', archive(npyFile('{}'), 500, Buffer.alloc(200, 0xff)));
    await withDump(path, (dump) => {
      expect(dump.arrays).toEqual([]);
      expect(dump.ignored[0]!.reason).toMatch(/damaged/);
      return Promise.resolve();
    });
  });

  it('whose data has a flipped bit are refused by their checksum', async () => {
    for (const name of ['stored.npz', 'deflated.npz']) {
      const bytes = await readFile(fixture(name));
      const at = bytes.indexOf(Buffer.from('block/fc.npy')) + (name === 'stored.npz' ? 200 : 130);
      bytes[at]! ^= 1;
      const path = await put(`flipped-${name}`, bytes);
      await withDump(path, async (dump) => {
        await expect(dump.readRows('block/fc', 0, 6)).rejects.toThrow(/"block\/fc\.npy" is damaged/);
      });
    }
  });

  it('with 64 MB in 64 KB are read by blocks', () =>
    withDump(fixture('zeros.npz'), async (dump) => {
      const into = new Float64Array(512 * 1024);
      for (let start = 0; start < 8192; start += 512) {
        expect((await dump.readRows('zeros', start, 512, into.fill(1))).every((value) => value === 0)).toBe(true);
      }
    }));
});
