import { rsmFigure, rsmMarks, rsmPanels, rsmScales, type RsmMarks } from '../../charts/rsm';
import { formatValue } from '../../charts/numbers';
import type { Twin } from '../../charts/twin';
import { inWords, labelOf, whoIs } from '../../charts/who';
import { h } from '../../dom';
import type { At } from '../../charts/cells';
import { Plot } from '../../plot';
import { hideTooltip, showTooltip } from '../../tooltip';
import { t } from '../../words';
import { scaleStrip } from '../strip';
import { framed } from '../framed';
import { Walk } from '../walk';
import type { SectionInput, SectionKind } from './section';

/** Both similarity matrices of the instances, and where they differ. */
export const rsms: SectionKind = (input) => {
  const { drilldown, names, context, pick } = input;
  if (!drilldown?.rsms) return [];
  const { rsms: both, drawn, labels, instances } = drilldown;
  const [first, second] = both;
  const n = drawn.length;
  const scales = rsmScales({ first, second });
  const place = (instance: number | undefined): number | undefined => {
    const at = instance === undefined ? -1 : drawn.indexOf(instance);
    return at < 0 ? undefined : at;
  };
  let mark = place(input.instance);
  const nameOf = (label: number): string => String(labelOf(label, drilldown));
  const panelNames = [...names, t('second − first')] as const;
  const marks = (): RsmMarks => ({ mark, cursor: walk.at && placeOf(walk.at, n) });
  const plot = new Plot({
    label: t(
      'Similarity matrices of {0} instances in both representations, and their difference. The table lists the pairs that differ most. Arrow keys move over the cells, Enter chooses the instance of a row.',
      n,
    ),
    figure: (canvas) => rsmFigure({ first, second, n, labels, nameOf, names: panelNames, ...marks() }, canvas),
    onHover: (point, { clientX, clientY }) => {
      if (!point) return hideTooltip();
      showTooltip(described(input, { row: point.y, col: point.x }, point.trace, panelNames), clientX, clientY);
    },
    onPick: ({ y }) => pick(drawn[y]),
    onTrouble: context.trouble,
  });
  const remark = (): void => void plot.markShapes((theme) => rsmMarks(marks(), n, theme));
  // The three stand side by side for the keyboard, also where they are drawn below each other.
  const walk = new Walk(plot, {
    kind: t('heatmap'),
    size: () => ({ rows: n, cols: panelNames.length * n }),
    start: () => ({ row: mark ?? 0, col: mark ?? 0 }),
    describe: (walked) => {
      const { panel, at } = placeOf(walked, n);
      return described(input, at, panel, panelNames);
    },
    beside: (walked) => {
      const { panel, at } = placeOf(walked, n);
      const { left, top, size } = rsmPanels(plot.canvas)[panel]!;
      const bounds = plot.element.getBoundingClientRect();
      return {
        x: bounds.left + left + ((at.col + 1) / n) * size,
        y: bounds.top + top + ((at.row + 0.5) / n) * size,
      };
    },
    onMove: remark,
    onChoose: ({ row }) => pick(drawn[row]),
  });
  const element = framed({
    id: 'rsms',
    title: t('Similarities of instances'),
    plot,
    notes: [
      h('p', { class: 'scales' }, t('similarity: higher = more alike'), ' ', scaleStrip(scales.both)),
      h(
        'p',
        { class: 'scales' },
        t('difference: above 0 = more alike in the second'),
        ' ',
        scaleStrip(scales.difference),
      ),
      h(
        'p',
        { class: 'quiet' },
        [drawnText(n, instances), t('cosine of centred activations'), labels ? t('grouped by label') : '']
          .filter(Boolean)
          .join(' · '),
      ),
    ],
    twin: () => pairsThatDiffer(input),
    context,
  });
  return [
    {
      tab: 'rsms',
      element,
      plots: [plot],
      mark(instance) {
        mark = place(instance);
        remark();
      },
    },
  ];
};

/** Says when not all instances are drawn. */
export function drawnText(drawn: number, instances: number): string {
  return drawn < instances
    ? t('{0} of {1} instances: a seeded sample, and those that moved most', drawn, instances)
    : t('all {0} instances', instances);
}

/** A panel, and a cell of it. */
const placeOf = ({ row, col }: At, n: number): { readonly panel: number; readonly at: At } => ({
  panel: Math.floor(col / n),
  at: { row, col: col % n },
});

function described(
  { drilldown }: SectionInput,
  { row, col }: At,
  panel: number,
  panelNames: readonly string[],
): readonly string[] {
  const { rsms: both, drawn } = drilldown!;
  const at = row * drawn.length + col;
  const [a, b] = [both![0][at]!, both![1][at]!];
  const value = [a, b, b - a][panel]!;
  return [
    `${panelNames[panel] ?? ''}: ${formatValue(value)}`,
    ...[row, col].map((each) => inWords(whoIs(drawn[each]!, drilldown))),
  ];
}

/** Every pair of instances, those first whose similarity differs most. */
function pairsThatDiffer({ drilldown, names }: SectionInput): Twin {
  const { rsms: both, drawn } = drilldown!;
  const [first, second] = both!;
  const who = Array.from(drawn, (place) => whoIs(place, drilldown).name);
  const rows: (readonly [string, string, number, number, number])[] = [];
  for (let i = 0; i < drawn.length; i++) {
    for (let j = 0; j < i; j++) {
      const at = i * drawn.length + j;
      rows.push([who[i]!, who[j]!, first[at]!, second[at]!, second[at]! - first[at]!]);
    }
  }
  rows.sort((a, b) => Math.abs(b[4]) - Math.abs(a[4]));
  return { columns: [t('Instance'), t('and'), ...names, t('Difference')], rows };
}
