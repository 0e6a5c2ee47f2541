import { join } from 'node:path';
import type { Linalg } from '../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { fillParameters } from '../../../src/measures/catalogue';
import type { EncoderTrainer } from '../../../src/measures/encoders';
import type { Measure, MeasureContext, Outcome } from '../../../src/measures/measure';
import { sideOf, type Outputs, type Representation, type Side } from '../../../src/measures/subject';

export type Subject = Representation | Outputs;

/** TensorFlow.js is loaded by the tests that train, and no others. */
const trainEncoders: EncoderTrainer = async (task, onProgress) => {
  const [{ startTensorflow }, { trainEncoders: train }] = await Promise.all([
    import('../../../src/models/tensorflow'),
    import('../../../src/models/contrastive'),
  ]);
  await startTensorflow(join(process.cwd(), 'node_modules/@tensorflow/tfjs-backend-wasm/dist'));
  return train(task, onProgress);
};

export function contextOf(linalg: Linalg): MeasureContext {
  return { linalg, precision: 'float64', progress: () => undefined, trainEncoders };
}

/** A matrix of rows. */
export function rowsOf(...rows: readonly (readonly number[])[]): Matrix {
  return matrix(rows.length, rows[0]?.length ?? 0, Float64Array.from(rows.flat()));
}

export function representation(data: Matrix, extra: Partial<Representation> = {}): Representation {
  return { matrix: data, storedAs: 'float64', ...extra };
}

/** What the engine does with one request: prepare each side, then compare. */
export async function evaluate(
  measure: Measure,
  subjects: readonly (Subject | Side<Subject>)[],
  given: Readonly<Record<string, unknown>>,
  linalg: Linalg,
): Promise<Outcome> {
  const params = fillParameters(measure, given);
  const context = contextOf(linalg);
  const prepare = measure.prepare as (side: Side<Subject>, params: unknown, context: MeasureContext) => unknown;
  const prepared = subjects.map((subject) =>
    prepare.call(measure, 'memo' in subject ? subject : sideOf(subject), params, context),
  );
  switch (measure.arity) {
    case 'pair':
      return measure.compare(prepared[0], prepared[1], params, context);
    case 'group':
      return measure.compareAll(prepared, params, context);
    case 'statistic':
      if (prepared.length > 2 && measure.describeAll) return measure.describeAll(prepared, params, context);
      return statistic(await Promise.all(prepared.map(async (each) => measure.describe(each, params, context))));
  }
}

/** One statistic as it is; of two, |T − T′|. */
function statistic(outcomes: readonly Outcome[]): Outcome {
  const [first, second] = outcomes;
  if (!second || !first?.defined) return first!;
  return second.defined ? { defined: true, value: Math.abs(first.value - second.value) } : second;
}
