import { stemOf } from './checkpoint-files';
import type { DumpFile } from './leaves';
import { compareNames, isGeneric } from './names';
import type { Problem } from './types';

/**
 * Shards of one array become one file with parts: `X-00001-of-00009`, or `features_01`, `features_02`, … Numbers after other
 * words (`layer_01`) tell layers apart, not shards.
 */
export function joinShards(files: readonly DumpFile[]): {
  readonly files: readonly DumpFile[];
  readonly problems: readonly Problem[];
} {
  const groups = new Map<string, { readonly file: DumpFile; readonly shard: Shard }[]>();
  const alone: DumpFile[] = [];
  for (const file of files) {
    const shard = shardOf(file);
    if (!shard) {
      alone.push(file);
      continue;
    }
    const key = `${file.folder.path}\0${shard.stem}\0${shard.of}`;
    const group = groups.get(key);
    if (group) group.push({ file, shard });
    else groups.set(key, [{ file, shard }]);
  }
  const joined = [...alone];
  const problems: Problem[] = [];
  for (const group of groups.values()) {
    const sorted = [...group].sort((a, b) => a.shard.index - b.shard.index);
    const [first] = sorted;
    if (!first) continue;
    if ((sorted.length === 1 && first.shard.of === null) || !sorted.every(({ file }) => fits(file, first.file))) {
      joined.push(...sorted.map(({ file }) => file));
      continue;
    }
    const missing = missingShards(sorted.map(({ shard }) => shard));
    if (missing > 0) {
      const message = `${missing} of the shards "${first.shard.stem}" are missing: the rows of the others are joined without them.`;
      problems.push({ path: first.file.folder.path, message });
    }
    joined.push(
      joinedFile(
        first.shard.stem,
        sorted.map(({ file }) => file),
      ),
    );
  }
  joined.sort((a, b) => compareNames(a.path, b.path));
  return { files: joined, problems };
}

interface Shard {
  readonly stem: string;
  readonly index: number;
  readonly of: number | null;
}

function shardOf(file: DumpFile): Shard | null {
  const stem = stemOf(file.name);
  const counted = /^(.+?)[-_.](\d{2,})-of-(\d{2,})$/.exec(stem);
  if (counted) return { stem: counted[1]!, index: Number(counted[2]), of: Number(counted[3]) };
  const numbered = /^(.+?)[-_](\d{2,})$/.exec(stem);
  const word = numbered?.[1]?.split(/[-_]/).at(-1)?.toLowerCase() ?? '';
  if (!numbered || !(isGeneric(word) || /^(?:part|shard|chunk|batch)s?$/.test(word))) return null;
  return { stem: numbered[1]!, index: Number(numbered[2]), of: null };
}

function fits(file: DumpFile, first: DumpFile): boolean {
  return (
    file.arrays.length === first.arrays.length &&
    file.arrays.every(({ key, shape, dtype }, i) => {
      const other = first.arrays[i]!;
      const same = key === other.key && dtype === other.dtype && shape.length === other.shape.length;
      return same && shape.length > 0 && shape.slice(1).join() === other.shape.slice(1).join();
    })
  );
}

function missingShards(shards: readonly Shard[]): number {
  const first = shards[0]!;
  const start = Math.min(first.index, 1);
  const of = first.of ?? shards.at(-1)!.index - start + 1;
  return Math.max(0, of - shards.length);
}

function joinedFile(stem: string, files: readonly DumpFile[]): DumpFile {
  const first = files[0]!;
  const extension = first.name.slice(stemOf(first.name).length);
  const arrays = first.arrays.map((header, i) => {
    const rows = files.reduce((sum, file) => sum + (file.arrays[i]!.shape[0] ?? 0), 0);
    return { ...header, shape: [rows, ...header.shape.slice(1)] };
  });
  return { ...first, name: stem + extension, arrays, parts: files.slice(1).map(({ path }) => path) };
}
