import { describe, expect, it } from 'vitest';
import { LoadingOrder, type Pair } from '../../../src/engine/order';

const grid = (n: number): Pair[] =>
  Array.from({ length: n * n }, (_, i): Pair => [Math.floor(i / n), i % n]).filter(([a, b]) => a <= b);

/** From each of `n` to each of `m` others. */
const across = (n: number, m: number): Pair[] =>
  Array.from({ length: n * m }, (_, i): Pair => [Math.floor(i / m), n + (i % m)]);

/** Goes through all pairs with room for `room` sides; returns what was loaded, in order. */
function loads(pairs: readonly Pair[], room: number): number[] {
  const order = new LoadingOrder(pairs);
  const left = new Set(pairs);
  const loaded: number[] = [];
  for (let next = order.next(); next !== undefined; next = order.next()) {
    if (order.growsTile(next)) {
      while (order.held.size > room - 2 && order.passed().length > 0) order.drop(order.passed()[0]!);
      if (order.held.size > room - 2) next = order.next(true)!;
    }
    while (order.held.size >= room) order.drop(order.victim()!);
    order.load(next);
    loaded.push(next);
    for (const pair of left) {
      if (!order.held.has(pair[0]) || !order.held.has(pair[1])) continue;
      left.delete(pair);
      order.finish(pair);
    }
    for (const item of [...order.held]) if (order.left(item) === 0) order.drop(item);
  }
  expect(left.size).toBe(0);
  return loaded;
}

describe('the order in which sides are loaded', () => {
  it('loads each once, in order, when all fit', () => {
    expect(loads(grid(6), 6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps a tile and streams the others past it', () => {
    expect(loads(grid(6), 3)).toEqual([0, 1, 2, 3, 4, 5, 2, 3, 4, 3]);
  });

  it.each([
    [20, 5],
    [20, 10],
    [40, 8],
  ])('loads %i sides with room for %i about n²/2k times in all', (n, room) => {
    // One side of the room is for the stream: rounds of room − 1 sides, each streaming what is left.
    const rounds = Math.ceil(n / (room - 1));
    const bound = Array.from({ length: rounds }, (_, round) => n - round * (room - 1)).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(loads(grid(n), room).length).toBeLessThanOrEqual(bound);
  });

  it('keeps the smaller of two sets, and streams the other one past it, each loaded once', () => {
    expect(loads(across(3, 4), 5)).toEqual([0, 3, 1, 2, 4, 5, 6]);
    expect(loads(across(4, 3), 5)).toEqual([4, 0, 5, 6, 1, 2, 3]);
    expect(loads(across(16, 16), 18)).toHaveLength(32);
  });

  it.each([
    [16, 16, 10],
    [20, 40, 6],
    [5, 5, 3],
    [5, 5, 2],
  ])('streams %i × %i with room for %i as often as the tile does not hold the smaller set', (n, m, room) => {
    const tiles = Math.ceil(n / Math.max(room - 2, 1));
    expect(loads(across(n, m), room).length).toBeLessThanOrEqual(n + tiles * (m + 1));
  });

  it('says what has been streamed past all of the tile', () => {
    const pairs = across(2, 3);
    const order = new LoadingOrder(pairs);
    for (const item of [0, 2]) order.load(item);
    expect(order.passed()).toEqual([]);
    order.finish(pairs[0]!);
    expect(order.passed()).toEqual([2]);
    order.load(1);
    expect(order.passed()).toEqual([]);
  });

  it('finishes with room for two', () => {
    expect(loads(grid(5), 2).length).toBeLessThan(grid(5).length);
  });

  it('leaves out items whose pairs were given up', () => {
    const order = new LoadingOrder(grid(3));
    for (const pair of grid(3)) if (pair.includes(1)) order.finish(pair);
    order.load(order.next()!);
    expect(order.next()).toBe(2);
    expect(order.left(1)).toBe(0);
  });
});
