/** The graph of an exported program: nodes with named arguments, sizes of what flows, what goes in and comes out. */
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import type { Module } from '../define.ts';
import { classNamed, type Scope } from '../onnx/scopes.ts';
import { asItems, asJson, type Json } from './archive.ts';

/** A tensor of the graph by its name. */
export class Named {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
export type Argument =
  | Named
  | readonly (Named | undefined)[]
  | number
  | boolean
  | string
  | readonly (number | undefined)[]
  | undefined;

export interface Node {
  /** `aten.conv2d.default` without what stands before: `conv2d`, `.default` apart. */
  readonly op: string;
  /** What the module that it stands in is called, where it is all of that module; else what it gives. */
  readonly label: string;
  readonly scope: Scope;
  /** From the outermost in. */
  readonly modules: readonly Module[];
  readonly args: Readonly<Record<string, Argument>>;
  readonly outputs: readonly string[];
}

export interface Size {
  readonly size?: number;
  /** A formula over sizes that are open. */
  readonly open?: string;
}
export interface Meta {
  readonly dtype: number;
  readonly sizes: readonly Size[];
}

export interface Program {
  readonly nodes: readonly Node[];
  readonly metas: ReadonlyMap<string, Meta>;
  /** Of the tensors that go in: names of the graph. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What the module calls the weights, buffers and constants that the graph has under another name. */
  readonly owned: ReadonlyMap<string, string>;
  /** Those of them that are learned. */
  readonly parameters: ReadonlySet<string>;
}

const MOST_NODES = 200_000;
const nameOf = (value: unknown): string | undefined => {
  const { name } = asJson(value);
  return typeof name === 'string' && name !== '' ? name : undefined;
};

/** Throws a `Refusal` where it is no graph. */
export function readProgram(program: Json): Program {
  const module = asJson(program.graph_module);
  const [graph, signature] = [asJson(module.graph), asJson(module.signature)];
  const list = asItems(graph.nodes);
  if (list.length === 0) throw new Refusal(phrase('pt2-no-graph'));
  if (list.length > MOST_NODES)
    throw new Refusal(phrase('onnx-too-many-nodes', { count: list.length, most: MOST_NODES }));
  const metas = new Map(
    Object.entries(asJson(graph.tensor_values)).map(([name, value]) => [name, metaOf(asJson(value))]),
  );
  const owned = new Map<string, string>();
  const parameters = new Set<string>();
  const inputs: string[] = [];
  for (const spec of asItems(signature.input_specs)) {
    readInput(asJson(spec), owned, inputs);
    const learned = nameOf(asJson(asJson(spec).parameter).arg);
    if (learned !== undefined) parameters.add(learned);
  }
  const outputs = asItems(signature.output_specs).flatMap((spec) => {
    const output = asJson(asJson(asJson(spec).user_output).arg);
    return nameOf(output.as_tensor) ?? [];
  });
  return { nodes: list.map((node) => nodeOf(asJson(node))), metas, inputs, outputs, owned, parameters };
}

function readInput(spec: Json, owned: Map<string, string>, inputs: string[]): void {
  for (const [kind, name] of [
    ['parameter', 'parameter_name'],
    ['buffer', 'buffer_name'],
    ['tensor_constant', 'tensor_constant_name'],
  ] as const) {
    const one = asJson(spec[kind]);
    const [inner, outer] = [nameOf(one.arg), one[name]];
    if (inner !== undefined && typeof outer === 'string') owned.set(inner, outer);
  }
  const given = nameOf(asJson(asJson(spec.user_input).arg).as_tensor);
  if (given !== undefined) inputs.push(given);
}

const metaOf = ({ dtype, sizes }: Json): Meta => ({
  dtype: dtype as number,
  sizes: asItems(sizes).map((one): Size => {
    const { as_int: size, as_expr: open } = asJson(one);
    return Number.isSafeInteger(size) ? { size: size as number } : { open: String(asJson(open).expr_str ?? '?') };
  }),
});

function nodeOf(node: Json): Node {
  const target = typeof node.target === 'string' ? node.target : '';
  const op = target
    .replace(/^torch\.ops\./, '')
    .replace(/^aten\./, '')
    .replace(/\.default$/, '');
  const args = Object.fromEntries(
    asItems(node.inputs).map((one) => {
      const { name, arg } = asJson(one);
      return [String(name), argumentOf(asJson(arg))];
    }),
  );
  const outputs = asItems(node.outputs).flatMap((one): string[] => {
    const { as_tensor: single, as_tensors: several } = asJson(one);
    return several === undefined ? [nameOf(single) ?? ''] : asItems(several).map((each) => nameOf(each) ?? '');
  });
  if (op === '') throw new Refusal(phrase('pt2-no-graph'));
  const around = stackOf(node);
  const inner = around.at(-1) ?? { path: '', type: '' };
  return {
    op,
    args,
    outputs,
    // within a module of one's own a node is one of several
    label: inner.path !== '' && MODULE.test(inner.type) ? inner.path : outputs[0] || op,
    scope: { path: inner.path, word: op.replace(/\..*$/, '') },
    modules: around.map(({ path, type }) => ({ path, title: classNamed(type) })),
  };
}

/** What a list of whole numbers may be: fixed ones, and open ones (undefined). */
function argumentOf(arg: Json): Argument {
  const [[kind, value] = ['as_none', undefined]] = Object.entries(arg);
  switch (kind) {
    case 'as_tensor':
      return new Named(nameOf(value) ?? '');
    case 'as_tensors':
      return asItems(value).map((one) => new Named(nameOf(one) ?? ''));
    case 'as_optional_tensors':
      return asItems(value).map((one) => {
        const name = nameOf(asJson(one).as_tensor);
        return name === undefined ? undefined : new Named(name);
      });
    case 'as_optional_tensor':
      return asJson(value).as_tensor ? new Named(nameOf(asJson(value).as_tensor) ?? '') : undefined;
    case 'as_int':
    case 'as_float':
    case 'as_scalar_type':
      return typeof value === 'number'
        ? value
        : value === 'Infinity'
          ? Infinity
          : value === '-Infinity'
            ? -Infinity
            : undefined;
    case 'as_bool':
    case 'as_string':
      return value as boolean | string;
    case 'as_ints':
    case 'as_floats':
      return asItems(value) as number[];
    case 'as_sym_int':
      return asJson(value).as_int as number | undefined;
    case 'as_sym_ints':
      return asItems(value).map((one) => asJson(one).as_int as number | undefined);
    default:
      return undefined;
  }
}

/** A module of PyTorch's own, its weights normed or not. */
const MODULE = /^torch\.nn\.(modules\.(?!container)|utils\.parametrize\.Parametrized)/;

/** `L__self__,,Model;L__self___features_0,features.0,torch.nn.modules.conv.Conv2d` names modules from the outermost in. */
function stackOf(node: Json): { readonly path: string; readonly type: string }[] {
  const stack = asJson(node.metadata).nn_module_stack;
  if (typeof stack !== 'string') return [];
  return stack.split(';').map((one) => {
    const [, path = '', type = ''] = one.split(',');
    return { path: path.replace(/^L\[.*?\]\.?/, ''), type };
  });
}
