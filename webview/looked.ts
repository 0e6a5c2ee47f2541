import type { Drilldown } from '../src/comparison/drilldown/types';
import type { ResultDocument } from '../src/comparison/document';

/*
 * What was learnt of a cell in the panel, taken along into a report, where nobody is left to ask. Arrays travel inside of
 * JSON as base64.
 */

export interface Looked {
  readonly cell: { readonly result: number; readonly row: number; readonly col: number };
  readonly details: ResultDocument;
  readonly drilldown?: Drilldown | undefined;
}

/** At most so many cells, those looked at last, and so many characters go into a report. */
const mostCells = 6;
const mostCharacters = 8_000_000;

const arrays = { Int32Array, Float32Array, Uint8Array };

/** The cells as JSON, the last first. */
export function packLooked(all: readonly Looked[]): string {
  const packed: string[] = [];
  let characters = 0;
  for (const looked of all.slice(-mostCells).reverse()) {
    const text = JSON.stringify(looked, (_, value: unknown) => (isArray(value) ? packArray(value) : value));
    characters += text.length;
    if (characters > mostCharacters) break;
    packed.push(text);
  }
  return `[${packed.join(',')}]`;
}

/** For `JSON.parse`: packed arrays become arrays again. */
export function unpackArrays(_: string, value: unknown): unknown {
  const { typed, base64 } = (value ?? {}) as { readonly typed?: unknown; readonly base64?: unknown };
  if (typeof typed !== 'string' || typeof base64 !== 'string' || !(typed in arrays)) return value;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new arrays[typed as keyof typeof arrays](bytes.buffer);
}

type Packable = Int32Array | Float32Array | Uint8Array;

const isArray = (value: unknown): value is Packable =>
  Object.values(arrays).some((constructor) => value instanceof constructor);

function packArray(array: Packable): { readonly typed: string; readonly base64: string } {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  const typed = Object.entries(arrays).find(([, constructor]) => array instanceof constructor)![0];
  return { typed, base64: btoa(text) };
}
