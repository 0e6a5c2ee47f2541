import type { Attribute, Binding, RawTensor } from '../../../src/engine/backends/tensorflow/binding';
import type { Linalg } from '../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../src/linalg/matrix';

const FLOAT = 1;
const DOUBLE = 2;
const INT32 = 3;

interface Stored {
  readonly shape: number[];
  readonly dtype: number;
  readonly bytes: ArrayBuffer;
}

/**
 * tfjs-node's native binding as far as the backend uses it, over byte buffers: as strict about shapes, dtypes and ids,
 * with the mathematics of another engine.
 */
export class FakeBinding implements Binding {
  readonly TF_FLOAT = FLOAT;
  readonly TF_INT32 = INT32;
  readonly TF_ATTR_BOOL = 11;
  readonly TF_ATTR_TYPE = 12;
  readonly TF_Version = 'fake';
  /** Names of the ops that ran. */
  readonly ops: string[] = [];
  /** Names of the attributes they had. */
  readonly attributes = new Set<string>();
  /** An op that throws. */
  failing: string | undefined;
  /** Spoils what an op computes. */
  distort: ((data: Float64Array) => void) | undefined;
  private readonly tensors = new Map<number, Stored>();
  private next = 0;

  constructor(private readonly linalg: Linalg) {}

  get living(): number {
    return this.tensors.size;
  }

  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number {
    if (dtype !== (values instanceof Float32Array ? FLOAT : INT32)) throw new Error('Tensor type does not match');
    if (shape.reduce((x, y) => x * y, 1) !== values.length) throw new Error('Shape does not match typed-array');
    const bytes = values.slice().buffer;
    return this.store({ shape, dtype, bytes }).id;
  }

  deleteTensor(id: number): void {
    if (!this.tensors.delete(id)) throw new Error(`Delete called on a Tensor not referenced (${id})`);
  }

  tensorDataSync(id: number): Float32Array | Int32Array {
    const { dtype, bytes } = this.find(id);
    if (dtype === DOUBLE) throw new Error('Unsupported dtype: double');
    return dtype === FLOAT ? new Float32Array(bytes) : new Int32Array(bytes);
  }

  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): RawTensor[] {
    this.ops.push(name);
    for (const attribute of attributes) this.attributes.add(attribute.name);
    if (this.failing === name) throw new Error(`${name} failed`);
    const operands = inputs.map((id) => this.find(id));
    if (name === 'Slice') return [this.store(sliced(operands))];
    const type = this.attribute(attributes, 'T', this.TF_ATTR_TYPE);
    if (operands.some(({ dtype }) => dtype !== type)) throw new Error('T is not the type of the inputs');
    const flag = (attribute: string): boolean => this.attribute(attributes, attribute, this.TF_ATTR_BOOL) === true;
    const results =
      name === 'Bitcast'
        ? [bitcast(operands[0]!, this.attribute(attributes, 'type', this.TF_ATTR_TYPE))]
        : this.compute(name, operands.map(toMatrix), flag).map((result) => this.fromMatrix(result, type));
    if (results.length !== outputs) throw new Error(`${name} has ${results.length} outputs`);
    return results.map((result) => this.store(result));
  }

  private compute(name: string, [a, b]: Matrix[], flag: (name: string) => boolean): Matrix[] {
    if (name !== 'MatMul') throw new Error(`No op ${name}`);
    return [this.linalg.multiply(a!, b!, { transposeA: flag('transpose_a'), transposeB: flag('transpose_b') })];
  }

  private attribute(attributes: Attribute[], name: string, type: number): number | boolean {
    const found = attributes.find((attribute) => attribute.name === name);
    if (found?.type !== type) throw new Error(`Attribute ${name} is missing or of another type`);
    return found.value;
  }

  private fromMatrix({ rows, cols, data }: Matrix, type: number | boolean): Stored {
    this.distort?.(data);
    const copy = type === FLOAT ? Float32Array.from(data) : Float64Array.from(data);
    return { shape: [rows, cols], dtype: Number(type), bytes: copy.buffer };
  }

  private find(id: number): Stored {
    const tensor = this.tensors.get(id);
    if (!tensor) throw new Error(`No tensor ${id}`);
    return tensor;
  }

  private store(tensor: Stored): RawTensor {
    this.tensors.set(this.next, tensor);
    return { id: this.next++, shape: tensor.shape, dtype: tensor.dtype };
  }
}

/** The part of a matrix that begins at row and column `from`, so many rows and columns. */
function sliced([whole, from, size]: Stored[]): Stored {
  const [[top, left], shape] = [from!, size!].map(({ bytes }) => [...new Int32Array(bytes)]) as [number[], number[]];
  const numbers = whole!.dtype === FLOAT ? new Float32Array(whole!.bytes) : new Float64Array(whole!.bytes);
  const width = whole!.shape[1]!;
  const part = numbers.filter((_, at) => {
    const [row, col] = [Math.floor(at / width) - top!, (at % width) - left!];
    return row >= 0 && row < shape[0]! && col >= 0 && col < shape[1]!;
  });
  return { shape, dtype: whole!.dtype, bytes: part.buffer };
}

/** int32[…, 2] ↔ double, the same bytes. */
function bitcast({ shape, dtype, bytes }: Stored, to: number | boolean): Stored {
  if (dtype === INT32 && to === DOUBLE && shape.at(-1) === 2)
    return { shape: shape.slice(0, -1), dtype: DOUBLE, bytes };
  if (dtype === DOUBLE && to === INT32) return { shape: [...shape, 2], dtype: INT32, bytes };
  throw new Error(`Cannot bitcast ${dtype} to ${to}`);
}

function toMatrix({ shape, dtype, bytes }: Stored): Matrix {
  if (dtype === INT32) throw new Error('This op has no int32 kernel');
  return matrix(
    shape[0]!,
    shape[1]!,
    Float64Array.from(dtype === FLOAT ? new Float32Array(bytes) : new Float64Array(bytes)),
  );
}
