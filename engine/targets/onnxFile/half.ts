/** A model that computes with numbers of 16 bits: it takes and gives float32, and all between is float16. */
import type { GraphProto, ModelProto } from 'onnx-buf';
import { TensorProto_DataType, type TensorProto } from 'onnx-buf';
import { halfBits } from '../../data/formats/elements.ts';
import { copyOf, floats, isFloat, node } from './graph.ts';

const { FLOAT, FLOAT16 } = TensorProto_DataType;
/** Larger numbers have no place; what is infinite stays so. */
const LARGEST = 65504;

export function inHalf(model: ModelProto): ModelProto {
  const half = copyOf(model);
  const graph = half.graph!;
  const { outer, casts, back } = border(graph);
  convert(graph);
  rename(graph, outer);
  graph.node = [...casts, ...graph.node, ...back];
  // the border keeps its type
  for (const { type } of [...graph.input, ...graph.output])
    if (type?.value.case === 'tensorType' && type.value.value.elemType === FLOAT16) type.value.value.elemType = FLOAT;
  return half;
}

/** The casts at the inputs and outputs, and what these are called within. */
function border({ input, output, initializer }: GraphProto) {
  const outer = new Map<string, string>();
  const own = new Set(initializer.map(({ name }) => name));
  const isFloating = ({ type }: GraphProto['input'][number]) =>
    type?.value.case === 'tensorType' && type.value.value.elemType === FLOAT;
  const within = (name: string) => {
    outer.set(name, `${name} in 16 bits`);
    return outer.get(name)!;
  };
  const casts = input
    .filter((one) => isFloating(one) && !own.has(one.name))
    .map(({ name }) => node('Cast', [name], [within(name)], { to: FLOAT16 }));
  const back = output.filter(isFloating).map(({ name }) => node('Cast', [within(name)], [name], { to: FLOAT }));
  return { outer, casts, back };
}

function convert(graph: GraphProto): void {
  graph.initializer.forEach(toHalf);
  for (const { type } of [...graph.input, ...graph.output, ...graph.valueInfo])
    if (type?.value.case === 'tensorType' && type.value.value.elemType === FLOAT) type.value.value.elemType = FLOAT16;
  for (const { opType, attribute } of graph.node)
    for (const one of attribute) {
      if (one.t) toHalf(one.t);
      if (one.g) convert(one.g);
      if (opType === 'Cast' && one.name === 'to' && one.i === BigInt(FLOAT)) one.i = BigInt(FLOAT16);
    }
}

function toHalf(tensor: TensorProto): void {
  if (!isFloat(tensor)) return;
  const values = tensor.rawData.length > 0 ? floats(tensor) : Float32Array.from(tensor.floatData);
  const bits = Uint16Array.from(values, (value) =>
    halfBits(Number.isFinite(value) ? Math.max(-LARGEST, Math.min(LARGEST, value)) : value),
  );
  tensor.dataType = FLOAT16;
  tensor.rawData = new Uint8Array(bits.buffer);
  tensor.floatData = [];
}

/** Gives values other names, in subgraphs as well. */
function rename(graph: GraphProto, names: ReadonlyMap<string, string>): void {
  const to = (name: string) => names.get(name) ?? name;
  for (const one of graph.node) {
    one.input = one.input.map(to);
    one.output = one.output.map(to);
    for (const { g } of one.attribute) if (g) rename(g, names);
  }
}
