import { factsOf, measures, type CatalogueEntry } from '../measures/catalogue';
import type { Invariances } from '../measures/measure';
import { exitStatus, type Command } from './command';
import { noOperands, readArguments, type OptionSpecs } from './options';
import { formatNumber, table } from './table';

const options = { json: { type: 'boolean', help: 'print the catalogue as JSON' } } as const satisfies OptionSpecs;

export const measuresCommand: Command<typeof options> = {
  name: 'measures',
  usage: '[--json]',
  summary: 'The catalogue: every measure with its properties and parameters.',
  options,
  more: [
    'Invariances: PT permutation, OT orthogonal, IS isotropic scaling, ILT invertible linear, TR translation, AT affine.',
    'Where the two arguments differ, first / second.',
  ].join('\n'),
  run(args, { print }) {
    const { values, operands } = readArguments(options, args, 'measures');
    noOperands('measures', operands);
    const catalogue = measures.map(factsOf);
    print(values.json ? JSON.stringify(catalogue, null, 2) : catalogueTable(catalogue));
    return Promise.resolve(exitStatus.done);
  },
};

function catalogueTable(catalogue: readonly CatalogueEntry[]): string {
  const heads = ['id', 'kind', 'range', 'at identity', 'symmetric', 'metric', 'invariances', 'needs', 'parameters'];
  const yes = (flag: boolean): string => (flag ? 'yes' : 'no');
  const rows = catalogue.map((entry) => [
    entry.id,
    entry.kind,
    `${bound(entry.range[0], '−∞')} … ${bound(entry.range[1], '∞')}`,
    formatNumber(entry.identity),
    yes(entry.symmetric),
    yes(entry.metric),
    entry.invariances ? bothInvariances(entry.invariances.first, entry.invariances.second) : '',
    entry.needs.join(', '),
    Object.entries(entry.parameters)
      .map(([name, spec]) => `${name}=${spec.default ?? 'by data'}`)
      .join(', '),
  ]);
  return table(heads, rows, ['left', 'left', 'left', 'right']);
}

function bound(value: number | null, unbounded: string): string {
  return value === null ? unbounded : formatNumber(value);
}

const shortNames: readonly (readonly [keyof Invariances, string])[] = [
  ['permutation', 'PT'],
  ['orthogonal', 'OT'],
  ['isotropicScaling', 'IS'],
  ['invertibleLinear', 'ILT'],
  ['translation', 'TR'],
  ['affine', 'AT'],
];

function bothInvariances(first: Invariances, second: Invariances): string {
  const names = (flags: Invariances): string =>
    shortNames
      .filter(([name]) => flags[name])
      .map(([, short]) => short)
      .join(' ') || 'none';
  const [one, other] = [names(first), names(second)];
  return one === other ? one : `${one} / ${other}`;
}
