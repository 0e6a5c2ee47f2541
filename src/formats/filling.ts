import type { Stats } from 'node:fs';

/** A memory map is filled with pauses of at most this. */
export const FILLING_MS = 10_000;

/**
 * Whether less of a file lies on the disk than its size says. Memory-mapped writers give it its size before they fill it, and
 * no event tells of the filling; but disks that compress do the same to complete files.
 */
export function hasHoles({ size, blocks }: Pick<Stats, 'size' | 'blocks'>): boolean {
  return blocks * 512 < size;
}
