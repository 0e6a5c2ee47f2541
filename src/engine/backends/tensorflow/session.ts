import { matrix, type Matrix } from '../../../linalg/matrix';
import type { Binding, RawTensor } from './binding';

/** TensorFlow's number for float64, which tfjs-node does not export. */
const TF_DOUBLE = 2;

/**
 * Raw TensorFlow ops on matrices. tfjs-node's own tensors hold float32 at most; a float64 tensor is made by `Bitcast` from
 * pairs of int32 and read back the same way, so no bit is lost. Every tensor made in a session is deleted by `close`.
 */
export class Session {
  private readonly tensors: number[] = [];

  constructor(private readonly binding: Binding) {}

  /** Runs `work` and deletes its tensors, whatever happens. */
  static run<T>(binding: Binding, work: (session: Session) => T): T {
    const session = new Session(binding);
    try {
      return work(session);
    } finally {
      session.close();
    }
  }

  doubles(a: Matrix): RawTensor {
    // Not copied: the binding takes the memory for the tensor as it is, and no operation here writes into its inputs.
    const pairs = new Int32Array(a.data.buffer, a.data.byteOffset, a.data.length * 2);
    const { TF_INT32 } = this.binding;
    const shape = [a.rows, a.cols, 2];
    const id = this.keep(this.binding.createTensor(shape, TF_INT32, pairs));
    return this.bitcast({ id, shape, dtype: TF_INT32 }, TF_DOUBLE);
  }

  floats(rows: number, cols: number, data: Float32Array): RawTensor {
    const dtype = this.binding.TF_FLOAT;
    const shape = [rows, cols];
    return { id: this.keep(this.binding.createTensor(shape, dtype, data)), shape, dtype };
  }

  /** One op; `flags` are its boolean attributes, the type attribute `T` is that of the inputs. */
  execute(op: string, flags: Readonly<Record<string, boolean>>, inputs: RawTensor[], outputs: number): RawTensor[] {
    const { TF_ATTR_BOOL, TF_ATTR_TYPE } = this.binding;
    const results = this.binding.executeOp(
      op,
      [
        ...Object.entries(flags).map(([name, value]) => ({ name, type: TF_ATTR_BOOL, value })),
        { name: 'T', type: TF_ATTR_TYPE, value: inputs[0]!.dtype },
      ],
      inputs.map(({ id }) => id),
      outputs,
    );
    for (const { id } of results) this.keep(id);
    return results;
  }

  /** `count` rows (axis 0) or columns (1) of a matrix from `first` on, or as many as there are. */
  slice(tensor: RawTensor, axis: 0 | 1, first: number, count: number): RawTensor {
    const size = [...tensor.shape];
    if (first === 0 && count >= size[axis]!) return tensor;
    size[axis] = Math.min(count, size[axis]! - first);
    const begin = axis === 0 ? [first, 0] : [0, first];
    const { TF_INT32, TF_ATTR_TYPE } = this.binding;
    const [from, lengths] = [begin, size].map((pair) =>
      this.keep(this.binding.createTensor([2], TF_INT32, Int32Array.from(pair))),
    );
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: tensor.dtype },
      { name: 'Index', type: TF_ATTR_TYPE, value: TF_INT32 },
    ];
    const [part] = this.binding.executeOp('Slice', attributes, [tensor.id, from!, lengths!], 1);
    this.keep(part!.id);
    return part!;
  }

  /** The numbers of a float32 or float64 tensor. */
  read(tensor: RawTensor): Float64Array<ArrayBuffer> {
    if (tensor.dtype === this.binding.TF_FLOAT) return new Float64Array(this.binding.tensorDataSync(tensor.id));
    const { buffer, byteOffset, byteLength } = this.binding.tensorDataSync(
      this.bitcast(tensor, this.binding.TF_INT32).id,
    );
    return new Float64Array(buffer as ArrayBuffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
  }

  readMatrix(tensor: RawTensor): Matrix {
    const [rows, cols] = tensor.shape;
    return matrix(rows!, cols!, this.read(tensor));
  }

  close(): void {
    for (const id of this.tensors.splice(0)) this.binding.deleteTensor(id);
  }

  private bitcast(tensor: RawTensor, to: number): RawTensor {
    const { TF_ATTR_TYPE } = this.binding;
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: tensor.dtype },
      { name: 'type', type: TF_ATTR_TYPE, value: to },
    ];
    const [cast] = this.binding.executeOp('Bitcast', attributes, [tensor.id], 1);
    this.keep(cast!.id);
    return cast!;
  }

  private keep(id: number): number {
    this.tensors.push(id);
    return id;
  }
}
