/** PyTorch's `.pth` and `.pt` files of tensors: a zip file with a pickle and a member of numbers for each storage. */
import { type Bytes, bytesOf, sourceOf, within } from '../../files/byteSource.ts';
import type { ByteSource } from '../../files/fileSystem.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf, stridesOf } from '../../types/shape.ts';
import { bitsOf, type ElementType, isElementType, numbersOf } from './elements.ts';
import type { StoredNumbers } from './numbers.ts';
import { Name, refuse, shownName, unpickled, type Vocabulary } from './pickle.ts';
import type { StoredTensor } from './stored.ts';
import { type Member, zipMembers } from './zip.ts';

/** Element types by PyTorch's own names, and by those of its older storages. Others keep PyTorch's name and are not read. */
const DTYPES: Readonly<Record<string, ElementType>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
  complex64: 'C64',
  complex128: 'C128',
  float8_e4m3fn: 'F8_E4M3',
  float8_e5m2: 'F8_E5M2',
  float8_e4m3fnuz: 'F8_E4M3FNUZ',
  float8_e5m2fnuz: 'F8_E5M2FNUZ',
  float8_e8m0fnu: 'F8_E8M0',
};
const STORAGES: Readonly<Record<string, string>> = {
  Float: 'float32',
  Double: 'float64',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
  ComplexFloat: 'complex64',
  ComplexDouble: 'complex128',
};
/** Names of types that a pickle may say; the last is a storage of bytes, whose tensors bring their type. */
const DTYPE = /^torch ((?:b?float|complex|q?u?int|bits)\d\w*|bool)$/;
const STORAGE = /^torch (\w+)Storage$/;
const UNTYPED = 'torch.storage UntypedStorage';
/** Classes and constants that stand among the arguments of calls and say nothing of the numbers. */
const INERT = [
  'torch Tensor',
  'torch.nn.parameter Parameter',
  'torch.nn.parameter Buffer',
  'torch per_tensor_affine',
  'torch per_channel_affine',
];

class Storage {
  readonly type: string;
  readonly key: string;
  readonly count: number;
  constructor(type: string, key: string, count: number) {
    [this.type, this.key, this.count] = [type, key, count];
  }
}
/** A tensor before its numbers are read; `storage` is undefined where its numbers are not in one piece, or nowhere. */
class View {
  readonly type: string;
  readonly storage: Storage | undefined;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(
    type: string,
    shape: readonly number[],
    placed: { readonly storage: Storage; readonly offset: number; readonly strides: readonly number[] } | undefined,
  ) {
    [this.type, this.shape, this.storage] = [type, shape, placed?.storage];
    [this.offset, this.strides] = [placed?.offset ?? 0, placed?.strides ?? []];
  }
}
type Dictionary = ReadonlyMap<unknown, unknown>;

/** Where a checkpoint that holds more than weights keeps them. */
const INNER = ['state_dict', 'model_state_dict', 'model'];

/** Every tensor as the file has it. Throws a `Refusal` that says what is wrong where the bytes are not such a file. */
export function storedPytorch(file: Bytes): Map<string, StoredTensor> {
  const { size } = sourceOf(file);
  if (within(file, 0, Math.min(1, size))[0] === 0x80) throw new Refusal(phrase('old-pickle'));
  const members = new Map<string, Member>();
  for (const member of zipMembers(file)) {
    if (members.has(member.name)) throw new Refusal(phrase('members-of-one-name', { name: verbatim(member.name) }));
    members.set(member.name, member);
  }
  const [pickle] = [...members.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) throw new Refusal(phrase('no-data-pickle'));
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = members.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(bytesOf(plain(order))) !== 'little')
    throw new Refusal(phrase('other-byte-order'));
  const views = tensorsIn(unpickled(bytesOf(plain(members.get(pickle)!)), VOCABULARY));
  const reader = new Reader(2 * size, (key) => {
    const member = members.get(`${folder}data/${key}`);
    return member && plain(member);
  });
  return new Map([...views].map(([name, view]) => [name, reader.read(name, view)]));
}

/** torch.save packs nothing, so what is read is never larger than the file. */
function plain({ name, deflated, source }: Member): ByteSource {
  if (deflated) throw new Refusal(phrase('member-compressed', { name: verbatim(name) }));
  return source;
}

const isTensor = (value: unknown): value is View => value instanceof View;
const keyText = (key: unknown) => verbatim(typeof key === 'string' || typeof key === 'number' ? String(key) : '?');
const holdsTensors = (value: unknown): value is Dictionary =>
  value instanceof Map && [...value.values()].some(isTensor);

/** The tensors by name, of the dictionary itself or the one in it that is of weights; what else stands beside them is no weight. */
function tensorsIn(value: unknown): Map<string, View> {
  if (!(value instanceof Map)) throw new Refusal(phrase('no-state-dict'));
  const within = new Map([...(value as Dictionary)].filter(([, inner]) => holdsTensors(inner)));
  const known = INNER.find((key) => within.has(key));
  const names = [...within.keys()].map((key) => keyText(key));
  let dictionary: unknown = value;
  if (known !== undefined) dictionary = within.get(known);
  else if (!holdsTensors(value)) {
    if (within.size > 1) throw new Refusal(phrase('several-dictionaries', { names }));
    [dictionary] = within.values();
  }
  if (!holdsTensors(dictionary)) {
    const [key] = (value as Dictionary).keys();
    if (key === undefined) return new Map();
    throw new Refusal(phrase('more-than-tensors', { name: keyText(key) }));
  }
  return new Map(
    [...dictionary]
      .filter((entry): entry is [string, View] => isTensor(entry[1]))
      .map(([name, view]) => [keyText(name), view]),
  );
}

/** Reads views of storages. One that two names have is read once; all together hold no more numbers than `most`. */
class Reader {
  readonly #storage: (key: string) => ByteSource | undefined;
  readonly #read = new Map<string, StoredTensor>();
  /** The storage that was read last: tensors that share one mostly follow each other. */
  #last: { readonly key: string; readonly numbers: StoredNumbers } | undefined;
  #left: number;

  constructor(most: number, storage: (key: string) => ByteSource | undefined) {
    [this.#left, this.#storage] = [most, storage];
  }

  read(name: string, view: View): StoredTensor {
    const { type, storage, offset, shape, strides } = view;
    const unread = { type, shape, numbers: undefined };
    if (!storage || !isElementType(type)) return unread;
    const bytes = this.#storage(storage.key);
    if (!bytes) throw new Refusal(phrase('numbers-missing', { name: verbatim(name) }));
    const count = (8 * bytes.size) / bitsOf(type);
    const size = sizeOf(shape);
    const last =
      size === 0 ? offset - 1 : shape.reduce((at, length, axis) => at + (length - 1) * strides[axis]!, offset);
    if ((storage.count * bitsOf(storage.type as ElementType)) / 8 > bytes.size || last + 1 > count || size > count)
      throw new Refusal(phrase('larger-than-numbers', { name: verbatim(name) }));
    const place = [storage.key, type, offset, shape, strides].join('/');
    const known = this.#read.get(place);
    if (known) return known;
    this.#left -= size;
    if (this.#left < 0) throw new Refusal(phrase('views-too-large'));
    const tensor = { type, shape, numbers: this.#numbers(view, type, bytes) };
    this.#read.set(place, tensor);
    return tensor;
  }

  #numbers(view: View, type: ElementType, bytes: ByteSource): StoredNumbers | undefined {
    const { offset, shape, strides, storage } = view;
    if (stridesOf(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis])) {
      const [from, to] = [offset, offset + sizeOf(shape)].map((place) => (place * bitsOf(type)) / 8);
      return numbersOf(type, within(bytes, Math.floor(from!), Math.ceil(to!)));
    }
    const key = `${storage!.key}/${type}`;
    if (this.#last?.key !== key) {
      const numbers = numbersOf(type, within(bytes, 0, bytes.size - (bytes.size % (bitsOf(type) / 8))));
      this.#last = numbers && { key, numbers };
    }
    return this.#last && gathered(this.#last.numbers, view);
  }
}

/** The numbers of a view, row-major. */
function gathered<N extends StoredNumbers>(numbers: N, { offset, shape, strides }: View): N {
  const out = numbers.slice(0, 0).constructor as new (size: number) => N;
  const data = new out(sizeOf(shape));
  const at = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < data.length; i++) {
    data[i] = numbers[place]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return data;
}

const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const wholes = (value: unknown): value is number[] => Array.isArray(value) && value.length <= 16 && value.every(whole);

type Call = (...args: readonly unknown[]) => unknown;

/** A tensor of a storage's own type, or of the one that is named. Undefined where the arguments are others. */
function view(storage: unknown, offset: unknown, shape: unknown, strides: unknown, dtype?: string): View | undefined {
  if (!(storage instanceof Storage) || !whole(offset) || !wholes(shape) || !wholes(strides)) return undefined;
  return shape.length === strides.length
    ? new View(dtype ?? storage.type, shape, { storage, offset, strides })
    : undefined;
}

const dtypeOf = (value: unknown): string | undefined => {
  const name = value instanceof Name ? DTYPE.exec(value.name)?.[1] : undefined;
  return name === undefined ? undefined : typeNamed(name);
};
const typeNamed = (name: string): string => (Object.hasOwn(DTYPES, name) ? DTYPES[name]! : name);
const tensorItself: Call = (tensor) => (isTensor(tensor) ? tensor : undefined);
/** A tensor of which only the shape is kept. */
const shapeOnly = (type: string, shape: unknown): View | undefined =>
  wholes(shape) ? new View(type, shape, undefined) : undefined;

/** Calls another function for a tensor of a subclass, or with attributes. */
const FROM_TYPE = 'torch._tensor _rebuild_from_type_v2';
/** What PyTorch's own functions are called for in such a file; undefined where the arguments are none of a tensor's. */
const FUNCTIONS: Readonly<Record<string, Call>> = {
  'collections OrderedDict': (...args) => (args.length === 0 ? new Map() : undefined),
  'torch Size': (sizes) => (wholes(sizes) ? sizes : undefined),
  'torch device': () => null,
  'torch.serialization _get_layout': () => null,
  'torch._utils _rebuild_tensor': (storage, offset, shape, strides) => view(storage, offset, shape, strides),
  'torch._utils _rebuild_tensor_v2': (storage, offset, shape, strides) => view(storage, offset, shape, strides),
  'torch._utils _rebuild_tensor_v3': (storage, offset, shape, strides, _grad, _hooks, dtype) =>
    dtypeOf(dtype) && view(storage, offset, shape, strides, dtypeOf(dtype)),
  'torch._utils _rebuild_qtensor': (storage, _offset, shape) =>
    storage instanceof Storage ? shapeOnly(storage.type, shape) : undefined,
  'torch._utils _rebuild_sparse_tensor': (_layout, parts) =>
    shapeOnly('sparse', Array.isArray(parts) ? parts[2] : undefined),
  'torch._utils _rebuild_sparse_csr_tensor': (_layout, parts) =>
    shapeOnly('sparse', Array.isArray(parts) ? parts[3] : undefined),
  'torch._utils _rebuild_meta_tensor_no_storage': (_dtype, shape) => shapeOnly('meta', shape),
  'torch._utils _rebuild_device_tensor_from_cpu_tensor': tensorItself,
  'torch._utils _rebuild_parameter': tensorItself,
  'torch._utils _rebuild_parameter_with_state': tensorItself,
  [FROM_TYPE]: (called, _type, args) =>
    called instanceof Name && called.name !== FROM_TYPE && Array.isArray(args)
      ? callOf(called.name, args as unknown[])
      : undefined,
};

const callOf = (name: string, args: readonly unknown[]): unknown =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!(...args) : undefined;

const VOCABULARY: Vocabulary = {
  knows: (name) =>
    Object.hasOwn(FUNCTIONS, name) ||
    INERT.includes(name) ||
    name === UNTYPED ||
    DTYPE.test(name) ||
    STORAGE.test(name),
  call(name, args) {
    const made = callOf(name, args);
    return made === undefined ? refuse(phrase('call-with-other-arguments', { name: shownName(name) })) : made;
  },
  persistent(id) {
    const [kind, type, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
    const name =
      type instanceof Name ? (STORAGE.exec(type.name)?.[1] ?? (type.name === UNTYPED ? 'Byte' : undefined)) : undefined;
    if (kind !== 'storage' || name === undefined || typeof key !== 'string' || !whole(count))
      throw new Refusal(phrase('pickle-storage'));
    return new Storage(typeNamed(Object.hasOwn(STORAGES, name) ? STORAGES[name]! : name), key, count);
  },
};
