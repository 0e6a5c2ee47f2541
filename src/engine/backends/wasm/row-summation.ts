import { ROOM_MARGIN, type Precision, type RowSummation, type SummedSide } from '../../../linalg/linalg';
import type { Address, Kernels } from './kernels';

/** Rows added up at a time: a panel of 128 columns of so many stays in the second cache. */
const CHUNK = 256;
/** Each side fills up its part of the panel with zeros to a multiple of so many columns. */
const PADDING = 8;

/** Between these a sum of `CHUNK` squares of floats neither overflows nor loses what counts. */
const SAFE_FOR_FLOATS = { least: 2 ** -40, most: 2 ** 55 };

interface PlacedSide extends SummedSide {
  /** Its first column among those of all, and in the panel. */
  readonly left: number;
  readonly padded: number;
  readonly itemBytes: number;
  /** Of their margins; and where the rows begin, of the rooms asked for last. */
  readonly rooms: readonly [Address, Address];
  readonly begins: [Address, Address];
  readonly centreAt: Address;
}

/** Rows are read straight into wasm memory; one pass lays a chunk of them out for the kernels, and nothing else copies them. */
export class WasmRowSummation implements RowSummation {
  readonly #sides: readonly PlacedSide[];
  /** Columns of all sides, and of the panel. */
  readonly #width: number;
  readonly #padded: number;
  readonly #panel: Address;
  readonly #products: Address;
  /** Of the columns of a chunk. */
  readonly #sums: Address;
  readonly #totals: Float64Array;

  /** Takes the memory of `kernels` until `end`, which gives it back. */
  constructor(
    private readonly kernels: Kernels,
    sides: readonly SummedSide[],
    private readonly rowsPerBlock: number,
    private readonly precision: Precision,
    readonly end: () => void,
  ) {
    kernels.reset();
    const doubles = (count: number): Address => kernels.allocate(Math.ceil(count), 1) >>> 0;
    let [left, padded] = [0, 0];
    this.#sides = sides.map((side) => {
      const itemBytes = side.stored === 'float32' ? 4 : 8;
      const roomBytes = rowsPerBlock * side.width * itemBytes + 4 * ROOM_MARGIN;
      const room = (): Address => Math.ceil(doubles(roomBytes / 8) / ROOM_MARGIN) * ROOM_MARGIN;
      const placed = {
        ...side,
        left,
        padded,
        itemBytes,
        rooms: [room(), room()],
        begins: [0, 0] as [Address, Address],
        centreAt: doubles(side.width),
      } as const;
      left += side.width;
      padded += Math.ceil(side.width / PADDING) * PADDING;
      return placed;
    });
    [this.#width, this.#padded] = [left, padded];
    this.#panel = doubles(CHUNK * padded);
    this.#sums = doubles(left);
    this.#products = kernels.allocateZeros(padded, padded) >>> 0;
    this.#totals = new Float64Array(left);
    // From here on memory stays as large as it is: to grow would take it away from those who hold a room.
    for (const { centre, centreAt } of this.#sides) this.#doubles(centreAt, centre.length).set(centre);
  }

  room(side: number, turn: 0 | 1, phase = 0): Float64Array | Float32Array {
    const { rooms, begins, width, stored } = this.#sides[side]!;
    const numbers = this.rowsPerBlock * width;
    begins[turn] = rooms[turn] + ROOM_MARGIN + phase;
    if (stored === 'float64') return this.#doubles(begins[turn], numbers);
    return new Float32Array(this.kernels.memory.buffer, begins[turn], numbers);
  }

  add(turn: 0 | 1, rows: number): boolean {
    const sums = this.#doubles(this.#sums, this.#width);
    for (let start = 0; start < rows; start += CHUNK) {
      const count = Math.min(CHUNK, rows - start);
      const floats = this.precision === 'float32' && this.#layOut(turn, start, count, true).every(suitsFloats);
      if (!floats && this.#layOut(turn, start, count, false).some(Number.isNaN)) {
        this.#totals.fill(NaN);
        return false;
      }
      for (let j = 0; j < sums.length; j++) this.#totals[j]! += sums[j]!;
      this.kernels.addProducts(this.#padded, count, this.#panel, Number(floats), this.#products);
    }
    return true;
  }

  sums(): { totals: Float64Array; products: Float64Array } {
    const [width, padded] = [this.#width, this.#padded];
    const totals = this.#totals.slice();
    const products = new Float64Array(width * width);
    if (totals.some(Number.isNaN)) return { totals, products: products.fill(NaN) };
    const places = this.#sides.flatMap((side) => Array.from({ length: side.width }, (_, j) => side.padded + j));
    const upper = this.#doubles(this.#products, padded * padded);
    for (let i = 0; i < width; i++) {
      for (let j = i; j < width; j++) {
        const product = upper[places[i]! * padded + places[j]!]!;
        products[i * width + j] = product;
        products[j * width + i] = product;
      }
    }
    return { totals, products };
  }

  /** The largest absolute value of each side in these rows; NaN where one is not finite. */
  #layOut(turn: 0 | 1, start: number, count: number, floats: boolean): number[] {
    return this.#sides.map(({ width, stored, itemBytes, begins, centreAt, factor, left, padded }) =>
      this.kernels.shift(
        count,
        width,
        begins[turn] + start * width * itemBytes,
        Number(stored === 'float32'),
        centreAt,
        factor,
        this.#panel + padded * count * (floats ? 4 : 8),
        Number(floats),
        this.#sums + 8 * left,
      ),
    );
  }

  #doubles(at: Address, count: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, at, count);
  }
}

function suitsFloats(largest: number): boolean {
  return largest === 0 || (largest >= SAFE_FOR_FLOATS.least && largest <= SAFE_FOR_FLOATS.most);
}
