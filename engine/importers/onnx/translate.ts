/** A model's graph as a document: every node by its rule, in the order in which data reaches them. */
import type { GraphProto, ModelProto, TensorProto, ValueInfoProto } from 'onnx-buf';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Drawing, Misfit, reasonOfNode } from '../common/drawing.ts';
import type { Given, ImportWork, Module, ReportRow } from '../define.ts';
import { folded } from './fold.ts';
import { measuredBy, stopAtCoded } from './coded.ts';
import { fuse } from './fusions.ts';
import { type Expected, opaque } from './opaque.ts';
import { isOwn, ruleOf } from './ops/index.ts';
import { graphOf, type Op, opsetOf, opsOf, readBy } from './read.ts';
import { type Known, kindOf, typeName } from './tensors.ts';
import { modulesOf } from './scopes.ts';
import { Translator } from './translator.ts';
import { BATCH, BatchMixed, isScalar, Unmapped, type Value, type Wire } from './values.ts';

export interface Translated {
  readonly drawing: Drawing;
  /** What the model gives, by its names. */
  readonly outputs: readonly string[];
  readonly report: readonly ReportRow[];
  readonly modules: ReadonlyMap<string, readonly Module[]>;
  /** Some node works on the batch itself. */
  readonly mixed: boolean;
  /** Some node is left out whose layer does not take what comes, by its size. */
  readonly misfits: boolean;
}

export interface Reading {
  readonly model: ModelProto;
  readonly given: Given;
  readonly work: ImportWork;
  readonly read: (proto: TensorProto) => Known | undefined;
  /** What was said of all names. */
  readonly initializers: ReadonlyMap<string, TensorProto>;
}

/** What goes into the model: everything that is no weight. */
export const inputsOf = (graph: GraphProto, initializers: ReadonlyMap<string, unknown>): ValueInfoProto[] =>
  graph.input.filter(({ name }) => !initializers.has(name));

interface Dim {
  readonly size?: number;
  readonly name?: string;
}
export const dimsOf = ({
  type,
}: ValueInfoProto): { readonly type: number; readonly dims: readonly Dim[] } | undefined => {
  if (type?.value.case !== 'tensorType') return undefined;
  const { elemType, shape } = type.value.value;
  if (!shape) return undefined;
  return {
    type: elemType,
    dims: shape.dim.map(({ value }): Dim => {
      if (value.case === 'dimValue' && value.value > 0n) return { size: Number(value.value) };
      // some exporters call every open axis so
      return value.case === 'dimParam' && value.value !== '?' ? { name: value.value } : {};
    }),
  };
};

/** How long nodes are drawn before others have their turn, in milliseconds: a few may be as much work as hundreds. */
const TOLD_EVERY = 20;

export class Translation {
  readonly #t: Translator;
  readonly #reading: Reading;
  readonly #report: ReportRow[] = [];
  readonly #modules = new Map<string, readonly Module[]>();
  readonly #readers = new Map<string, Op[]>();
  readonly #readersOf = (name: string): readonly Op[] => this.#readers.get(name) ?? [];
  /** Outputs that are not there, and why. */
  readonly #lost = new Map<string, Unmapped>();
  readonly #done = new Set<Op>();
  /** Nodes that are outputs already. */
  readonly #given = new Set<string>();
  #mixed = false;
  #misfits = false;
  #count = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** Sizes by the names that the model has for them, `BATCH` among them. */
  readonly sizes = new Map<string, number>();
  /** Nodes whose outputs have no shape that is known, by these outputs: the next one that has may stand for all of them. */
  readonly #pending = new Map<string, readonly Op[]>();
  readonly #rows = new Map<Op, number>();
  readonly #infos = new Map<string, ValueInfoProto>();

  constructor(reading: Reading, about: { readonly hasBatch: boolean; readonly rows: number | undefined }) {
    this.#reading = reading;
    const { model, initializers, read } = reading;
    const isShared = (name: string) => this.#readersOf(name).length > 1;
    this.#t = new Translator({ drawing: new Drawing(), opset: opsetOf(model), initializers, read, isShared, ...about });
    const { valueInfo, output } = model.graph!;
    for (const info of [...valueInfo, ...output]) this.#infos.set(info.name, info);
  }

  /** Draws an Input; `shape` has `BATCH` where the batch is. */
  input(name: string, type: number, shape: readonly number[]): void {
    const kind = kindOf(type);
    if (!kind) throw new Unmapped(phrase('onnx-type', { type: verbatim(typeName(type)) }));
    const batch = shape.indexOf(BATCH);
    const sample = shape.filter((_, axis) => axis !== batch);
    const settings = { shape: sample, ...(kind !== 'float' && { values: 'int32' }) };
    const id = this.#t.add({ type: 'input', name, settings });
    this.#t.values.set(name, {
      end: this.#t.drawing.end(id),
      type,
      shape: [...shape],
      batch: batch < 0 ? null : batch,
      outer: 1,
      inner: 1,
    });
  }

  set(name: string, value: Value): void {
    this.#t.values.set(name, value);
  }

  async run(): Promise<Translated> {
    const graph = this.#reading.model.graph!;
    await this.#graph(graph);
    const outputs = graph.output.flatMap(({ name, type }) =>
      this.#finish(name, type?.value.case === 'tensorType' ? type.value.value.elemType : 0),
    );
    return {
      drawing: this.#t.drawing,
      outputs,
      report: this.#report,
      modules: this.#modules,
      mixed: this.#mixed,
      misfits: this.#misfits,
    };
  }

  /** The node of the document that gives an output of the model; none where it is lost. */
  #finish(name: string, declared: number): string[] {
    const t = this.#t;
    try {
      if (this.#lost.has(name)) throw this.#lost.get(name)!;
      const value = t.value(name)!;
      if (!value.known && value.coded) throw new BatchMixed();
      const wire = t.asWire(value);
      const kind = kindOf(declared || wire.type);
      const whole =
        wire.batch === null || wire.batch === 0
          ? wire
          : t.turn(wire, [wire.batch, ...wire.shape.map((_, i) => i).filter((i) => i !== wire.batch)]);
      if (wire.batch !== null && wire.batch > 0)
        this.#report.push({
          node: name,
          op: 'Output',
          fate: 'approximated',
          layers: [],
          why: phrase('onnx-batch-moved', { axis: wire.batch }),
        });
      const typed = t.as(whole, kind === 'int' ? 'int32' : kind === 'bool' ? 'bool' : 'float32');
      return [this.#own(typed)];
    } catch (error) {
      this.#report.push({ node: name, op: 'Output', fate: 'refused', layers: [], why: reasonFor(error) });
      return [];
    }
  }

  /** An output needs a node that nothing else reads. */
  #own(wire: Wire): string {
    const { drawing } = this.#t;
    const node = drawing.nodeOf(wire.end);
    const isFree =
      node.type !== 'input' && !drawing.isRead(node.id) && drawing.portsOf(node.id) === 1 && !this.#given.has(node.id);
    const id = isFree ? node.id : this.#t.add({ type: 'identity', inputs: { input: wire.end } });
    this.#given.add(id);
    return id;
  }

  async #graph(graph: GraphProto): Promise<void> {
    const given = opsOf(graph);
    this.#count += given.length;
    const reads = (name: string, op: Op): void => {
      const others = this.#readers.get(name);
      if (others) others.push(op);
      else this.#readers.set(name, [op]);
    };
    for (const op of given) for (const name of readBy(op)) reads(name, op);
    // what is given out is read too
    for (const { name } of graph.output) reads(name, OUTSIDE);
    const measured = new Map(given.flatMap((op) => measuredBy(op, this.#readersOf)));
    for (const [name, value] of measured) this.#t.values.set(name, value);
    const ops = knownFirst(given, (name) => measured.has(name) || this.#reading.initializers.has(name));
    for (const op of ops) {
      if (performance.now() - this.#told > TOLD_EVERY) {
        this.#reading.work.progress?.(this.#report.length, this.#count);
        await this.#reading.work.breathe();
        this.#told = performance.now();
      }
      if (!this.#done.has(op)) await this.#op(op);
    }
  }

  async #op(op: Op): Promise<void> {
    const { drawing } = this.#t;
    const mark = drawing.mark();
    try {
      const lost = readBy(op).find((name) => this.#lost.has(name));
      if (lost !== undefined) throw new Unmapped(phrase('onnx-behind-lost', { name: verbatim(lost.slice(0, 200)) }));
      if (op.type === 'If' && op.domain === '' && (await this.#branch(op))) return;
      this.#t.doubts.length = 0;
      this.#t.op = op;
      this.#apply(op);
      const [doubt] = this.#t.doubts;
      this.#say(op, doubt ? 'approximated' : 'mapped', drawing.since(mark), doubt);
    } catch (error) {
      const reason = reasonFor(error);
      drawing.undoTo(mark);
      if (error instanceof BatchMixed) this.#mixed = true;
      if (error instanceof Misfit) this.#misfits = true;
      this.#stand(op, reason);
    }
  }

  /** A node that has no layers stays as it is, with those before it that do; else it is lost. */
  #stand(op: Op, reason: Phrase): void {
    const t = this.#t;
    const before = readBy(op).flatMap((name) => this.#pending.get(name) ?? []);
    const ops = [...new Set([...before, op])];
    const mark = t.drawing.mark();
    let why = reason;
    try {
      const wanted = new Map(
        op.outputs.flatMap((name) =>
          name === '' || !this.#readers.has(name) ? [] : [[name, this.#expected(op, name)] as const],
        ),
      );
      const values = opaque(t, this.#reading.model, ops, wanted);
      for (const [name, value] of values) {
        t.values.set(name, value);
        this.#lost.delete(name);
      }
      const layers = t.drawing.since(mark);
      this.#report.push({ node: op.name, op: op.type, fate: 'opaque', layers, why: phrase('onnx-opaque', { why }) });
      for (const one of before) {
        const row = this.#rows.get(one);
        if (row !== undefined) this.#report[row] = { ...this.#report[row]!, fate: 'opaque', layers };
      }
      return;
    } catch (error) {
      reasonFor(error);
      t.drawing.undoTo(mark);
      why = reason;
    }
    for (const name of op.outputs) {
      this.#lost.set(name, new Unmapped(why));
      this.#pending.set(name, ops);
    }
    this.#rows.set(op, this.#report.length);
    this.#report.push({ node: op.name, op: op.type, fate: 'refused', layers: [], why });
  }

  /** What the model says of a value. Throws where its shape is not known. */
  #expected(op: Op, name: string): Expected {
    const info = this.#infos.get(name);
    const said = info && dimsOf(info);
    const first = this.#t.there(op.inputs[0]);
    if (said) {
      const shape = said.dims.map((dim, axis) => this.#sizeOf(dim, axis));
      if (shape.every((size) => size !== undefined)) return { type: said.type, shape };
    }
    if (SAME_SHAPE.has(op.type) && first && (first.known || first.outer * first.inner === 1))
      return { type: said?.type ?? first.type, shape: first.shape };
    throw new Unmapped(phrase('onnx-unknown-shape'));
  }

  #sizeOf({ size, name }: Dim, axis: number): number | undefined {
    const { hasBatch, rows } = this.#t;
    if (size !== undefined) return hasBatch && axis === 0 && size === rows ? BATCH : size;
    const said = name === undefined || name === '' ? undefined : this.sizes.get(name);
    return said ?? (hasBatch && axis === 0 && rows === undefined ? BATCH : undefined);
  }

  #apply(op: Op): void {
    const t = this.#t;
    const fused = fuse(op, t, this.#readersOf);
    if (!fused) stopAtCoded(op, t);
    if (fused) {
      for (const [name, value] of fused.values) t.values.set(name, value);
      for (const one of fused.ops) {
        this.#done.add(one);
        if (one !== op) this.#say(one, 'mapped', []);
      }
      return;
    }
    // what nothing reads (the mask of a Dropout, say) needs no layer
    const outputs = op.outputs.map((name) => (this.#readers.has(name) ? name : ''));
    const inputs = op.inputs.map((name) => t.value(name));
    const known =
      isOwn(op) && inputs.length > 0 && inputs.every((value) => value === undefined || value.known)
        ? folded(op, inputs as (Known | undefined)[])
        : undefined;
    const rule = ruleOf(op);
    if (!known && !rule) throw new Unmapped(phrase('onnx-no-layer', { op: verbatim(op.type.slice(0, 100)) }));
    const result = known ?? rule!({ ...op, outputs }, t, inputs);
    const values = Array.isArray(result) ? (result as readonly Value[]) : [result as Value];
    outputs.forEach((name, i) => {
      if (name === '') return;
      const value = values[i];
      if (!value) throw new Unmapped(phrase('onnx-no-layer', { op: verbatim(op.type.slice(0, 100)) }));
      t.values.set(
        name,
        value.known && value.name !== undefined && op.type === 'Identity' ? { ...value, alias: name } : value,
      );
    });
  }

  /** A branch whose condition is known stands in the place of its node. */
  async #branch(op: Op): Promise<boolean> {
    const condition = this.#t.value(op.inputs[0]);
    if (!condition || !isScalar(condition)) return false;
    const chosen = graphOf(op, Number(condition.data[0]) !== 0 ? 'then_branch' : 'else_branch');
    if (!chosen) return false;
    const { initializers, read } = this.#reading;
    for (const proto of chosen.initializer) {
      if (initializers.has(proto.name)) continue;
      const value = read(proto);
      if (value) this.#t.values.set(proto.name, { ...value, name: proto.name });
    }
    this.#say(op, 'mapped', []);
    await this.#graph(chosen);
    op.outputs.forEach((name, i) => {
      const inner = chosen.output[i]?.name;
      if (inner === undefined) throw new Unmapped(phrase('onnx-no-layer', { op: verbatim('If') }));
      if (this.#lost.has(inner)) this.#lost.set(name, this.#lost.get(inner)!);
      else this.#t.values.set(name, this.#t.value(inner)!);
    });
    return true;
  }

  #say(op: Op, fate: ReportRow['fate'], layers: readonly string[], why?: Phrase): void {
    if (layers.length > 0) {
      const modules = modulesOf(op.proto);
      for (const id of layers) this.#modules.set(id, modules);
    }
    this.#report.push({ node: op.name, op: op.type, fate, layers, ...(why && { why }) });
  }
}

/** Why a node was not drawn. Throws what is no failure of the node. */
const reasonFor = (error: unknown): Phrase => (error instanceof Unmapped ? error.reason : reasonOfNode(error));

/** Operators without a layer whose result has the shape of what they read first. */
const SAME_SHAPE = new Set(
  (
    'BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CumProd ScatterElements ScatterND ReverseSequence ' +
    'Bernoulli RandomNormalLike RandomUniformLike RotaryEmbedding Scatter'
  ).split(' '),
);

const OUTSIDE: Op = {
  type: '',
  domain: '',
  name: '',
  called: '',
  scope: undefined,
  inputs: [],
  outputs: [],
  attributes: new Map(),
  proto: undefined as never,
};

/** The nodes that only the model's own numbers go into stand first: what they give is known to all that may be one layer with it. */
function knownFirst(ops: readonly Op[], isGiven: (name: string) => boolean): readonly Op[] {
  const known = new Set<string>();
  const isKnown = (op: Op): boolean => {
    const read = readBy(op);
    const has = read.length > 0 || (op.type === 'Constant' && op.domain === '');
    const only = has && read.every((name) => known.has(name) || isGiven(name));
    if (only) for (const name of op.outputs) known.add(name);
    return only;
  };
  const first = new Set(ops.filter(isKnown));
  return [...first, ...ops.filter((op) => !first.has(op))];
}
