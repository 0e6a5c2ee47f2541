/*
 * Where names stand beside their points, so that no name covers a point or another name.
 */

export interface Spot {
  /** Pixels from the upper left of the picture. */
  readonly x: number;
  readonly y: number;
  /** Pixels around the point that belong to its mark. */
  readonly radius: number;
}

export interface Placed {
  /** Pixels from the point to the middle of its name. */
  readonly dx: number;
  readonly dy: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Above, below, beside, then aslant; a little further away after that, but never so far that it is another's. */
const directions = [
  [0, -1],
  [0, 1],
  [1, 0],
  [-1, 0],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
] as const;
const distances = [2, 8];

/**
 * A place for each name (`widths` in pixels, all of one `height`), those with large marks first; null where there is none
 * inside of `size`.
 */
export function placeNames(
  spots: readonly Spot[],
  widths: readonly number[],
  height: number,
  size: { readonly width: number; readonly height: number },
): readonly (Placed | null)[] {
  const marks = spots.map(({ x, y, radius }): Box => around(x, y, 2 * radius, 2 * radius));
  const names: Box[] = [];
  const places = new Array<Placed | null>(spots.length).fill(null);
  const inTurn = spots.map((_, at) => at).sort((a, b) => spots[b]!.radius - spots[a]!.radius || a - b);
  for (const at of inTurn) {
    const { x, y, radius } = spots[at]!;
    const width = widths[at]!;
    const candidates = distances.flatMap((distance) =>
      directions.map(([right, down]): Placed => {
        const aslant = right !== 0 && down !== 0 ? Math.SQRT1_2 : 1;
        return {
          dx: right * (aslant * radius + distance + width / 2),
          dy: down * (aslant * radius + distance + height / 2),
        };
      }),
    );
    const free = candidates.find(({ dx, dy }) => {
      const box = around(x + dx, y + dy, width, height);
      const inside = box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height;
      return inside && ![...marks, ...names].some((other) => meet(box, other));
    });
    if (!free) continue;
    places[at] = free;
    names.push(around(x + free.dx, y + free.dy, width, height));
  }
  return places;
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
