/**
 * PyTorch's `.pth` and `.pt` files of tensors: a zip file with a pickle and a member of numbers for each storage. A pickle is a program,
 * and whoever runs one runs what its author wanted. This reader runs nothing: it knows the instructions that a dictionary of tensors is
 * made of, and the few names that stand in one, and refuses everything else.
 */
import { unzipSync } from 'fflate';
import { allocate } from '../../types/dtype.ts';
import { sizeOf, stridesOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type ElementType, elements } from './elements.ts';
import { phrase, type Verbatim, verbatim, type Value as TextValue } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** Names that a pickle may say, as `module name`, and what stands for them. */
const STORAGES: Readonly<Record<string, ElementType>> = {
  'torch FloatStorage': 'F32',
  'torch DoubleStorage': 'F64',
  'torch HalfStorage': 'F16',
  'torch BFloat16Storage': 'BF16',
  'torch LongStorage': 'I64',
  'torch IntStorage': 'I32',
  'torch ShortStorage': 'I16',
  'torch CharStorage': 'I8',
  'torch ByteStorage': 'U8',
  'torch BoolStorage': 'BOOL',
};
const FUNCTIONS = ['collections OrderedDict', 'torch._utils _rebuild_tensor_v2', 'torch._utils _rebuild_parameter'];

class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
class Storage {
  readonly elements: ElementType;
  readonly key: string;
  readonly count: number;
  constructor(elements: ElementType, key: string, count: number) {
    [this.elements, this.key, this.count] = [elements, key, count];
  }
}
/** A tensor before its numbers are read. */
class View {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    [this.storage, this.offset, this.shape, this.strides] = [storage, offset, shape, strides];
  }
}
type Dictionary = Map<unknown, unknown>;
const MARK = Symbol('mark');

/** Where a checkpoint that holds more than weights keeps them. */
const INNER = ['state_dict', 'model_state_dict', 'model'];

/** Reads all tensors. Throws an `Error` that says what is wrong where the bytes are not such a file. */
export function readPytorch(bytes: Uint8Array): Map<string, Tensor> {
  if (bytes[0] === 0x80) throw new Refusal(phrase('old-pickle'));
  const members = unzip(bytes);
  const [pickle] = [...members.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw new Refusal(phrase('no-data-pickle'));
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = members.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(order) !== 'little') throw new Refusal(phrase('other-byte-order'));
  const dictionary = tensorsIn(new Unpickler(members.get(pickle)!).run());
  const tensors = new Map<string, Tensor>();
  for (const [name, view] of dictionary)
    tensors.set(name, read(name, view, members.get(`${folder}data/${view.storage.key}`)));
  return tensors;
}

function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  let packed: string | undefined;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, compression }) => {
        // torch.save packs nothing, so what is read is never larger than the file
        if (compression !== 0) packed ??= name;
        return compression === 0;
      },
    });
  } catch {
    throw new Refusal(phrase('no-whole-zip'));
  }
  if (packed !== undefined) throw new Refusal(phrase('member-compressed', { name: verbatim(packed) }));
  return new Map(Object.entries(files));
}

function tensorsIn(value: unknown): Map<string, View> {
  if (!(value instanceof Map)) throw new Refusal(phrase('no-state-dict'));
  const inner = INNER.map((key) => (value as Dictionary).get(key)).find((found) => found instanceof Map);
  const dictionary = (inner ?? value) as Dictionary;
  for (const [key, entry] of dictionary)
    if (typeof key !== 'string' || !(entry instanceof View))
      throw new Refusal(
        phrase('more-than-tensors', { name: verbatim(typeof key === 'string' ? key.slice(0, 60) : '?') }),
      );
  return dictionary as Map<string, View>;
}

function read(name: string, { storage, offset, shape, strides }: View, bytes: Uint8Array | undefined): Tensor {
  if (!bytes) throw new Refusal(phrase('numbers-missing', { name: verbatim(name) }));
  const type = elements[storage.elements];
  const count = bytes.length / type.bytes;
  const size = sizeOf(shape);
  const last = size === 0 ? offset - 1 : shape.reduce((at, length, axis) => at + (length - 1) * strides[axis]!, offset);
  if (storage.count > count || last >= count || size > count)
    throw new Refusal(phrase('larger-than-numbers', { name: verbatim(name) }));
  const data = allocate(type.dtype, size);
  if (
    storage.elements === 'F32' &&
    stridesOf(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis])
  ) {
    new Uint8Array(data.buffer).set(bytes.subarray(4 * offset, 4 * (offset + size)));
    return { dtype: type.dtype, shape, data };
  }
  const get = type.reader(bytes);
  const at = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < size; i++) {
    data[i] = get(place);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return { dtype: type.dtype, shape, data };
}

const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const wholes = (value: unknown): value is number[] => Array.isArray(value) && value.length <= 16 && value.every(whole);

/** The stack machine that a pickle is written for; `INSTRUCTIONS` are all that it obeys. */
class Unpickler {
  readonly stack: unknown[] = [];
  readonly memo = new Map<number, unknown>();
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
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
  float64(): number {
    return this.#view.getFloat64(this.#skip(8));
  }
  /** A whole number of as many bytes as the next one says. */
  long(): number {
    const digits = this.take(this.byte());
    if (digits.length > 8) throw new Refusal(phrase('pickle-number-too-large'));
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
    this.stack.push(value);
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
    list.push(...items);
  }
  /** Keys and values in turns, into the dictionary on top of the stack. */
  setItems(items: readonly unknown[]): void {
    const dictionary = this.stack.at(-1);
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw new Refusal(phrase('pickle-no-dictionary'));
    for (let i = 0; i < items.length; i += 2) (dictionary as Dictionary).set(items[i], items[i + 1]);
  }
}

type Instruction = (machine: Unpickler) => void;
const STOP = 0x2e;

const proto: Instruction = (machine) => {
  if (machine.byte() > 5) throw new Refusal(phrase('pickle-too-new'));
};
const reduce: Instruction = (machine) => {
  const [called, args] = machine.pops(2);
  machine.push(called instanceof Name ? made(called.name, args) : refuse(phrase('no-function')));
};
const stackGlobal: Instruction = (machine) => {
  const [module, name] = machine.pops(2);
  machine.push(nameOf(`${String(module)} ${String(name)}`));
};
/** Attributes of a state dict: its notes on versions, which say nothing of the tensors. */
const build: Instruction = (machine) => {
  machine.pop();
  if (!(machine.stack.at(-1) instanceof Map)) throw new Refusal(phrase('pickle-attributes'));
};

/** What dictionaries of tensors are made of, by the codes of Python's `pickletools`. */
const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  128: proto,
  /* FRAME */ 149: (machine) => machine.take(8),
  /* EMPTY_DICT */ 125: (machine) => machine.push(new Map()),
  /* EMPTY_LIST */ 93: (machine) => machine.push([]),
  /* EMPTY_TUPLE */ 41: (machine) => machine.push([]),
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
  /* GLOBAL */ 99: (machine) => machine.push(nameOf(`${machine.line()} ${machine.line()}`)),
  /* STACK_GLOBAL */ 147: stackGlobal,
  /* BINPUT */ 113: (machine) => machine.remember(machine.byte()),
  /* LONG_BINPUT */ 114: (machine) => machine.remember(machine.uint32()),
  /* MEMOIZE */ 148: (machine) => machine.remember(machine.memo.size),
  /* BINGET */ 104: (machine) => machine.recall(machine.byte()),
  /* LONG_BINGET */ 106: (machine) => machine.recall(machine.uint32()),
  /* TUPLE */ 116: (machine) => machine.push(machine.popsToMark()),
  /* TUPLE1 */ 133: (machine) => machine.push(machine.pops(1)),
  /* TUPLE2 */ 134: (machine) => machine.push(machine.pops(2)),
  /* TUPLE3 */ 135: (machine) => machine.push(machine.pops(3)),
  /* APPEND */ 97: (machine) => machine.append(machine.pops(1)),
  /* APPENDS */ 101: (machine) => machine.append(machine.popsToMark()),
  /* SETITEM */ 115: (machine) => machine.setItems(machine.pops(2)),
  /* SETITEMS */ 117: (machine) => machine.setItems(machine.popsToMark()),
  /* BINPERSID */ 81: (machine) => machine.push(storageOf(machine.pop())),
  /* REDUCE */ 82: reduce,
  /* BUILD */ 98: build,
};

const unknownInstruction = (code: number): Error =>
  new Refusal(phrase('pickle-instruction', { code: verbatim(`0x${code.toString(16).padStart(2, '0')}`) }));

const nameOf = (name: string): Name =>
  name in STORAGES || FUNCTIONS.includes(name) ? new Name(name) : refuse(shown(name));

/** A name of Python, `torch.nn.Linear`; no file can make the message long. */
const shown = (name: string): Verbatim => verbatim(name.replace(' ', '.').slice(0, 80));

function refuse(what: TextValue): never {
  throw new Refusal(phrase('pickle-asks-for', { what }));
}

function storageOf(id: unknown): Storage {
  const [kind, type, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
  const elements = type instanceof Name && Object.hasOwn(STORAGES, type.name) ? STORAGES[type.name] : undefined;
  if (kind !== 'storage' || elements === undefined || typeof key !== 'string' || !whole(count))
    throw new Refusal(phrase('pickle-storage'));
  return new Storage(elements, key, count);
}

function made(name: string, args: unknown): unknown {
  if (!Array.isArray(args)) return refuse(phrase('call-without-arguments'));
  if (name === 'collections OrderedDict' && args.length === 0) return new Map();
  if (name === 'torch._utils _rebuild_parameter' && args[0] instanceof View) return args[0];
  if (name === 'torch._utils _rebuild_tensor_v2') {
    const [storage, offset, shape, strides] = args as unknown[];
    if (
      storage instanceof Storage &&
      whole(offset) &&
      wholes(shape) &&
      wholes(strides) &&
      shape.length === strides.length
    )
      return new View(storage, offset, shape, strides);
  }
  return refuse(phrase('call-with-other-arguments', { name: shown(name) }));
}
