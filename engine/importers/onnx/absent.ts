/**
 * Models without their weights: inputs that only weights can be, by their names or by what reads them. They are known as numbers that are
 * none, so that layers come of them as of others, and what is made of such numbers is left to be initialized.
 */
import { create } from '@bufbuild/protobuf';
import { type GraphProto, type TensorProto, TensorProtoSchema, TensorProto_DataType as Type } from 'onnx-buf';
import type { Tensor } from '../../types/tensor.ts';
import { sizeOf } from '../../types/shape.ts';
import { dimsOf } from './translate.ts';

/** What of an operator's inputs are weights in every network. */
const READ: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [1, 2],
  BatchNormalization: [1, 2, 3, 4],
  LayerNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  GroupNormalization: [1, 2],
  LSTM: [1, 2, 3],
  GRU: [1, 2, 3],
  RNN: [1, 2, 3],
  PRelu: [1],
};
/** As frameworks name them, behind what they belong to. */
const NAMED = /[./](weight|bias|kernel|gamma|beta|running|moving|embedding|recurrent|in_proj|scale)\w*$/i;
/** Numbers that stand for absent weights, all together. */
const MOST_NUMBERS = 2 ** 27;

/** An initializer for each input that is a weight; none where nothing else would go in. */
export function absentWeights({ input, node }: GraphProto, known: ReadonlyMap<string, unknown>): TensorProto[] {
  const read = new Set(node.flatMap(({ opType, input }) => (READ[opType] ?? []).flatMap((at) => input[at] ?? [])));
  const open = input.filter(({ name }) => !known.has(name));
  let left = MOST_NUMBERS;
  const absent = open.flatMap((info) => {
    const { name } = info;
    const about = dimsOf(info);
    const shape = about?.dims.flatMap(({ size }) => size ?? []) ?? [];
    const whole = about?.type === Type.FLOAT && shape.length > 0 && shape.length === about.dims.length;
    if (!whole || !(read.has(name) || NAMED.test(name))) return [];
    left -= sizeOf(shape);
    return left < 0 ? [] : [{ name, shape }];
  });
  if (absent.length === open.length) return [];
  return absent.map(({ name, shape }) =>
    create(TensorProtoSchema, {
      name,
      dims: shape.map(BigInt),
      dataType: Type.FLOAT,
      rawData: new Uint8Array(new Float32Array(sizeOf(shape)).fill(Number.NaN).buffer),
    }),
  );
}

/** The weights that have numbers. */
export const present = (weights: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> =>
  new Map([...weights].filter(([, { data }]) => !data.some(Number.isNaN)));
