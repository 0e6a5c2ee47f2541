import type { ArraySummary } from '../../src/engine/protocol';
import { formatValue } from '../charts/numbers';
import { h } from '../dom';
import { t } from '../words';

const namespace = 'http://www.w3.org/2000/svg';
const [width, height] = [480, 120];

type Histogram = NonNullable<ArraySummary['histogram']>;

/** Bars with the range below them, and the same numbers as a table. */
export function histogramView(histogram: Histogram): HTMLElement {
  const { low, width: step, counts } = histogram;
  const high = low + counts.length * step;
  const largest = Math.max(...counts);
  return h(
    'figure',
    { class: 'histogram' },
    bars(histogram, largest),
    h(
      'div',
      { class: 'range', 'aria-hidden': 'true' },
      h('span', {}, formatValue(low)),
      h('span', {}, t('up to {0} values a bar', largest)),
      h('span', {}, formatValue(high)),
    ),
    h(
      'details',
      {},
      h('summary', {}, t('Histogram as a table')),
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h('tr', {}, ...[t('From'), t('To'), t('Values')].map((head) => h('th', { scope: 'col' }, head))),
        ),
        h(
          'tbody',
          {},
          ...counts.map((count, bin) =>
            h(
              'tr',
              {},
              h('td', {}, formatValue(low + bin * step)),
              h('td', {}, formatValue(low + (bin + 1) * step)),
              h('td', {}, String(count)),
            ),
          ),
        ),
      ),
    ),
  );
}

function bars({ low, width: step, counts }: Histogram, largest: number): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  const fullest = low + counts.indexOf(largest) * step;
  svg.setAttribute(
    'aria-label',
    t(
      'Histogram of the values from {0} to {1}; most are near {2}.',
      formatValue(low),
      formatValue(low + counts.length * step),
      formatValue(fullest),
    ),
  );
  const bar = width / counts.length;
  counts.forEach((count, bin) => {
    if (count === 0) return;
    // a rare value must stay visible beside frequent ones
    const tall = Math.max(1.5, (count / largest) * height);
    const rectangle = document.createElementNS(namespace, 'rect');
    const place = { x: bin * bar, y: height - tall, width: Math.max(1, bar - 1), height: tall };
    for (const [name, value] of Object.entries(place)) rectangle.setAttribute(name, String(value));
    const title = document.createElementNS(namespace, 'title');
    title.textContent = `${formatValue(low + bin * step)} – ${formatValue(low + (bin + 1) * step)}: ${count}`;
    rectangle.append(title);
    svg.append(rectangle);
  });
  return svg;
}
