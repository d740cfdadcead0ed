/**
 * Python's pickles, the few instructions of them that a dictionary of tensors is made of. A pickle is a program, and whoever runs one
 * runs what its author wanted. This machine runs nothing: it makes lists, dictionaries and numbers, and asks its vocabulary about
 * every name; what that does not know is refused.
 */
import { type Verbatim, verbatim, phrase, type Value as TextValue } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** The names that a pickle may say, as `module name`, and what calling them gives. */
export interface Vocabulary {
  knows(name: string): boolean;
  call(name: string, args: readonly unknown[]): unknown;
  /** What an id stands for that the pickle has from its surroundings. */
  persistent(id: unknown): unknown;
}

export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
type Dictionary = Map<unknown, unknown>;
const MARK = Symbol('mark');

/** Bytes of a pickle, and things that one may make: room for some hundred thousand tensors. */
const MOST_BYTES = 64 << 20;
const MOST = 2_000_000;

/** What a pickle makes. Throws a `Refusal` where it is damaged, or asks for more than is known here. */
export function unpickled(bytes: Uint8Array, vocabulary: Vocabulary): unknown {
  if (bytes.length > MOST_BYTES) throw new Refusal(phrase('pickle-too-large'));
  return new Machine(bytes, vocabulary).run();
}

/** The stack machine that a pickle is written for; `INSTRUCTIONS` are all that it obeys. */
class Machine {
  readonly stack: unknown[] = [];
  readonly #vocabulary: Vocabulary;
  #made = 0;
  readonly memo = new Map<number, unknown>();
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): unknown {
    try {
      for (;;) {
        const code = this.byte();
        if (code === STOP) return this.pop();
        const instruction = INSTRUCTIONS[code];
        if (!instruction) throw unknownInstruction(code);
        instruction(this);
      }
    } catch (error) {
      if (error instanceof RangeError) throw new Refusal(phrase('pickle-breaks-off'));
      throw error;
    }
  }

  take(count: number): Uint8Array {
    const at = this.#skip(count);
    return this.#bytes.subarray(at, at + count);
  }
  byte(): number {
    return this.take(1)[0]!;
  }
  uint16(): number {
    return this.#view.getUint16(this.#skip(2), true);
  }
  int32(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#skip(8), true));
  }
  float64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }
  /** A whole number of as many bytes as the next one says. */
  long(): number {
    const digits = this.take(this.byte());
    let value = 0n;
    digits.forEach((digit, i) => (value |= BigInt(digit) << BigInt(8 * i)));
    return Number(BigInt.asIntN(8 * digits.length, value));
  }
  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0 || end - this.#at > 200) throw new RangeError('end');
    const line = this.text(end - this.#at);
    this.#at++;
    return line;
  }
  #skip(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new RangeError('end');
    this.#at += count;
    return at;
  }

  push(value: unknown): void {
    if (this.stack.length >= MOST) throw new Refusal(phrase('pickle-too-large'));
    this.stack.push(value);
  }
  /** Something new that takes room: a list, a dictionary. */
  make(value: unknown): void {
    if (++this.#made > MOST) throw new Refusal(phrase('pickle-too-large'));
    this.push(value);
  }
  name(name: string): void {
    if (!this.#vocabulary.knows(name)) refuse(shownName(name));
    this.push(new Name(name));
  }
  call(): void {
    const [called, args] = this.pops(2);
    if (!(called instanceof Name)) return refuse(phrase('no-function'));
    if (!Array.isArray(args)) return refuse(phrase('call-without-arguments'));
    this.make(this.#vocabulary.call(called.name, args as unknown[]));
  }
  persistent(): void {
    this.make(this.#vocabulary.persistent(this.pop()));
  }
  pop(): unknown {
    if (this.stack.length === 0 || this.stack.at(-1) === MARK) throw new Refusal(phrase('pickle-takes-too-much'));
    return this.stack.pop();
  }
  pops(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }
  popsToMark(): unknown[] {
    const at = this.stack.lastIndexOf(MARK);
    if (at < 0) throw new Refusal(phrase('pickle-takes-too-much'));
    return this.stack.splice(at).slice(1);
  }
  remember(key: number): void {
    if (this.memo.size >= MOST) throw new Refusal(phrase('pickle-too-large'));
    this.memo.set(key, this.stack.at(-1));
  }
  recall(key: number): void {
    if (!this.memo.has(key)) throw new Refusal(phrase('pickle-unknown-memo'));
    this.push(this.memo.get(key));
  }

  /** To the list on top of the stack. */
  append(items: readonly unknown[]): void {
    const list = this.stack.at(-1);
    if (!Array.isArray(list)) throw new Refusal(phrase('pickle-no-list'));
    for (const item of items) list.push(item);
  }
  /** Keys and values in turns, into the dictionary on top of the stack. */
  setItems(items: readonly unknown[]): void {
    const dictionary = this.stack.at(-1);
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw new Refusal(phrase('pickle-no-dictionary'));
    for (let i = 0; i < items.length; i += 2) (dictionary as Dictionary).set(items[i], items[i + 1]);
  }
}

type Instruction = (machine: Machine) => void;
const STOP = 0x2e;

const proto: Instruction = (machine) => {
  if (machine.byte() > 5) throw new Refusal(phrase('pickle-too-new'));
};
/** Attributes of a state dict: its notes on versions, which say nothing of the tensors. */
const build: Instruction = (machine) => {
  machine.pop();
  if (!(machine.stack.at(-1) instanceof Map)) throw new Refusal(phrase('pickle-attributes'));
};

const stackGlobal: Instruction = (machine) => {
  const [module, name] = machine.pops(2);
  if (typeof module !== 'string' || typeof name !== 'string') refuse(phrase('no-function'));
  machine.name(`${module} ${name}`);
};

/** What dictionaries of tensors are made of, by the codes of Python's `pickletools`. */
const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  128: proto,
  /* FRAME */ 149: (machine) => machine.take(8),
  /* EMPTY_DICT */ 125: (machine) => machine.make(new Map()),
  /* EMPTY_LIST */ 93: (machine) => machine.make([]),
  /* EMPTY_TUPLE */ 41: (machine) => machine.make([]),
  /* MARK */ 40: (machine) => machine.push(MARK),
  /* NONE */ 78: (machine) => machine.push(null),
  /* NEWTRUE */ 136: (machine) => machine.push(true),
  /* NEWFALSE */ 137: (machine) => machine.push(false),
  /* BININT1 */ 75: (machine) => machine.push(machine.byte()),
  /* BININT2 */ 77: (machine) => machine.push(machine.uint16()),
  /* BININT */ 74: (machine) => machine.push(machine.int32()),
  /* LONG1 */ 138: (machine) => machine.push(machine.long()),
  /* BINFLOAT */ 71: (machine) => machine.push(machine.float64()),
  /* BINUNICODE */ 88: (machine) => machine.push(machine.text(machine.uint32())),
  /* SHORT_BINUNICODE */ 140: (machine) => machine.push(machine.text(machine.byte())),
  /* BINUNICODE8 */ 141: (machine) => machine.push(machine.text(machine.uint64())),
  /* BINBYTES */ 66: (machine) => machine.push(machine.take(machine.uint32())),
  /* SHORT_BINBYTES */ 67: (machine) => machine.push(machine.take(machine.byte())),
  /* POP */ 48: (machine) => machine.pop(),
  /* GLOBAL */ 99: (machine) => machine.name(`${machine.line()} ${machine.line()}`),
  /* STACK_GLOBAL */ 147: stackGlobal,
  /* BINPUT */ 113: (machine) => machine.remember(machine.byte()),
  /* LONG_BINPUT */ 114: (machine) => machine.remember(machine.uint32()),
  /* MEMOIZE */ 148: (machine) => machine.remember(machine.memo.size),
  /* BINGET */ 104: (machine) => machine.recall(machine.byte()),
  /* LONG_BINGET */ 106: (machine) => machine.recall(machine.uint32()),
  /* TUPLE */ 116: (machine) => machine.make(machine.popsToMark()),
  /* TUPLE1 */ 133: (machine) => machine.make(machine.pops(1)),
  /* TUPLE2 */ 134: (machine) => machine.make(machine.pops(2)),
  /* TUPLE3 */ 135: (machine) => machine.make(machine.pops(3)),
  /* APPEND */ 97: (machine) => machine.append(machine.pops(1)),
  /* APPENDS */ 101: (machine) => machine.append(machine.popsToMark()),
  /* SETITEM */ 115: (machine) => machine.setItems(machine.pops(2)),
  /* SETITEMS */ 117: (machine) => machine.setItems(machine.popsToMark()),
  /* BINPERSID */ 81: (machine) => machine.persistent(),
  /* REDUCE */ 82: (machine) => machine.call(),
  /* BUILD */ 98: build,
};

const unknownInstruction = (code: number): Error =>
  new Refusal(phrase('pickle-instruction', { code: verbatim(`0x${code.toString(16).padStart(2, '0')}`) }));

/** A name of Python, `torch.nn.Linear`; no file can make the message long. */
export const shownName = (name: string): Verbatim => verbatim(name.replace(' ', '.').slice(0, 80));

export function refuse(what: TextValue): never {
  throw new Refusal(phrase('pickle-asks-for', { what }));
}
