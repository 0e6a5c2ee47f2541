import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDump, withDump } from '../../../src/formats';
import { npyBytes, npzBytes } from '../experiments/files';
import { fixture } from './fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-pickle-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the malicious ones would leave in the working folder. */
const MARK = 'likeness-was-run-evil';

describe('malicious pickles', () => {
  it.each(['evil_0.pkl', 'evil_2.pkl', 'evil_4.pkl', 'evil.pt', 'evil_legacy.pth', 'evil.npy'])(
    '%s is read as data, and says what it ignored',
    (name) =>
      withDump(fixture(name), async (dump) => {
        expect((await dump.readRows('layer', 0, 9)).length).toBe(27);
        const [ignored] = dump.ignored;
        expect(ignored!.reason).toMatch(/^ignored [12] Python objects? \(.*eval.*\); no code was run$/);
        expect(existsSync(MARK)).toBe(false);
      }),
  );

  it('an object array in an .npz is read as data, too', async () => {
    const path = join(folder, 'evil.npz');
    await writeFile(
      path,
      npzBytes({ arr_0: await readFile(fixture('evil.npy')), fine: npyBytes([2, 2], [1, 2, 3, 4]) }),
    );
    await withDump(path, async (dump) => {
      expect([...(await dump.readRows('fine', 0, 2))]).toEqual([1, 2, 3, 4]);
      expect(dump.ignored.map(({ key }) => key)).toEqual(['arr_0']);
    });
    expect(existsSync(MARK)).toBe(false);
  });

  it('names the class that a Lightning checkpoint keeps its settings in', () =>
    withDump(fixture('lightning.ckpt'), (dump) => {
      expect(dump.ignored.at(-1)!.reason).toBe('ignored 1 Python object (argparse.Namespace); no code was run');
      return Promise.resolve();
    }));
});

/** A pickle of protocol 2 with these opcodes. */
async function pickle(name: string, ...opcodes: (string | Buffer)[]): Promise<string> {
  const path = join(folder, `${name}.pkl`);
  const parts = ['\x80\x02', ...opcodes, '.'].map((part) =>
    typeof part === 'string' ? Buffer.from(part, 'latin1') : part,
  );
  await writeFile(path, Buffer.concat(parts));
  return path;
}

describe('pickles that ask for too much', () => {
  it('refuses marks nested without end', async () => {
    const path = await pickle('marks', '('.repeat(100_000));
    await expect(openDump(path)).rejects.toThrow('Its Python objects are nested too deeply.');
  });

  it('refuses more objects than a dump of arrays has', async () => {
    const path = await pickle('many', ']', 'N0'.repeat(5_000_000));
    await expect(openDump(path)).rejects.toThrow('too many Python objects');
  });

  it('stops at lists that double a thousand times', async () => {
    // each list holds the one before it twice
    const doubling = Array.from(
      { length: 200 },
      (_, i) => `q${String.fromCharCode(i)}0]h${String.fromCharCode(i)}ah${String.fromCharCode(i)}a`,
    );
    const path = await pickle('doubling', ']', doubling.join(''));
    const dump = await openDump(path).catch((error: unknown) => String(error));
    if (typeof dump === 'string') expect(dump).toMatch(/too many Python objects/);
    else expect(dump.arrays).toEqual([]);
  });

  it('survives a list that holds itself', async () => {
    const path = await pickle('itself', ']q\x00h\x00a');
    expect((await openDump(path)).arrays).toEqual([]);
  });

  it('refuses text and integers longer than the file', async () => {
    for (const [name, code] of [
      ['text', 'X\xff\xff\xff\x7f'],
      ['bytes', 'B\xff\xff\xff\xff'],
      ['bytes8', '\x8e\xff\xff\xff\xff\xff\xff\xff\x7f'],
    ] as const) {
      await expect(openDump(await pickle(name, code))).rejects.toThrow('Not a complete pickle');
    }
    await expect(openDump(await pickle('long', '\x8b\xff\xff\xff\x7f'))).rejects.toThrow('an integer that is too long');
  });
});

describe('other programs’ pickles', () => {
  it('says what to do with those of joblib', async () => {
    const path = await pickle('joblib', 'cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81');
    await expect(openDump(path)).rejects.toThrow('written by joblib. Save the arrays with numpy.save');
  });
});
