import type { MeasureFacts } from '../../src/measures/measure';

/** How values become colours: one scale for all plots of a measure, so that they can be compared. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Fractions of the way from `low` to `high`, and their colours. */
  readonly stops: readonly (readonly [fraction: number, colour: string])[];
  readonly kind: 'sequential' | 'diverging';
}

/* Viridis: even steps in lightness, readable by colour-blind people and in grey. Bright = alike. */
const viridis = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];
/* Blue over grey to orange: the poles stay apart for every common colour blindness. */
const diverging = ['#2166ac', '#4393c3', '#92c5de', '#d9d9d9', '#fdb863', '#e08214', '#b35806'];

type Described = Pick<MeasureFacts, 'kind' | 'range'>;

/**
 * The scale of a measure over `values` (all that are shown side by side). Bounds of the measure are used where it has
 * them; a signed measure diverges around 0; a distance runs the other way, so that bright always means alike.
 */
export function scaleFor(facts: Described, values: Iterable<number>): Scale {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) [least, most] = [0, 1];
  const [low, high] = facts.range;
  const signed = facts.kind !== 'statistic' && (low === null ? least < 0 : low < 0);
  if (signed) {
    const reach = Math.max(Math.abs(least), Math.abs(most), high ?? 0, -(low ?? 0)) || 1;
    const colours = facts.kind === 'distance' ? [...diverging].reverse() : diverging;
    return { low: -reach, high: reach, stops: even(colours), kind: 'diverging' };
  }
  const colours = facts.kind === 'distance' ? [...viridis].reverse() : viridis;
  const from = Math.min(low ?? (facts.kind === 'distance' ? 0 : least), least);
  const to = Math.max(high ?? most, most);
  return { low: from, high: to > from ? to : from + 1, stops: even(colours), kind: 'sequential' };
}

/** The colour of a value, as `[red, green, blue]` of 0 … 255. */
export function colourOf({ low, high, stops }: Scale, value: number): readonly [number, number, number] {
  const fraction = Math.min(1, Math.max(0, (value - low) / (high - low)));
  const next = Math.max(
    1,
    stops.findIndex(([at]) => at >= fraction),
  );
  const [[from, a], [to, b]] = [stops[next - 1]!, stops[next]!];
  const share = (fraction - from) / (to - from);
  const mix = (channel: number): number => {
    const part = (colour: string): number => Number.parseInt(colour.slice(1 + 2 * channel, 3 + 2 * channel), 16);
    return Math.round(part(a) + share * (part(b) - part(a)));
  };
  return [mix(0), mix(1), mix(2)];
}

/** Black or white: what is read better on a colour (WCAG's contrast ratio). */
export function inkOn(colour: readonly [number, number, number]): '#000000' | '#ffffff' {
  const linear = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}

function even(colours: readonly string[]): Scale['stops'] {
  return colours.map((colour, index) => [index / (colours.length - 1), colour]);
}
