/** What this backend uses of tfjs-node's native binding (`tfjs_binding.d.ts` of @tensorflow/tfjs-node 4.22.0). */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): RawTensor[];
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_Version: string;
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number;
}

/** A tensor inside TensorFlow; it lives until its id is deleted. */
export interface RawTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** Whether what was loaded is the binding of 4.22.0. */
export function isBinding(value: unknown): value is Binding {
  return (
    isRecord(value) &&
    ['createTensor', 'deleteTensor', 'tensorDataSync', 'executeOp'].every(
      (name) => typeof value[name] === 'function',
    ) &&
    ['TF_FLOAT', 'TF_INT32', 'TF_ATTR_BOOL', 'TF_ATTR_TYPE'].every((name) => typeof value[name] === 'number')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
