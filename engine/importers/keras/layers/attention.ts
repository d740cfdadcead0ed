/** Attention, and products over named axes. */
import { phrase } from '../../../phrases.ts';
import { sizeOf } from '../../../types/shape.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { asItIs, type Flow, floats, turnedInPlace } from '../../common/flow.ts';
import { type LayerCall, Unmapped, unmappedSetting } from '../call.ts';
import { activated } from './activations.ts';
import type { Converters } from './define.ts';

/** A matrix of inputs and outputs as outputs and inputs, whatever axes either has. */
function flatTurned({ data }: Tensor<'float32'>, inputs: number): Tensor<'float32'> {
  return turnedInPlace(floats([inputs, data.length / inputs], data), [1, 0]);
}

function joined(tensors: readonly Tensor<'float32'>[]): Tensor<'float32'> {
  const data = new Float32Array(tensors.reduce((sum, one) => sum + one.data.length, 0));
  let at = 0;
  for (const one of tensors) {
    data.set(one.data, at);
    at += one.data.length;
  }
  const [first] = tensors;
  const rows = tensors.reduce((sum, one) => sum + one.shape[0]!, 0);
  return floats([rows, ...first!.shape.slice(1)], data);
}

function multiHeadWeights(call: LayerCall, widths: readonly number[], keyWidth: number, valueWidth: number) {
  const [heads, bias] = [call.whole('num_heads'), call.flag('use_bias', true)];
  const [query, key, value] = widths as [number, number, number];
  const part = (names: readonly string[], kernel: readonly number[], offset: readonly number[]) => {
    const variables = names.map((name) => call.variables(name)).find((found) => found.length > 0) ?? [];
    return call.arrays([kernel, ...(bias ? [offset] : [])], variables);
  };
  const all = [
    part(['query_dense', 'query'], [query, heads, keyWidth], [heads, keyWidth]),
    part(['key_dense', 'key'], [key, heads, keyWidth], [heads, keyWidth]),
    part(['value_dense', 'value'], [value, heads, valueWidth], [heads, valueWidth]),
    part(['output_dense', 'attention_output'], [heads, valueWidth, query], [query]),
  ];
  if (!all.every((one) => one !== undefined)) return undefined;
  const [q, k, v, out] = all as [Tensor<'float32'>[], Tensor<'float32'>[], Tensor<'float32'>[], Tensor<'float32'>[]];
  const kernels = [q, k, v].map(([kernel], i) => flatTurned(kernel!, widths[i]!));
  const names = ['q_proj_weight', 'k_proj_weight', 'v_proj_weight'];
  const flat = ({ data }: Tensor<'float32'>) => floats([data.length], data);
  return {
    ...(key === query && value === query
      ? { in_proj_weight: joined(kernels) }
      : Object.fromEntries(names.map((name, i) => [name, kernels[i]!]))),
    ...(bias && { in_proj_bias: joined([q, k, v].map((one) => flat(one[1]!))) }),
    'out_proj.weight': flatTurned(out[0]!, heads * valueWidth),
    ...(bias && { 'out_proj.bias': out[1]! }),
  };
}

/** What is looked from, at, and up; keys are the values where the call has none. */
function lookingAt(call: LayerCall) {
  const [query, value = query, key = value] = call.inputs.map((flow) => call.flows.asItIs(flow));
  if (!query || !value || !key) throw new Unmapped(phrase('import-nothing-in'));
  if ([query, value, key].some(({ order }) => order.length !== 2))
    throw new Unmapped(phrase('import-axes', { expected: 2, received: query.order.length }));
  const same = (a: Flow, b: Flow) => a.end.node === b.end.node && a.end.port === b.end.port;
  const ports = {
    query,
    ...(!(same(query, key) && same(query, value)) && { key }),
    ...(!same(key, value) && { value }),
  };
  const { attention_mask: given, value_mask: padding } = call.call.kwargs;
  const mask = (call.flowOf(given) ?? call.flowOf(padding))?.end ?? (call.version < 3 ? value.mask : undefined);
  return { query, key, value, ports: { ...ports, ...(mask && { mask }) } };
}

/** The output, and where each query looks if the call asks for that. */
function withScores(call: LayerCall, y: Flow, query: Flow, rank: number): Flow[] {
  const output = { ...y, ...(query.mask && { mask: query.mask }) };
  if (call.call.kwargs.return_attention_scores !== true) return [output];
  return [output, { end: { node: y.end.node, port: 'weights' }, order: asItIs(rank) }];
}

function multiHead(call: LayerCall): Flow[] {
  const [heads, keyWidth] = [call.whole('num_heads'), call.whole('key_dim')];
  const valueWidth = call.setting('value_dim') === null ? keyWidth : call.whole('value_dim', keyWidth);
  const { query, key, value, ports } = lookingAt(call);
  const widths = [query, key, value].map((flow) => call.flows.sizes(flow)[1]!);
  const output = call.setting('output_shape') ?? null;
  if (output !== null && String(output) !== String(widths[0])) throw unmappedSetting('output_shape', output);
  const axes = call.setting('attention_axes') ?? null;
  if (axes !== null && String(axes) !== '1') throw unmappedSetting('attention_axes', axes);
  call.expect('use_gate', false);
  call.expect('sliding_window', null, undefined);
  const settings = {
    heads,
    headWidth: keyWidth * heads === widths[0] ? 0 : keyWidth,
    valueWidth: valueWidth === keyWidth ? 0 : valueWidth,
    bias: call.flag('use_bias', true),
    dropout: call.number('dropout', 0),
    causal: call.call.kwargs.use_causal_mask === true,
  };
  const weights = multiHeadWeights(call, widths, keyWidth, valueWidth);
  return withScores(call, call.draw('multiHeadAttention', settings, ports, { weights }), query, 3);
}

/** Luong's attention: plain products as scores. */
function attention(call: LayerCall): Flow[] {
  call.expect('use_scale', false);
  call.expect('score_mode', 'dot');
  const { query, ports } = lookingAt(call);
  const causal = call.call.kwargs.use_causal_mask === true || call.flag('causal', false);
  const settings = { scale: 1, causal, dropout: call.number('dropout', 0) };
  const y = call.draw('attention', settings, ports);
  // scores of one head have no axis of heads there
  if (call.call.kwargs.return_attention_scores === true) throw new Unmapped(phrase('import-scores'));
  return withScores(call, y, query, 2);
}

/** A dense layer over the last axis, whose outputs may have axes of their own: "abc,cde->abde". */
function einsumDense(call: LayerCall): Flow {
  const equation = call.text('equation', '').replaceAll(' ', '');
  const parts = /^(?:\.\.\.)?([a-zA-Z]*),([a-zA-Z]+)->(?:\.\.\.)?([a-zA-Z]*)$/.exec(equation);
  const [, input = '', kernel = '', output = ''] = parts ?? [];
  const [inner, outer] = [kernel.slice(0, 1), kernel.slice(1)];
  if (!parts || !input.endsWith(inner) || input.slice(0, -1) + outer !== output)
    throw unmappedSetting('equation', equation);
  const x = call.flows.asItIs(call.x);
  const shape = call.flows.sizes(x);
  const wanted = call.setting('output_shape');
  const sizes = (Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]).slice(-outer.length) as number[];
  if (sizes.length !== outer.length || !sizes.every((one) => Number.isSafeInteger(one) && one > 0))
    throw unmappedSetting('output_shape', wanted);
  const [units, axes] = [sizeOf(sizes), call.setting('bias_axes') ?? null];
  if (axes !== null && axes !== outer) throw unmappedSetting('bias_axes', axes);
  const arrays = call.arrays([[shape.at(-1)!, ...sizes], ...(axes === null ? [] : [sizes])]);
  const weights = arrays && {
    weight: flatTurned(arrays[0]!, shape.at(-1)!),
    ...(axes !== null && { bias: floats([units], arrays[1]!.data) }),
  };
  const steps = shape.length > 2 ? { more: { steps: shape.length - 2 } } : {};
  const y = call.draw('dense', { units, bias: axes !== null }, { input: x }, { weights, ...steps });
  const split =
    outer.length === 1
      ? y
      : call.draw('reshape', { shape: [...shape.slice(0, -1), ...sizes] }, { input: y }, { suffix: 'reshape' });
  return activated(call, split);
}

export const ATTENTION: Converters = {
  MultiHeadAttention: multiHead,
  Attention: attention,
  EinsumDense: einsumDense,
};
