/**
 * What `torch.export.save` writes (`.pt2`): a zip file with the graph as JSON, and the numbers of each weight as they lie in memory. What
 * is pickled in it (sample inputs) is not looked at.
 */
import { type TensorProto, TensorProto_DataType as Type, TensorProtoSchema } from 'onnx-buf';
import { create } from '@bufbuild/protobuf';
import { jsonOf } from '../../data/formats/json.ts';
import { type Member, unpacked, zipMembers } from '../../data/formats/zip.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { sizeOf, stridesOf } from '../../types/shape.ts';

export type Json = Readonly<Record<string, unknown>>;
export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asItems = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export interface Archive {
  /** The program: graph, signature. */
  readonly program: Json;
  /** Weights and constants by the name that the module has for them. */
  readonly tensors: ReadonlyMap<string, TensorProto>;
}

/** PyTorch's numbers of types, as a schema of version 8 has them; ONNX's number and the bytes of an element. */
export const TYPES: Readonly<Record<number, readonly [type: number, bytes: number]>> = {
  1: [Type.UINT8, 1],
  2: [Type.INT8, 1],
  3: [Type.INT16, 2],
  4: [Type.INT32, 4],
  5: [Type.INT64, 8],
  6: [Type.FLOAT16, 2],
  7: [Type.FLOAT, 4],
  8: [Type.DOUBLE, 8],
  12: [Type.BOOL, 1],
  13: [Type.BFLOAT16, 2],
};

/** The largest graph that is read, in bytes. */
const MOST_GRAPH = 256 << 20;
/** Views of the same numbers, all together, are at most so many times what is there. */
const MOST_TIMES = 4;

/** Throws a `Refusal` where the bytes are no such file. */
export function openArchive(bytes: Uint8Array): Archive {
  const members = zipMembers(bytes);
  const ending = (end: string) => members.find(({ name }) => name === end || name.endsWith(`/${end}`));
  const model = ending('models/model.json');
  if (!model) throw new Refusal(phrase('pt2-no-graph'));
  const root = model.name.slice(0, -'models/model.json'.length);
  const byName = new Map(members.map((member) => [member.name, member]));
  const order = byName.get(`${root}byteorder`);
  if (order && new TextDecoder().decode(unpacked(order)).trim() !== 'little')
    throw new Refusal(phrase('other-byte-order'));
  const program = asJson(json(model));
  const version = asJson(program.schema_version).major;
  if (version !== 8) throw new Refusal(phrase('pt2-version', { version: verbatim(String(version).slice(0, 20)) }));
  const tensors = new Map<string, TensorProto>();
  const read = new Map<Member, Uint8Array>();
  // one member again and again would be many times the file
  let left = MOST_TIMES * members.reduce((sum, { name, size }) => sum + (name.endsWith('.json') ? 0 : size), 0);
  for (const [folder, list] of [
    ['weights', 'model_weights_config.json'],
    ['constants', 'model_constants_config.json'],
  ] as const) {
    const config = byName.get(`${root}data/${folder}/${list}`);
    const entries = Object.entries(config ? asJson(asJson(json(config)).config) : {});
    for (const [name, entry] of entries) {
      const tensor = tensorOf(name, asJson(entry), (file) => {
        const member = byName.get(`${root}data/${folder}/${file}`);
        if (member && !read.has(member)) read.set(member, unpacked(member));
        return member && read.get(member);
      });
      if (!tensor) continue;
      left -= tensor.rawData.length;
      if (left < 0) throw new Refusal(phrase('views-too-large'));
      tensors.set(name, tensor);
    }
  }
  return { program, tensors };
}

function json(member: Member): unknown {
  if (member.size > MOST_GRAPH) throw new Refusal(phrase('pt2-no-graph'));
  try {
    return jsonOf(new TextDecoder('utf-8', { fatal: true }).decode(unpacked(member)));
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(phrase('pt2-no-graph'));
  }
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const sizes = (list: unknown): number[] => asItems(list).map((one) => asJson(one).as_int as number);

/** Undefined for what is pickled, or of a type that is not read. */
function tensorOf(
  name: string,
  entry: Json,
  bytesOf: (file: string) => Uint8Array | undefined,
): TensorProto | undefined {
  const meta = asJson(entry.tensor_meta);
  const known = TYPES[meta.dtype as number];
  if (entry.use_pickle === true || !known) return undefined;
  const damaged = () => new Refusal(phrase('numbers-missing', { name: verbatim(name.slice(0, 200)) }));
  const [shape, strides] = [sizes(meta.sizes), sizes(meta.strides)];
  const offset = asJson(meta.storage_offset).as_int ?? 0;
  const file = entry.path_name;
  if (typeof file !== 'string' || /[/\\]/.test(file)) throw damaged();
  const bytes = bytesOf(file);
  if (!bytes || !shape.every(isSize) || !strides.every(isSize) || strides.length !== shape.length || !isSize(offset))
    throw damaged();
  const [type, width] = known;
  const rawData = laidOut(bytes, width, { shape, strides, offset }, damaged) as Uint8Array<ArrayBuffer>;
  return create(TensorProtoSchema, { name, dataType: type, dims: shape.map(BigInt), rawData });
}

/** The bytes of a view of a storage, row by row. */
function laidOut(
  bytes: Uint8Array,
  width: number,
  { shape, strides, offset }: { shape: readonly number[]; strides: readonly number[]; offset: number },
  damaged: () => Error,
): Uint8Array {
  const size = sizeOf(shape);
  const reach = shape.reduce((at, length, axis) => at + Math.max(0, length - 1) * strides[axis]!, offset);
  if (size > 0 && (reach + 1) * width > bytes.length) throw damaged();
  if (size * width > bytes.length) throw damaged();
  const plain = stridesOf(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis]);
  if (plain) return bytes.subarray(offset * width, (offset + size) * width);
  const out = new Uint8Array(size * width);
  const at = new Array<number>(shape.length).fill(0);
  let place = offset;
  for (let i = 0; i < size; i++) {
    out.set(bytes.subarray(place * width, (place + 1) * width), i * width);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      place -= shape[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}
