import { formatValue } from '../../charts/numbers';
import { nullFigure, nullOf } from '../../charts/chance';
import { h } from '../../dom';
import { Plot } from '../../plot';
import { t } from '../../words';
import { framed } from '../framed';
import type { SectionKind } from './section';

/** Where the value lies among those of shuffled instances. */
export const chance: SectionKind = ({ explained: [own], context }) => {
  const found = nullOf(own.details);
  if (!found || own.value === null) return [];
  const { value } = own;
  const { mean, std, p, permutations } = found;
  const similar = own.measure?.kind !== 'distance';
  const plot = new Plot({
    label: t(
      'The value {0}, and what {1} permutations give: {2} ± {3}.',
      ...[value, permutations, mean, std].map(formatValue),
    ),
    figure: (canvas) => nullFigure({ value, mean, std, titles: [t('by chance'), t('this pair')] }, canvas),
    onTrouble: context.trouble,
  });
  const element = framed({
    id: 'chance',
    title: t('Against chance'),
    plot,
    notes: [
      h(
        'p',
        {},
        t('by chance {0} ± {1}', formatValue(mean), formatValue(std)),
        ' · ',
        h('strong', {}, t('p = {0}', formatValue(p))),
        ' · ',
        similar
          ? t('share of {0} permutations at least as similar', permutations)
          : t('share of {0} permutations at most as distant', permutations),
      ),
      h('p', { class: 'quiet' }, t('The curve is a normal distribution with this mean and spread.')),
    ],
    twin: () => ({
      columns: [t('Value'), t('Mean by chance'), t('Standard deviation'), 'p', t('Permutations')],
      rows: [[value, mean, std, p, permutations]],
    }),
    context,
  });
  return [{ tab: 'chance', element, plots: [plot] }];
};
