import { formatValue } from '../../charts/numbers';
import { instanceAt, scatterCursor, scatterFigure, type ScatterInput } from '../../charts/scatter';
import type { Twin } from '../../charts/twin';
import { inWords, labelOf, whoIs } from '../../charts/who';
import { h } from '../../dom';
import { Plot } from '../../plot';
import { hideTooltip, showTooltip } from '../../tooltip';
import { t } from '../../words';
import { framed } from '../framed';
import { Walk } from '../walk';
import { drawnText } from './rsms';
import type { SectionInput, SectionKind } from './section';

/** The same instances in both representations, laid upon each other. */
export const aligned: SectionKind = (input) => {
  const { drilldown, names, context, pick } = input;
  if (!drilldown || (!drilldown.aligned && drilldown.alignedReason === undefined)) return [];
  if (!drilldown.aligned) {
    const why = h('section', {}, h('h3', {}, t('Aligned')), h('p', { class: 'message' }, drilldown.alignedReason));
    return [{ tab: 'aligned', element: why, plots: [] }];
  }
  const { aligned: plane, drawn, labels, instances } = drilldown;
  const [first, second] = plane.points;
  let mark = drawn.indexOf(input.instance ?? -1);
  const percent = `${Math.round(100 * plane.explained)} %`;
  const cursor = (): ScatterInput['cursor'] => walk.at && { model: walk.at.row === 0 ? 0 : 1, at: walk.at.col };
  const plot = new Plot({
    label: t(
      '{0} instances in both representations after orthogonal Procrustes; the table has their coordinates. Left and right go from instance to instance, up and down from one model to the other, Enter chooses.',
      drawn.length,
    ),
    figure: (canvas) =>
      scatterFigure(
        {
          first,
          second,
          labels,
          nameOf: (label) => String(labelOf(label, drilldown)),
          axisTitles: [t('first principal axis of both'), t('second principal axis')],
          mark: mark < 0 ? undefined : mark,
          cursor: cursor(),
        },
        canvas,
      ),
    onHover: (point, { clientX, clientY }) => {
      const at = point ? instanceAt(point.trace, point.point, labels) : undefined;
      if (at === undefined) return hideTooltip();
      const groups = labels ? new Set(labels).size : 1;
      const model = names[point!.trace < groups ? 0 : 1];
      showTooltip([inWords(whoIs(drawn[at]!, drilldown)), model], clientX, clientY);
    },
    onPick: ({ trace, point }) => {
      const at = instanceAt(trace, point, labels);
      if (at !== undefined) pick(drawn[at]);
    },
    onTrouble: context.trouble,
  });
  const walk = new Walk(plot, {
    kind: t('scatter plot'),
    size: () => ({ rows: 2, cols: drawn.length }),
    start: () => ({ row: 0, col: Math.max(0, mark) }),
    describe: ({ row, col }) => [inWords(whoIs(drawn[col]!, drilldown)), names[row]!],
    beside: () => {
      const { left, top } = plot.element.getBoundingClientRect();
      return { x: left, y: top };
    },
    onMove: () => void plot.markShapes((theme) => scatterCursor({ first, second, cursor: cursor() }, theme)),
    onChoose: ({ col }) => pick(drawn[col]),
  });
  const element = framed({
    id: 'aligned',
    title: t('Aligned by orthogonal Procrustes'),
    plot,
    notes: [
      h(
        'p',
        { class: 'quiet' },
        [
          t('filled = {0}, open = {1}', ...names),
          labels ? t('colour and shape = label') : '',
          t('the plane shows {0} of the variance', percent),
          t('distance left {0} (0 = alike up to rotation, 1 = nothing in common)', formatValue(plane.residual)),
          drawnText(drawn.length, instances),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      plane.fitted <= plane.width &&
        h(
          'p',
          { class: 'warning-line' },
          t('{0} instances for {1} neurons: a rotation can bring almost any two together.', plane.fitted, plane.width),
        ),
    ],
    twin: () => coordinates(input),
    context,
  });
  return [
    {
      tab: 'aligned',
      element,
      plots: [plot],
      mark(instance) {
        mark = drawn.indexOf(instance ?? -1);
        plot.refresh();
      },
    },
  ];
};

function coordinates({ drilldown, names }: SectionInput): Twin {
  const { aligned: plane, drawn } = drilldown!;
  const [first, second] = plane!.points;
  return {
    columns: [t('Instance'), t('Label'), `${names[0]} x`, `${names[0]} y`, `${names[1]} x`, `${names[1]} y`],
    rows: Array.from(drawn, (place, at) => {
      const { name, label } = whoIs(place, drilldown);
      return [name, label ?? null, first[2 * at]!, first[2 * at + 1]!, second[2 * at]!, second[2 * at + 1]!];
    }),
  };
}
