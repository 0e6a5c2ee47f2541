import type { CatalogueEntry } from '../../measures/facts';
import type { Invariances } from '../../measures/measure';
import type { Parameters } from '../../measures/parameters';
import type { Translate } from '../ui/text';
import { rangeText } from './describe';
import { familyName, invarianceName, needName } from './guide';

/** The page of a measure in Markdown: formula, range, direction, how to read it, invariances, parameters, sources. */
export function measurePage(entry: CatalogueEntry, t: Translate): string {
  const sections = [
    `# ${entry.name}`,
    `\`${entry.id}\` · ${familyName(entry.family, t)}`,
    entry.summary,
    section(t('Formula'), [`\`\`\`text\n${entry.formula}\n\`\`\``]),
    section(t('How to read it'), reading(entry, t)),
    ...(entry.invariances ? [section(t('What leaves it unchanged'), [invarianceTable(entry.invariances, t)])] : []),
    section(t('Needs'), [
      entry.needs.length > 0
        ? entry.needs.map((need) => `- ${needName(need, t)}`).join('\n')
        : t('Nothing besides the two arrays.'),
    ]),
    section(t('Cost'), [entry.cost]),
    ...(Object.keys(entry.parameters).length > 0 ? [section(t('Parameters'), [parameterTable(entry, t)])] : []),
    ...((entry.variants ?? []).length > 0 ? [section(t('With other parameters'), [variants(entry, t)])] : []),
    ...(entry.differences === undefined ? [] : [section(t('Where other tools differ'), [entry.differences])]),
    section(t('References'), [
      entry.references
        .map(({ survey, paper, doi }) => {
          const link = doi === undefined ? '' : ` [doi:${doi}](https://doi.org/${doi})`;
          return `- ${paper}${link} (${t('survey, section {0}', survey)})`;
        })
        .join('\n'),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

const section = (title: string, parts: readonly string[]): string => [`## ${title}`, ...parts].join('\n\n');

function reading(entry: CatalogueEntry, t: Translate): readonly string[] {
  const { kind, identity, rangeNote, symmetric, metric } = entry;
  const directions = {
    similarity: t('A similarity: higher = more alike.'),
    distance: t('A distance: lower = more alike.'),
    statistic: t('A statistic of one representation; two are compared by the difference of their values.'),
  };
  const lines = [
    directions[kind],
    t('Range: {0}.', rangeText(entry)) + (rangeNote === undefined ? '' : ` ${rangeNote}`),
    ...(identity === null ? [] : [t('Two identical arrays give {0}.', identity)]),
    ...(kind === 'statistic'
      ? []
      : [symmetric ? t('The order of the two does not matter.') : t('The order of the two matters.')]),
    ...(metric ? [t('It is a metric: the triangle inequality holds.')] : []),
  ];
  return [lines.map((line) => `- ${line}`).join('\n')];
}

function invarianceTable(
  { first, second }: { readonly first: Invariances; readonly second: Invariances },
  t: Translate,
): string {
  const yes = (holds: boolean): string => (holds ? t('yes') : t('no'));
  const names = Object.keys(first) as (keyof Invariances)[];
  const same = names.every((name) => first[name] === second[name]);
  const heads = same
    ? [t('Transformation'), t('Unchanged')]
    : [t('Transformation'), t('Of the first'), t('Of the second')];
  const rows = names.map((name) => [invarianceName(name, t), yes(first[name]), ...(same ? [] : [yes(second[name])])]);
  return markdownTable([heads, ...rows]);
}

function parameterTable({ parameters }: CatalogueEntry, t: Translate): string {
  const rows = Object.entries(parameters).map(([name, spec]) => [
    `\`${name}\``,
    spec.type === 'choice' ? spec.choices.map((choice) => `\`${choice}\``).join(', ') : spec.type,
    spec.default === null ? t('by the data') : `\`${spec.default}\``,
    [
      spec.help,
      ...Object.entries(spec.when ?? {}).map(([other, value]) => t('Only where {0} is {1}.', other, String(value))),
    ].join(' '),
  ]);
  return markdownTable([[t('Parameter'), t('Values'), t('Default'), t('What it does')], ...rows]);
}

function variants({ variants: known = [] }: CatalogueEntry, t: Translate): string {
  return known
    .map(({ when, facts }) => {
      const changes = [
        ...(facts.kind === undefined ? [] : [facts.kind]),
        ...(facts.range === undefined ? [] : [t('Range: {0}.', rangeText({ range: facts.range }))]),
        ...(facts.invariances === undefined
          ? []
          : [
              t(
                'Unchanged by: {0}.',
                (Object.keys(facts.invariances.first) as (keyof Invariances)[])
                  .filter((name) => facts.invariances?.first[name])
                  .map((name) => invarianceName(name, t))
                  .join(', '),
              ),
            ]),
      ];
      return `- \`${parametersText(when)}\`: ${changes.join(' ')}`;
    })
    .join('\n');
}

const parametersText = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

/** A table in Markdown; bars inside of cells are escaped. */
export function markdownTable([heads = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
