/**
 * Models that compute with integers of 8 bits. Static: QuantizeLinear and DequantizeLinear around convolutions and products with weights
 * (QDQ), weights by channel, activations by what was seen of them; runtimes make whole-number kernels of that. Dynamic: products alone,
 * whose activations are measured at each run (Jacob et al. 2018, https://arxiv.org/abs/1712.05877).
 */
import type { GraphProto, ModelProto, NodeProto, TensorProto } from 'onnx-buf';
import { TensorProto_DataType } from 'onnx-buf';
import { sizeOf } from '../../types/shape.ts';
import { constant, copyOf, floats, integer, isFloat, node, readersOf, shapeOf, tidied, transposed } from './graph.ts';

/** The least and the largest number that was seen of a value. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A node whose weights are constants, and the axis of its output channels in them. */
interface Weighted {
  readonly node: NodeProto;
  readonly weight: TensorProto;
  readonly axis: number;
}

const QUANTIZED = new Set(['Conv', 'Gemm', 'MatMul']);

function weightedNodes(graph: GraphProto): Weighted[] {
  const constants = new Map(graph.initializer.map((one) => [one.name, one]));
  return graph.node.flatMap((one): Weighted[] => {
    const weight = constants.get(one.input[1] ?? '');
    if (!QUANTIZED.has(one.opType) || !weight || !isFloat(weight) || shapeOf(weight).length < 2) return [];
    if (constants.has(one.input[0]!) || (one.opType === 'Gemm' && integer(one, 'transA') === 1)) return [];
    const rank = shapeOf(weight).length;
    if (one.opType === 'MatMul' && rank !== 2) return [];
    const axis = one.opType === 'Conv' || (one.opType === 'Gemm' && integer(one, 'transB') === 1) ? 0 : 1;
    return [{ node: one, weight, axis }];
  });
}

/** The model as it is quantized: with its constants computed and biases in their convolutions. */
export function prepared(model: ModelProto): ModelProto {
  const copy = copyOf(model);
  tidied(copy.graph!);
  return copy;
}

/** What has to be seen of a prepared model: the values that are made integers. */
export function observed(model: ModelProto): readonly string[] {
  const graph = model.graph!;
  const names = weightedNodes(graph).flatMap(({ node: one }) => [one.input[0]!, resultOf(graph, one)]);
  return [...new Set(names)];
}

/** What a node gives, behind the rectifier that alone reads it. */
function resultOf(graph: GraphProto, { output: [output] }: NodeProto): string {
  const readers = graph.node.filter(({ input }) => input.includes(output!));
  const only = readersOf(graph).get(output!) === 1 ? readers[0] : undefined;
  return only?.opType === 'Relu' ? only.output[0]! : output!;
}

/** Scale and zero of a value as an unsigned byte; 0 is always a number of it. */
function scaleOf({ least, most }: Range): { readonly scale: number; readonly zero: number } {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zero: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

/** A weight in bytes with a scale for each channel along an axis. */
function byChannel(weight: TensorProto, axis: number): { readonly bytes: Int8Array; readonly scales: Float32Array } {
  const [shape, values] = [shapeOf(weight), floats(weight)];
  const [channels, inner] = [shape[axis]!, sizeOf(shape.slice(axis + 1))];
  const channelOf = (i: number) => Math.floor(i / inner) % channels;
  const scales = new Float32Array(channels);
  values.forEach((value, i) => (scales[channelOf(i)] = Math.max(scales[channelOf(i)]!, Math.abs(value))));
  scales.forEach((most, channel) => (scales[channel] = most / 127 || 1));
  const bytes = Int8Array.from(values, (value, i) =>
    Math.max(-127, Math.min(127, Math.round(value / scales[channelOf(i)]!))),
  );
  return { bytes, scales };
}

/** `ranges` of the values that `observed` names, of a prepared model. */
export function quantized(model: ModelProto, ranges: ReadonlyMap<string, Range>): ModelProto {
  const copy = copyOf(model);
  new Static(copy.graph!, ranges).run();
  return copy;
}

class Static {
  readonly #graph: GraphProto;
  readonly #ranges: ReadonlyMap<string, Range>;
  readonly #added = new Map<NodeProto | null, NodeProto[]>();
  /** Values that have gone through bytes, by the name of the value that they were. */
  readonly #rounded = new Map<string, string>();

  constructor(graph: GraphProto, ranges: ReadonlyMap<string, Range>) {
    this.#graph = graph;
    this.#ranges = ranges;
  }

  run(): void {
    const weighted = weightedNodes(this.#graph);
    for (const { node: one } of weighted)
      for (const name of [one.input[0]!, resultOf(this.#graph, one)]) this.#round(name);
    for (const one of weighted) this.#quantize(one);
    // whoever read a value reads it rounded
    for (const one of this.#graph.node) one.input = one.input.map((name) => this.#rounded.get(name) ?? name);
    this.#graph.node = [
      ...(this.#added.get(null) ?? []),
      ...this.#graph.node.flatMap((one) => [one, ...(this.#added.get(one) ?? [])]),
    ];
    const readers = readersOf(this.#graph);
    this.#graph.initializer = this.#graph.initializer.filter(({ name }) => readers.has(name));
  }

  /** Lets a value go through bytes right where it is made. An output of the graph keeps its name. */
  #round(name: string): void {
    const range = this.#ranges.get(name);
    if (!range || this.#rounded.has(name)) return;
    const { scale, zero } = scaleOf(range);
    const [s, z] = [`${name} scale`, `${name} zero`];
    this.#graph.initializer.push(constant(s, 'float32', [], [scale]), constant(z, 'uint8', [], [zero]));
    const source = this.#graph.node.find(({ output }) => output.includes(name)) ?? null;
    const isOutput = this.#graph.output.some((one) => one.name === name);
    if (isOutput) return;
    this.#rounded.set(name, `${name} rounded`);
    const added = this.#added.get(source) ?? [];
    added.push(
      node('QuantizeLinear', [name, s, z], [`${name} bytes`]),
      node('DequantizeLinear', [`${name} bytes`, s, z], [`${name} rounded`]),
    );
    this.#added.set(source, added);
  }

  #quantize({ node: one, weight, axis }: Weighted): void {
    const range = this.#ranges.get(one.input[0]!);
    if (!range) return;
    const { bytes, scales } = byChannel(weight, axis);
    const name = `${one.name} weight`;
    const zeros = new Int8Array(scales.length);
    this.#graph.initializer.push(
      constant(`${name} bytes`, 'int8', shapeOf(weight), bytes),
      constant(`${name} scales`, 'float32', [scales.length], scales),
      constant(`${name} zeros`, 'int8', [scales.length], zeros),
    );
    this.#before(node('DequantizeLinear', [`${name} bytes`, `${name} scales`, `${name} zeros`], [name], { axis }));
    one.input[1] = name;
    this.#bias(one, scaleOf(range).scale, scales);
  }

  /** A bias as 32-bit integers at the scale of the products, as kernels of integers add it. */
  #bias(one: NodeProto, scale: number, scales: Float32Array): void {
    const bias = this.#graph.initializer.find(({ name }) => name === one.input[2]);
    if (!bias || sizeOf(shapeOf(bias)) !== scales.length) return;
    const steps = scales.map((own) => own * scale);
    const integers = Int32Array.from(floats(bias), (value, i) => Math.round(value / steps[i]!));
    const name = `${one.name} bias`;
    this.#graph.initializer.push(
      constant(`${name} integers`, 'int32', [scales.length], integers),
      constant(`${name} steps`, 'float32', [scales.length], steps),
    );
    this.#before(node('DequantizeLinear', [`${name} integers`, `${name} steps`], [`${name} rounded`], { axis: 0 }));
    one.input[2] = `${name} rounded`;
  }

  #before(one: NodeProto): void {
    this.#added.set(null, [...(this.#added.get(null) ?? []), one]);
  }
}

/** Products with weights alone, their activations measured at each run. */
export function quantizedDynamically(model: ModelProto): ModelProto {
  const copy = prepared(model);
  const graph = copy.graph!;
  for (const { node: one, weight, axis } of weightedNodes(graph)) {
    if (one.opType === 'Conv') continue;
    const columns = axis === 0 ? transposed(weight, [1, 0], weight.name) : weight;
    const { bytes, scales } = byChannel(columns, 1);
    const name = one.name;
    graph.initializer.push(
      constant(`${name} weight bytes`, 'int8', shapeOf(columns), bytes),
      constant(`${name} weight scales`, 'float32', [scales.length], scales),
    );
    const [x, , bias] = one.input;
    const [output] = one.output;
    const product = bias === undefined ? output! : `${name} product`;
    const made = [
      node('DynamicQuantizeLinear', [x!], [`${name} bytes`, `${name} scale`, `${name} zero`]),
      node('MatMulInteger', [`${name} bytes`, `${name} weight bytes`, `${name} zero`], [`${name} integers`]),
      node('Cast', [`${name} integers`], [`${name} whole`], { to: TensorProto_DataType.FLOAT }),
      node('Mul', [`${name} scale`, `${name} weight scales`], [`${name} scales`]),
      node('Mul', [`${name} whole`, `${name} scales`], [product]),
      ...(bias === undefined ? [] : [node('Add', [product, bias], [output!])]),
    ];
    graph.node.splice(graph.node.indexOf(one), 1, ...made);
  }
  const readers = readersOf(graph);
  graph.initializer = graph.initializer.filter(({ name }) => readers.has(name));
  return copy;
}
