import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument, readDocument, writeDocument } from '../../../src/comparison/store';
import { someDocument } from './documents';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('result documents on disk', () => {
  it('hold paths relative to themselves, and give them back absolute', async () => {
    const item = { ...someDocument().items[0]!, path: join(folder, 'runs', 'a.npy') };
    const document = someDocument({
      items: [item],
      request: {
        ...someDocument().request,
        operands: [join(folder, 'runs'), `${join(folder, 'x.npz')}::a/b`],
        labels: join(folder, 'labels.npy'),
        reference: 'final',
        measures: [{ id: 'geometry-score', params: { landmarks: join(folder, 'sets.json'), seed: 0 } }],
      },
    });
    document.results[0]!.params = { landmarks: join(folder, 'out', 'sets.json'), kernel: 'linear' };
    const path = join(folder, 'out', 'r.likeness.json');
    await mkdir(join(folder, 'out'));
    await writeDocument(path, document);
    const written = JSON.parse(await readFile(path, 'utf8')) as typeof document;
    expect(written.items[0]!.path).toBe('../runs/a.npy');
    expect(written.request).toMatchObject({
      operands: ['../runs', '../x.npz::a/b'],
      labels: '../labels.npy',
      reference: 'final',
      measures: [{ id: 'geometry-score', params: { landmarks: '../sets.json', seed: 0 } }],
    });
    expect(written.results[0]!.params).toEqual({ landmarks: './sets.json', kernel: 'linear' });
    expect(await readDocument(path)).toEqual(document);
  });

  it('keep fields that this version does not know', async () => {
    const path = join(folder, 'r.likeness.json');
    const document = someDocument();
    Object.assign(document, { later: { a: [1] } });
    Object.assign(document.results[0]!, { heat: 3 });
    await writeDocument(path, document);
    await writeDocument(path, await readDocument(path));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ later: { a: [1] }, results: [{ heat: 3 }] });
  });

  it('keep every digit of a number', async () => {
    const path = join(folder, 'r.likeness.json');
    const document = someDocument();
    document.results[0]!.values = [[0.1 + 0.2, 1e-300]];
    await writeDocument(path, document);
    expect((await readDocument(path)).results[0]!.values).toEqual([[0.30000000000000004, 1e-300]]);
  });

  it('leave no half-written file behind', async () => {
    await writeDocument(join(folder, 'r.likeness.json'), someDocument());
    await expect(writeDocument(join(folder, 'missing', 'r.likeness.json'), someDocument())).rejects.toThrow(
      /missing.*r\.likeness\.json: cannot be written \(ENOENT\)/,
    );
    expect(await readdir(folder)).toEqual(['r.likeness.json']);
  });
});

describe('documents that cannot be read', () => {
  it('of a newer version are refused, with what to do', async () => {
    const path = join(folder, 'new.likeness.json');
    await writeFile(path, JSON.stringify({ ...someDocument(), likeness: 2 }));
    await expect(readDocument(path)).rejects.toThrow(`${path}: written by a newer Likeness (document version 2`);
    await expect(readDocument(path)).rejects.toThrow('Update Likeness');
  });

  it.each([
    ['no JSON', '{"likeness": 1', /not a result document: .*JSON/],
    ['another JSON', '{"a": 1}', /not a result document: it has no "likeness" version/],
    ['a damaged one', JSON.stringify({ ...someDocument(), items: [{}] }), /not a valid result document: items\.0\.id/],
  ])('%s: one line that names the file', (_, text, message) => {
    expect(() => parseDocument(text, 'r.likeness.json')).toThrow(message);
    expect(() => parseDocument(text, 'r.likeness.json')).toThrow(/^r\.likeness\.json: [^\n]*$/);
  });

  it('a missing one is named', async () => {
    await expect(readDocument(join(folder, 'no.json'))).rejects.toThrow(/no\.json: cannot be read \(ENOENT\)/);
  });
});
