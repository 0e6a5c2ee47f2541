import { openArray, type OpenArray } from '../../experiments/shards';
import type { ArrayRef } from '../../experiments/types';
import type { Images } from './types';

/** Larger pictures are made smaller, by whole factors, until no side is longer. */
const LONGEST_SIDE = 64;

/** How the axes of an array of pictures lie. */
interface PictureAxes {
  readonly height: number;
  readonly width: number;
  /** As stored: 1, 3, or 4 with transparency, which is not drawn. */
  readonly channels: number;
  readonly channelsLast: boolean;
}

/** N×H×W, N×C×H×W or N×H×W×C of C = 1, 3 or 4; null where the shape is not one of pictures. */
export function pictureAxes(shape: readonly number[]): PictureAxes | null {
  const [, ...sides] = shape;
  if (sides.some((side) => side < 1)) return null;
  const isChannels = (side: number | undefined): side is number => side === 1 || side === 3 || side === 4;
  const [a = 0, b = 0, c] = sides;
  if (sides.length === 2 && a > 1 && b > 1) return { height: a, width: b, channels: 1, channelsLast: true };
  if (sides.length !== 3 || c === undefined) return null;
  if (isChannels(a) && b > 1 && c > 1) return { height: b, width: c, channels: a, channelsLast: false };
  return isChannels(c) && a > 1 && b > 1 ? { height: a, width: b, channels: c, channelsLast: true } : null;
}

/**
 * Small pictures of the instances `of`, which stand in `rows` of the array. Brightness runs from the least to the greatest
 * value among them. null where the array holds no pictures, or nothing finite.
 */
export async function readPictures(
  place: Pick<ArrayRef, 'path' | 'key' | 'parts'>,
  rows: readonly number[],
  of: readonly number[],
): Promise<Images | null> {
  const array = await openArray(place);
  try {
    const axes = array.dtype === 'string' ? null : pictureAxes(array.shape);
    if (!axes || rows.length === 0) return null;
    return await shrunk(array, axes, rows, Int32Array.from(of));
  } finally {
    await array.close();
  }
}

async function shrunk(
  array: OpenArray,
  axes: PictureAxes,
  rows: readonly number[],
  of: Int32Array,
): Promise<Images | null> {
  const factor = Math.ceil(Math.max(axes.height, axes.width) / LONGEST_SIDE);
  const [height, width] = [Math.ceil(axes.height / factor), Math.ceil(axes.width / factor)];
  const channels = axes.channels === 1 ? 1 : 3;
  const size = height * width * channels;
  const values = new Float64Array(rows.length * size);
  for (const [index, row] of rows.entries()) {
    const stored = await array.readRows(row, 1);
    values.set(blockMeans(stored, axes, { factor, height, width, channels }), index * size);
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return null;
  const spread = high > low ? high - low : 1;
  const bytes = Uint8Array.from(values, (value) =>
    Number.isFinite(value) ? Math.round((255 * (value - low)) / spread) : 0,
  );
  return { height, width, channels, of, bytes };
}

interface Smaller {
  readonly factor: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/** Means over blocks of factor × factor, channels last. */
function blockMeans(stored: Float64Array, axes: PictureAxes, smaller: Smaller): Float64Array {
  const { factor, height, width, channels } = smaller;
  const at = (y: number, x: number, c: number): number =>
    axes.channelsLast ? (y * axes.width + x) * axes.channels + c : (c * axes.height + y) * axes.width + x;
  const means = new Float64Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let [sum, count] = [0, 0];
        for (let dy = y * factor; dy < Math.min(axes.height, (y + 1) * factor); dy++) {
          for (let dx = x * factor; dx < Math.min(axes.width, (x + 1) * factor); dx++, count++) {
            sum += stored[at(dy, dx, c)]!;
          }
        }
        means[(y * width + x) * channels + c] = sum / count;
      }
    }
  }
  return means;
}
