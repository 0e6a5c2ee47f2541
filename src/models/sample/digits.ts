import { withDump } from '../../formats';
import { randomPermutation, seededRandom } from '../../linalg/random';

/** Pixels of an image: 8×8 grey values. */
export const PIXELS = 64;
export const CLASSES = 10;
/** Grey values of the files go from 0 to 16; the networks see them divided by this. */
const WHITE = 16;
const HELD_OUT = 500;

/** Images and their digits. */
export interface Digits {
  /** Position of each image in the data set. */
  readonly ids: Int32Array;
  /** N×64, 0 … 1. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** The data set, split the same way every time: most to train with, 500 to look at. */
export async function readDigits(
  imagesPath: string,
  labelsPath: string,
): Promise<{ training: Digits; heldOut: Digits }> {
  const [images, labels] = await Promise.all([readAll(imagesPath), readAll(labelsPath)]);
  const order = randomPermutation(labels.length, seededRandom(0));
  const take = (ids: Int32Array): Digits => ({
    ids,
    images: Float32Array.from({ length: ids.length * PIXELS }, (_, i) => {
      return images[ids[Math.floor(i / PIXELS)]! * PIXELS + (i % PIXELS)]! / WHITE;
    }),
    labels: ids.map((id) => labels[id]!),
  });
  return { heldOut: take(order.slice(0, HELD_OUT).sort()), training: take(order.slice(HELD_OUT)) };
}

function readAll(path: string): Promise<Float64Array> {
  return withDump(path, (dump) => dump.readRows(null, 0, dump.arrays[0]?.shape[0] ?? 0));
}
