import { describe, expect, it } from 'vitest';
import { BoundedCache } from '../../../src/engine/lru';

const cacheOf = (budget: number, ...keys: string[]): BoundedCache<string> => {
  const cache = new BoundedCache<string>(budget);
  for (const key of keys) cache.set(key, key.toUpperCase(), 10);
  return cache;
};
const present = (cache: BoundedCache<string>, ...keys: string[]): string[] => keys.filter((key) => cache.get(key));

describe('the bounded cache', () => {
  it('drops what was used longest ago', () => {
    const cache = cacheOf(30, 'a', 'b', 'c');
    cache.get('a');
    cache.set('d', 'D', 10);
    expect(present(cache, 'a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
    expect(cache.used).toBe(30);
  });

  it('replaces a value and counts its bytes once', () => {
    const cache = cacheOf(30, 'a', 'b');
    cache.set('a', 'again', 15);
    expect(cache.get('a')).toBe('again');
    expect(cache.used).toBe(25);
  });

  it('keeps what is pinned as often as it was pinned, even over its budget', () => {
    const cache = cacheOf(20, 'a', 'b');
    cache.pin('a');
    cache.pin('a');
    cache.pin('b');
    cache.set('c', 'C', 10);
    expect(present(cache, 'a', 'b', 'c')).toEqual(['a', 'b']);
    expect(cache.makeRoom(1)).toBe(false);
    cache.unpin('a');
    expect(cache.makeRoom(1)).toBe(false);
    cache.unpin('a');
    expect(cache.makeRoom(1)).toBe(true);
    expect(present(cache, 'a', 'b')).toEqual(['b']);
  });

  it('keeps the pins of a value that is replaced', () => {
    const cache = cacheOf(10, 'a');
    cache.pin('a');
    cache.set('a', 'larger', 40);
    expect(cache.get('a')).toBe('larger');
    cache.unpin('a');
    expect(cache.get('a')).toBeUndefined();
  });

  it('shrinks with its budget', () => {
    const cache = cacheOf(30, 'a', 'b', 'c');
    cache.resize(10);
    expect(present(cache, 'a', 'b', 'c')).toEqual(['c']);
  });
});
