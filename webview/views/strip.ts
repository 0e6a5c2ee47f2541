import { formatValue } from '../charts/numbers';
import type { Scale } from '../charts/scale';
import { h } from '../dom';
import { t } from '../words';

/** A scale's colours between its two ends, on one line. */
export function scaleStrip({ low, high, stops }: Scale): HTMLElement {
  const strip = h('span', {
    class: 'strip',
    role: 'img',
    'aria-label': t('Colours from {0} to {1}', formatValue(low), formatValue(high)),
  });
  const colours = stops.map(([fraction, colour]) => `${colour} ${(100 * fraction).toFixed(1)}%`);
  strip.style.backgroundImage = `linear-gradient(to right, ${colours.join(', ')})`;
  const end = (value: number): HTMLElement => h('span', { class: 'number' }, formatValue(value));
  return h('span', { class: 'scale' }, end(low), strip, end(high));
}
