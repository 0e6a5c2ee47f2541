import type { Vector } from '../../linalg/vector';
import type { MeasureContext } from '../measure';

/** ⟨a, b⟩, the same to the last bit as among the products of many. */
export function innerProduct(a: Vector, b: Vector, { linalg }: Pick<MeasureContext, 'linalg'>): number {
  return linalg.innerProducts([a], [b]).data[0]!;
}
