import type { Images } from '../../src/comparison/drilldown/types';
import { h } from '../dom';

/** The picture of an instance, drawn pixel by pixel; null where there is none. */
export function thumbnail(
  { height, width, channels, of, bytes }: Images,
  place: number,
  label: string,
): HTMLElement | null {
  const index = of.indexOf(place);
  if (index < 0) return null;
  const canvas = h('canvas', { class: 'thumbnail', width, height, role: 'img', 'aria-label': label });
  const pixels = new ImageData(width, height);
  const start = index * height * width * channels;
  for (let at = 0; at < height * width; at++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * at + c] = bytes[start + at * channels + (channels === 3 ? c : 0)]!;
    pixels.data[4 * at + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
