import { agreementGrid, disagreementByClass } from '../../charts/agreement';
import { barsFigure } from '../../charts/bars';
import { scaleFor } from '../../charts/scale';
import { h } from '../../dom';
import { Plot } from '../../plot';
import { t } from '../../words';
import { framed } from '../framed';
import { Heatmap } from '../heatmap';
import { scaleStrip } from '../strip';
import type { SectionKind } from './section';

const unit = scaleFor({ kind: 'similarity', range: [0, 1] }, [0, 1]);

/** Which classes one model gives where the other gives another. */
export const agreement: SectionKind = ({ drilldown, names, context }) => {
  if (!drilldown?.agreement) return [];
  const { classes, counts } = drilldown.agreement;
  const grid = agreementGrid({ classes, counts }, names);
  const heatmap = new Heatmap(context, () => undefined);
  heatmap.update({
    grid,
    scale: unit,
    label: t(
      'Agreement of {0} classes: of the inputs that {1} puts into a class, the share for each class of {2}.',
      classes,
      ...names,
    ),
  });
  const element = framed({
    id: 'agreement',
    title: t('Agreement'),
    plot: heatmap.plot,
    notes: [h('p', { class: 'scales' }, t('share of a row; the diagonal = both agree'), ' ', scaleStrip(unit))],
    twin: () => ({
      columns: [`${names[0]} \\ ${names[1]}`, ...grid.cols],
      rows: grid.rows.map((name, row) => [name, ...counts.subarray(row * classes, (row + 1) * classes)]),
    }),
    context,
  });
  return [{ tab: 'agreement', element, plots: [heatmap.plot] }];
};

/** How often the second model disagrees, for each class of the first. */
export const classes: SectionKind = ({ drilldown, names, context }) => {
  if (!drilldown?.agreement) return [];
  const bars = disagreementByClass(drilldown.agreement);
  const plot = new Plot({
    label: t(
      'How often {0} disagrees, for each of {1} classes of {2}; the table has the numbers.',
      names[1],
      bars.length,
      names[0],
    ),
    figure: (canvas) =>
      barsFigure(
        {
          names: bars.map(({ name }) => name),
          values: bars.map(({ share }) => share),
          notes: bars.map(() => t('no input')),
        },
        canvas,
      ),
    onTrouble: context.trouble,
  });
  const element = framed({
    id: 'classes',
    title: t('Disagreement by class'),
    plot,
    notes: [
      h(
        'p',
        { class: 'quiet' },
        t('share of the inputs of a class of {0} that {1} puts elsewhere; lower = more alike', ...names),
      ),
    ],
    twin: () => ({
      columns: [t('Class'), t('Inputs'), t('Disagreeing'), t('Share')],
      rows: bars.map(({ name, inputs, differing, share }) => [name, inputs, differing, share]),
    }),
    context,
  });
  return [{ tab: 'classes', element, plots: [plot] }];
};
