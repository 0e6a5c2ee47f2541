import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeNames, type Spot } from '../../../webview/charts/placement';

const size = { width: 400, height: 220 };
const height = 15;

describe('names beside points', () => {
  it('cover no point and no other name, and stay inside', () => {
    const spot = fc.record({
      x: fc.integer({ min: 5, max: 395 }),
      y: fc.integer({ min: 5, max: 215 }),
      radius: fc.constantFrom(5, 10.5),
    });
    fc.assert(
      fc.property(
        fc.array(spot, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 10, max: 130 }),
        (spots, width) => {
          const places = placeNames(
            spots,
            spots.map(() => width),
            height,
            size,
          );
          const boxes = places.flatMap((place, at) =>
            place ? [{ x: spots[at]!.x + place.dx, y: spots[at]!.y + place.dy, w: width, h: height }] : [],
          );
          const points = spots.map(({ x, y, radius }) => ({ x, y, w: 2 * radius, h: 2 * radius }));
          const meet = (a: (typeof boxes)[0], b: (typeof boxes)[0]): boolean =>
            Math.abs(a.x - b.x) < (a.w + b.w) / 2 && Math.abs(a.y - b.y) < (a.h + b.h) / 2;
          for (const [at, box] of boxes.entries()) {
            expect(box.x - box.w / 2 >= 0 && box.x + box.w / 2 <= size.width).toBe(true);
            expect(box.y - box.h / 2 >= 0 && box.y + box.h / 2 <= size.height).toBe(true);
            expect([...points, ...boxes.slice(at + 1)].some((other) => meet(box, other))).toBe(false);
          }
        },
      ),
    );
  });

  it('stand above a point that is alone, and go first to those with large marks', () => {
    const alone: Spot = { x: 200, y: 100, radius: 5 };
    expect(placeNames([alone], [60], height, size)).toEqual([{ dx: 0, dy: -(5 + 2 + height / 2) }]);
    const crowded = { width: 130, height: 45 };
    const [first, second] = placeNames(
      [
        { x: 60, y: 30, radius: 5 },
        { x: 70, y: 30, radius: 10 },
      ],
      [100, 100],
      height,
      crowded,
    );
    expect(first).toBeNull();
    expect(second).not.toBeNull();
  });
});
