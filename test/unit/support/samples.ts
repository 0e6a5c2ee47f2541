import { matrix } from '../../../src/linalg/matrix';
import type { Outputs, Representation } from '../../../src/measures/subject';
import { seededRandom } from '../../../src/linalg/random';
import { gaussian } from './matrices';

/** Instances, and neurons of each side. */
export interface Shape {
  readonly n: number;
  readonly widths: readonly [number, number];
}

/**
 * Two related representations of n labelled instances in three loose clusters: the second is a nonlinear map of the
 * first with noise.
 */
export function relatedRepresentations({ n, widths: [d, e] }: Shape, seed: number): [Representation, Representation] {
  const labels = Int32Array.from({ length: n }, (_, i) => i % 3);
  const random = seededRandom(seed);
  const next = (): number => random.normal();
  const centres = Array.from({ length: 3 * d }, next);
  const x = Float64Array.from(
    { length: n * d },
    (_, at) => centres[labels[Math.floor(at / d)]! * d + (at % d)]! + next(),
  );
  const weights = gaussian(d, e, seed + 1).data;
  const y = Float64Array.from({ length: n * e }, (_, at) => {
    const i = Math.floor(at / e);
    let total = 0;
    for (let j = 0; j < d; j++) total += x[i * d + j]! * weights[j * e + (at % e)]!;
    return Math.tanh(total / 3) + 0.3 * next() + 0.2;
  });
  return [
    { matrix: matrix(n, d, x), storedAs: 'float64', labels },
    { matrix: matrix(n, e, y), storedAs: 'float64', labels },
  ];
}

/** Outputs of two related models over n instances and c classes, with labels. */
export function relatedOutputs(
  n: number,
  c: number,
  seed: number,
  kind: Outputs['kind'] = 'logits',
): [Outputs, Outputs] {
  const random = seededRandom(seed);
  const next = (): number => random.normal();
  const labels = Int32Array.from({ length: n }, () => random.below(c));
  const common = Array.from({ length: n * c }, next);
  const model = (): Outputs => {
    const logits = common.map((entry, at) => entry + next() + (labels[Math.floor(at / c)] === at % c ? 1.5 : 0));
    return { kind, matrix: asKind(logits, n, c, kind), classes: c, labels };
  };
  return [model(), model()];
}

function asKind(logits: readonly number[], n: number, c: number, kind: Outputs['kind']): Outputs['matrix'] {
  if (kind === 'logits') return matrix(n, c, Float64Array.from(logits));
  const rows = Array.from({ length: n }, (_, i) => logits.slice(i * c, (i + 1) * c));
  if (kind === 'classes') {
    return matrix(
      n,
      1,
      Float64Array.from(rows, (row) => row.indexOf(Math.max(...row))),
    );
  }
  const softmax = (row: readonly number[]): number[] => {
    const exponentials = row.map(Math.exp);
    const total = exponentials.reduce((sum, each) => sum + each, 0);
    return exponentials.map((each) => each / total);
  };
  return matrix(n, c, Float64Array.from(rows.flatMap(softmax)));
}
