import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { asFormatError } from '../formats';
import { isNeverWalked, isPassedOver } from './passed-over';
import { mapPool } from './pool';
import type { Problem } from './types';

/** A folder below the root, with the names in it. */
export interface Folder {
  readonly path: string;
  readonly name: string;
  readonly parent: Folder | null;
  /** Names of regular files. */
  readonly files: readonly string[];
  readonly folders: readonly Folder[];
}

export interface Limits {
  /** Files and folders together. */
  readonly entries: number;
  /** Folders below the root. */
  readonly depth: number;
}

export const defaultLimits: Limits = { entries: 200_000, depth: 16 };

const CONCURRENT_FOLDERS = 16;

export interface WalkOptions {
  readonly limits: Limits;
  /** Globs of paths relative to the root, `**` for any depth: what matches is not looked at. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

interface Growing extends Folder {
  readonly files: string[];
  readonly folders: Growing[];
  readonly depth: number;
  readonly real: string;
}

interface Link {
  readonly folder: Growing;
  readonly name: string;
}

/**
 * All folders below `root`. Symbolic links are followed last, so that what they point to keeps its own place; what has been
 * seen is not seen twice. What cannot be read, and what the limits leave out, becomes a problem.
 */
export async function walk(
  root: string,
  { limits, exclude = [], signal }: WalkOptions,
): Promise<{ readonly folder: Folder; readonly problems: readonly Problem[] }> {
  return new Walk(limits, excluder(root, exclude), signal).from(root);
}

class Walk {
  private readonly problems: Problem[] = [];
  /** Real paths of folders and of linked files. */
  private readonly seen = new Set<string>();
  private readonly links: Link[] = [];
  private entries = 0;
  private full = false;

  constructor(
    private readonly limits: Limits,
    private readonly isExcluded: (path: string) => boolean,
    private readonly signal?: AbortSignal,
  ) {}

  async from(root: string): Promise<{ readonly folder: Folder; readonly problems: readonly Problem[] }> {
    const folder = grow(root, basename(root), null, await realpath(root).catch(() => root));
    this.seen.add(folder.real);
    await this.descend([folder]);
    for (let link = this.links.shift(); link && !this.full; link = this.links.shift()) await this.follow(link);
    return { folder, problems: this.problems };
  }

  /** Level by level. */
  private async descend(level: readonly Growing[]): Promise<void> {
    while (level.length > 0 && !this.full) {
      await mapPool(level, CONCURRENT_FOLDERS, (folder) => this.list(folder), this.signal);
      level = level.flatMap((folder) => folder.folders);
    }
  }

  private async list(folder: Growing): Promise<void> {
    if (this.full) return;
    let entries: Dirent[];
    try {
      entries = await readdir(folder.path, { withFileTypes: true });
    } catch (error) {
      this.problem(folder.path, asFormatError(folder.path, error).problem);
      return;
    }
    for (const entry of entries) {
      if (++this.entries > this.limits.entries) {
        this.stop(folder.path);
        return;
      }
      const { name } = entry;
      if (isPassedOver(name) || this.isExcluded(join(folder.path, name))) continue;
      if (entry.isFile()) folder.files.push(name);
      else if (entry.isSymbolicLink()) this.links.push({ folder, name });
      else if (entry.isDirectory()) this.add(folder, name, join(folder.real, name));
    }
  }

  private add(parent: Growing, name: string, real: string): Growing | null {
    if (isNeverWalked(name, parent.name) || this.seen.has(real)) return null;
    const path = join(parent.path, name);
    if (parent.depth >= this.limits.depth) {
      this.problem(path, `Left out: it lies more than ${this.limits.depth} folders below the root. Open it by itself.`);
      return null;
    }
    this.seen.add(real);
    const folder = grow(path, name, parent, real);
    parent.folders.push(folder);
    return folder;
  }

  private async follow({ folder, name }: Link): Promise<void> {
    const path = join(folder.path, name);
    let real: string;
    let isFolder: boolean;
    try {
      real = await realpath(path);
      const status = await stat(real);
      isFolder = status.isDirectory();
      if (!isFolder && !status.isFile()) return;
    } catch (error) {
      this.problem(path, `The symbolic link leads nowhere. ${asFormatError(path, error).problem}`);
      return;
    }
    if (isFolder) {
      if (folder.real === real || folder.real.startsWith(real + sep)) {
        this.problem(path, 'The symbolic link leads back to a folder that contains it: not followed.');
        return;
      }
      const added = this.add(folder, name, real);
      if (added) await this.descend([added]);
    } else if (!this.seen.has(real) && !this.isWalked(real)) {
      this.seen.add(real);
      folder.files.push(name);
    }
  }

  /** Whether a file lies in a folder that has been listed itself. */
  private isWalked(real: string): boolean {
    return this.seen.has(real.slice(0, Math.max(0, real.lastIndexOf(sep))));
  }

  private stop(path: string): void {
    if (this.full) return;
    this.full = true;
    const count = this.limits.entries.toLocaleString('en-US');
    this.problem(
      path,
      `Only the first ${count} files and folders were looked at. Open a folder further down by itself.`,
    );
  }

  private problem(path: string, message: string): void {
    this.problems.push({ path, message });
  }
}

function grow(path: string, name: string, parent: Growing | null, real: string): Growing {
  return { path, name, parent, files: [], folders: [], depth: parent ? parent.depth + 1 : 0, real };
}

function excluder(root: string, globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch([...globs], { dot: true });
  return (path) => {
    const inside = relative(root, path).split(sep).join('/');
    return matches(inside) || matches(`${inside}/`);
  };
}
