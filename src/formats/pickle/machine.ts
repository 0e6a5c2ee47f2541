import type { PickleSource } from './source';
import { Dict, Global, Inert, List } from './values';
import type { Blob, Value } from './values';

/*
 * The pickle machine (Python's pickletools describes the opcodes), without what makes pickles dangerous: a class or function
 * is its name, and calling one makes a record. Only `call` decides which names stand for data that we know.
 */

/** What names stand for. */
export interface Interpretation {
  /** What calling `name` makes. Objects of unknown classes are `Inert`. */
  call(name: string, args: readonly Value[]): Value;
  /** Gives an object its state (`__setstate__`). */
  setState(target: Value, state: Value): void;
  /** What a persistent id stands for. */
  persistent(id: Value): Value;
}

/** A pickle that does not follow the rules, or asks for too much. The message ends a sentence that names the file. */
export class PickleError extends Error {}

/** More than any dump of arrays needs; a million labels take a million. */
const MAX_OPCODES = 8_000_000;
const MAX_MARKS = 10_000;
const MAX_INTEGER_BYTES = 1024;
const MAX_LINE_BYTES = 65_536;

/** Runs one pickle to its end and returns its value. */
export async function readPickle(source: PickleSource, meaning: Interpretation): Promise<Value> {
  return new Machine(source, meaning).run();
}

class Machine {
  private stack: Value[] = [];
  private readonly below: Value[][] = [];
  private readonly memo = new Map<number, Value>();

  constructor(
    private readonly source: PickleSource,
    private readonly meaning: Interpretation,
  ) {}

  async run(): Promise<Value> {
    const { source } = this;
    for (let count = 0; count < MAX_OPCODES; count++) {
      if (!source.has(16)) await source.fill(16);
      const opcode = source.byte();
      if (opcode === STOP) return this.pop();
      const immediate = quick[opcode];
      if (immediate) immediate(this, source);
      else await this.slow(opcode);
    }
    throw new PickleError('It holds too many Python objects. Save arrays with torch.save or numpy.save.');
  }

  push(value: Value): void {
    this.stack.push(value);
  }

  pop(): Value {
    const value = this.stack.pop();
    if (value === undefined) throw new PickleError('Its pickle is damaged. Write or copy it again.');
    return value;
  }

  top(): Value {
    const value = this.stack.at(-1);
    if (value === undefined) throw new PickleError('Its pickle is damaged. Write or copy it again.');
    return value;
  }

  mark(): void {
    if (this.below.length >= MAX_MARKS) throw new PickleError('Its Python objects are nested too deeply.');
    this.below.push(this.stack);
    this.stack = [];
  }

  /** Everything since the last mark. */
  popMark(): Value[] {
    const items = this.stack;
    const below = this.below.pop();
    if (!below) throw new PickleError('Its pickle is damaged. Write or copy it again.');
    this.stack = below;
    return items;
  }

  popOrMark(): void {
    if (this.stack.length > 0) this.stack.pop();
    else this.popMark();
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  memoise(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleError('Its pickle is damaged. Write or copy it again.');
    this.push(value);
  }

  call(callee: Value, args: Value): void {
    this.push(this.meaning.call(nameOf(callee), args instanceof List ? args.items : [args]));
  }

  persistent(id: Value): void {
    this.push(this.meaning.persistent(id));
  }

  append(items: readonly Value[]): void {
    const target = this.top();
    const list = target instanceof Inert ? target.list : target;
    if (!(list instanceof List)) return;
    for (const item of items) list.items.push(item);
  }

  setItems(items: readonly Value[]): void {
    const target = this.top();
    const dict = target instanceof Inert ? target.items : target;
    if (!(dict instanceof Dict)) return;
    for (let i = 0; i + 1 < items.length; i += 2) dict.entries.set(items[i]!, items[i + 1]!);
  }

  build(state: Value): void {
    this.meaning.setState(this.top(), state);
  }

  /** Opcodes whose argument may be longer than the window. */
  private async slow(opcode: number): Promise<void> {
    const { source } = this;
    const length = payloadLength(opcode, source);
    if (length !== null) {
      if (isText(opcode)) this.push(await source.text(length));
      else this.push(oldText(opcode, await source.payload(length)));
      return;
    }
    if (opcode === LONG1 || opcode === LONG4) {
      const size = opcode === LONG1 ? source.byte() : source.take(4).readInt32LE();
      if (size < 0 || size > MAX_INTEGER_BYTES) throw new PickleError('It holds an integer that is too long.');
      if (!source.has(size)) await source.fill(size);
      this.push(integer(source.take(size)));
      return;
    }
    await this.textual(opcode);
  }

  /** Opcodes of the old protocols: their argument ends with the line. */
  private async textual(opcode: number): Promise<void> {
    const lines: string[] = [];
    const wanted = opcode === GLOBAL || opcode === INST ? 2 : LINES.includes(opcode) ? 1 : 0;
    if (wanted === 0) throw new PickleError('Its pickle is damaged. Write or copy it again.');
    while (lines.length < wanted) {
      let line = this.source.line();
      if (line === null) {
        await this.source.fill(MAX_LINE_BYTES);
        line = this.source.line();
      }
      if (line === null) throw new PickleError('Its pickle is damaged. Write or copy it again.');
      lines.push(line);
    }
    const [line] = lines as [string];
    switch (String.fromCharCode(opcode)) {
      case 'c':
        return void this.push(new Global(lines.join('.')));
      case 'i':
        return void this.push(this.meaning.call(lines.join('.'), this.popMark()));
      case 'I':
        return void this.push(line === '01' ? true : line === '00' ? false : decimal(line));
      case 'L':
        return void this.push(decimal(line.replace(/L$/, '')));
      case 'F':
        return void this.push(Number(line));
      case 'S':
        return void this.push(unescaped(line.slice(1, -1)));
      case 'V':
        return void this.push(
          line.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
        );
      case 'P':
        return void this.persistent(line);
      case 'g':
        return void this.recall(Number(line));
      default:
        return void this.remember(Number(line));
    }
  }
}

const STOP = 0x2e;
const GLOBAL = 0x63;
const INST = 0x69;
const LONG1 = 0x8a;
const LONG4 = 0x8b;
/** I, L, F, S, V, P, g, p. */
const LINES = Array.from('ILFSVPgp', (letter) => letter.charCodeAt(0));

type Immediate = (machine: Machine, source: PickleSource) => void;

/** Opcodes with an argument of at most 8 bytes. */
const quick: Readonly<Partial<Record<number, Immediate>>> = {
  0x80: (_, s) => void s.byte(), // PROTO
  0x95: (_, s) => void s.take(8), // FRAME
  0x28: (m) => m.mark(),
  0x30: (m) => m.popOrMark(),
  0x31: (m) => void m.popMark(),
  0x32: (m) => m.push(m.top()), // DUP
  0x4e: (m) => m.push(null),
  0x88: (m) => m.push(true),
  0x89: (m) => m.push(false),
  0x4b: (m, s) => m.push(s.byte()),
  0x4d: (m, s) => m.push(s.take(2).readUInt16LE()),
  0x4a: (m, s) => m.push(s.take(4).readInt32LE()),
  0x47: (m, s) => m.push(s.take(8).readDoubleBE()),
  0x5d: (m) => m.push(new List('list', [])),
  0x6c: (m) => m.push(new List('list', m.popMark())),
  0x29: (m) => m.push(new List('tuple', [])),
  0x74: (m) => m.push(new List('tuple', m.popMark())),
  0x85: (m) => m.push(new List('tuple', [m.pop()])),
  0x86: (m) => m.push(new List('tuple', last(m, 2))),
  0x87: (m) => m.push(new List('tuple', last(m, 3))),
  0x7d: (m) => m.push(new Dict()),
  0x64: (m) => {
    const items = m.popMark();
    m.push(new Dict());
    m.setItems(items);
  },
  0x8f: (m) => m.push(new List('set', [])),
  0x91: (m) => m.push(new List('set', m.popMark())), // FROZENSET
  0x90: (m) => m.append(m.popMark()), // ADDITEMS
  0x61: (m) => m.append([m.pop()]),
  0x65: (m) => m.append(m.popMark()),
  0x73: (m) => m.setItems(last(m, 2)),
  0x75: (m) => m.setItems(m.popMark()),
  0x71: (m, s) => m.remember(s.byte()),
  0x72: (m, s) => m.remember(s.take(4).readUInt32LE()),
  0x94: (m) => m.memoise(),
  0x68: (m, s) => m.recall(s.byte()),
  0x6a: (m, s) => m.recall(s.take(4).readUInt32LE()),
  0x93: (m) => {
    const [module, name] = last(m, 2);
    m.push(new Global(`${asText(module)}.${asText(name)}`));
  },
  0x52: (m) => {
    const [callee, args] = last(m, 2) as [Value, Value];
    m.call(callee, args);
  },
  0x81: (m) => {
    const [type, args] = last(m, 2) as [Value, Value];
    m.call(type, args);
  },
  0x92: (m) => {
    const [type, args] = last(m, 3) as [Value, Value, Value]; // the keyword arguments say nothing to us
    m.call(type, args);
  },
  0x6f: (m) => {
    const [type, ...args] = m.popMark(); // OBJ
    m.call(type ?? null, new List('tuple', args));
  },
  0x62: (m) => m.build(m.pop()),
  0x51: (m) => m.persistent(m.pop()),
  0x82: (m, s) => m.push(new Global(`extension ${s.byte()}`)),
  0x83: (m, s) => m.push(new Global(`extension ${s.take(2).readUInt16LE()}`)),
  0x84: (m, s) => m.push(new Global(`extension ${s.take(4).readUInt32LE()}`)),
};

function last(machine: Machine, n: number): Value[] {
  return Array.from({ length: n }, () => machine.pop()).reverse();
}

/** The length in front of bytes or text; null for other opcodes. */
function payloadLength(opcode: number, source: PickleSource): number | null {
  switch (opcode) {
    case 0x58: // BINUNICODE
    case 0x42: // BINBYTES
    case 0x54: // BINSTRING
      return source.take(4).readUInt32LE();
    case 0x8c: // SHORT_BINUNICODE
    case 0x43: // SHORT_BINBYTES
    case 0x55: // SHORT_BINSTRING
      return source.byte();
    case 0x8d: // BINUNICODE8
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      return Number(source.take(8).readBigUInt64LE());
    default:
      return null;
  }
}

function isText(opcode: number): boolean {
  return opcode === 0x58 || opcode === 0x8c || opcode === 0x8d;
}

/** Python 2 has one type for text and bytes: short ASCII is taken for text. */
function oldText(opcode: number, blob: Blob): Value {
  if (opcode !== 0x54 && opcode !== 0x55) return blob;
  const { inline } = blob;
  return inline?.every((byte) => byte < 0x80) ? Buffer.from(inline).toString('latin1') : blob;
}

function nameOf(callee: Value): string {
  if (callee instanceof Global) return callee.name;
  return callee instanceof Inert ? callee.name : 'an unknown object';
}

function asText(value: Value | undefined): string {
  if (typeof value !== 'string') throw new PickleError('Its pickle is damaged. Write or copy it again.');
  return value;
}

/** Two's complement, lowest byte first. */
function integer(bytes: Buffer): number | bigint {
  if (bytes.length === 0) return 0;
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return asNumber(BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`)));
}

function decimal(text: string): number | bigint {
  if (!/^\s*[-+]?\d{1,1000}\s*$/.test(text)) throw new PickleError('Its pickle is damaged. Write or copy it again.');
  return asNumber(BigInt(text.trim().replace(/^\+/, '')));
}

/** Python's `repr` of a string of bytes, without its quotes. */
function unescaped(text: string): string {
  const letters: Readonly<Partial<Record<string, string>>> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\(?:x([\da-f]{2})|(.))/gi, (_, code: string | undefined, letter: string) =>
    code === undefined ? (letters[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)),
  );
}

function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
