/** An address in wasm memory, in bytes. */
export type Address = number;

/** A 0 or 1: wasm knows no booleans. */
type Flag = number;

/** What `assembly/index.ts` exports. Matrices are row-major unless said otherwise; see there for each. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  reset(): void;
  allocate(rows: number, cols: number): Address;
  allocateZeros(rows: number, cols: number): Address;
  largest(count: number, x: Address): number;
  scale(count: number, factor: number, x: Address): void;
  transpose(rows: number, cols: number, from: Address, ldFrom: number, to: Address, ldTo: number): void;
  multiply(m: number, n: number, k: number, a: Address, transA: Flag, b: Address, transB: Flag, out: Address): void;
  multiply32(
    m: number,
    n: number,
    k: number,
    a: Address,
    transA: Flag,
    largestA: number,
    b: Address,
    transB: Flag,
    largestB: number,
    out: Address,
  ): void;
  gram(n: number, k: number, x: Address, rows: Flag, out: Address): void;
  gram32(n: number, k: number, x: Address, rows: Flag, largest: number, out: Address): void;
  shift(
    k: number,
    width: number,
    from: Address,
    ofFloats: Flag,
    centre: Address,
    factor: number,
    to: Address,
    toFloats: Flag,
    sums: Address,
  ): number;
  addProducts(n: number, k: number, panel: Address, floats: Flag, c: Address): void;
  /** Returns how many columns are left, those that vary. */
  centreColumns(rows: number, cols: number, x: Address): number;
  packedGram(n: number, k: number, x: Address, weight: number, out: Address): void;
  packedGram32(n: number, k: number, x: Address, largest: number, weight: number, out: Address): void;
  addDots(rows: number, cols: number, length: number, a: Address, b: Address, sums: Address): void;
  widen(count: number, from: Address, to: Address): void;
  qr(m: number, n: number, a: Address, q: Address, r: Address, pivots: Address): void;
  symmetricEigen(n: number, a: Address, values: Address, vectors: Address): Flag;
  symmetricEigenvalues(n: number, a: Address, values: Address): Flag;
  /** `v` 0: without it. */
  svdTall(m: number, n: number, a: Address, u: Address, s: Address, v: Address): Flag;
  singularValuesTall(m: number, n: number, a: Address, s: Address): Flag;
}

/** An operation whose operands and workspace do not fit the 4 GB that WebAssembly can address. */
export class MatrixTooLargeError extends Error {
  override readonly name = 'MatrixTooLargeError';

  constructor(bytes: number) {
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    super(
      `This operation needs ${gigabytes} GB, and the wasm engine can use 4 GB at most (or less where memory is short). ` +
        'Use fewer instances or the tensorflow engine.',
    );
  }
}

export function instantiate(module: WebAssembly.Module): Kernels {
  const arena = {
    outOfMemory: (bytes: number) => {
      throw new MatrixTooLargeError(bytes);
    },
  };
  // The exports are those of our own build; nothing else can stand in their place.
  return new WebAssembly.Instance(module, { arena }).exports as unknown as Kernels;
}
