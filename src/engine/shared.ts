/*
 * Prepared sides go from thread to thread. Standing on SharedArrayBuffers their arrays are not copied on the way:
 * only the small objects around them are.
 */

type Copier = (value: unknown) => unknown;

/**
 * The same plain data with every typed array on shared memory. What was one object or one stretch of memory before is one
 * afterwards; arrays that are shared already stay where they are.
 */
export function share<T>(value: T): T {
  const objects = new Map<object, unknown>();
  const stretches = new Map<string, SharedArrayBuffer>();
  const bufferIds = new Map<ArrayBufferLike, number>();
  const idOf = (buffer: ArrayBufferLike): number => {
    if (!bufferIds.has(buffer)) bufferIds.set(buffer, bufferIds.size);
    return bufferIds.get(buffer)!;
  };

  const moved = (view: ArrayBufferView): ArrayBufferView => {
    if (view.buffer instanceof SharedArrayBuffer) return view;
    const { buffer, byteOffset, byteLength } = view;
    const name = `${idOf(buffer)}:${byteOffset}:${byteLength}`;
    let stretch = stretches.get(name);
    if (!stretch) {
      stretch = new SharedArrayBuffer(byteLength);
      new Uint8Array(stretch).set(new Uint8Array(buffer, byteOffset, byteLength));
      stretches.set(name, stretch);
    }
    return new (view.constructor as new (buffer: SharedArrayBuffer) => ArrayBufferView)(stretch);
  };

  const copy: Copier = (from) => {
    if (typeof from !== 'object' || from === null) return from;
    if (objects.has(from)) return objects.get(from);
    if (ArrayBuffer.isView(from)) return known(from, moved(from));
    if (Array.isArray(from)) {
      const items: unknown[] = known(from, []);
      for (const item of from as unknown[]) items.push(copy(item));
      return items;
    }
    if (from instanceof Map) {
      const map = known(from, new Map<unknown, unknown>());
      for (const [key, entry] of from as Map<unknown, unknown>) map.set(copy(key), copy(entry));
      return map;
    }
    if (from instanceof Set) {
      const set = known(from, new Set<unknown>());
      for (const entry of from as Set<unknown>) set.add(copy(entry));
      return set;
    }
    const record: Record<string, unknown> = known(from, {});
    for (const [key, entry] of Object.entries(from)) record[key] = copy(entry);
    return record;
  };
  const known = <O>(from: object, to: O): O => {
    objects.set(from, to);
    return to;
  };
  return copy(value) as T;
}

/** The memory that plain data holds, in bytes: each buffer once, however many arrays stand on it; eight bytes a number. */
export function bytesOf(value: unknown): number {
  const seen = new Set<object>();
  let bytes = 0;
  const visit = (part: unknown): void => {
    if (typeof part === 'string') bytes += 2 * part.length;
    else if (typeof part !== 'object' || part === null) bytes += 8;
    else if (!seen.has(part)) {
      seen.add(part);
      if (ArrayBuffer.isView(part)) visit(part.buffer);
      else if (part instanceof ArrayBuffer || part instanceof SharedArrayBuffer) bytes += part.byteLength;
      else if (part instanceof Map) [...part].forEach(visit);
      else if (part instanceof Set || Array.isArray(part)) part.forEach(visit);
      else Object.values(part).forEach(visit);
    }
  };
  visit(value);
  return bytes;
}
