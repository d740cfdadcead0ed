/** PyTorch's exported programs (https://pytorch.org/docs/stable/export.html), by way of ONNX's operators. */
import { ENDINGS } from '../endings.ts';
import { create } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { type Fate, FATES, type Importer, type ReportRow, sayUnreadable } from '../define.ts';
import { importModel } from '../onnx/index.ts';
import { STANDING } from '../onnx/ops/define.ts';
import { openArchive, TYPES } from './archive.ts';
import { Emitter, FOREIGN, Foreign } from './emit.ts';
import { ELEMENTWISE } from './ops/elementwise.ts';
import { PLACES } from './ops/places.ts';
import { SHAPE } from './ops/shape.ts';
import type { Write, Writers } from './ops/define.ts';
import { WINDOWS } from './ops/windows.ts';
import { plainName } from './held.ts';
import { Named, type Node, type Program, readProgram } from './program.ts';

const WRITERS: Writers = { ...ELEMENTWISE, ...WINDOWS, ...SHAPE, ...PLACES };

/** The whole name of an operator, else the name without its overload or the mark of one that works in place. */
function writerOf(op: string): Write | undefined {
  const plain = plainName(op);
  const found = [op, plain, plain.replace(/_$/, '')].find((name) => Object.hasOwn(WRITERS, name));
  return found === undefined ? undefined : WRITERS[found];
}

/** Sizes are known from what flows; nothing else is asserted of a network. */
const isAside = ({ op, outputs }: Node): boolean =>
  outputs.length === 0 || outputs.every((name) => name === '') || /^(_operator|sym_|_assert)/.test(op);

/** Whether a node gives one tensor with the type and the sizes of the first that it takes, so that an Identity may stand for it. */
function keepsSizes({ metas }: Program, { args, outputs }: Node): boolean {
  const first = Object.values(args).find((one) => one instanceof Named);
  const [x, y] = [first && metas.get(first.name), metas.get(outputs[0]!)];
  return outputs.length === 1 && x !== undefined && JSON.stringify(x) === JSON.stringify(y);
}

/** The program in ONNX's operators. What it has none for is an Identity where sizes stay, else a node of PyTorch's own name. */
function written(program: Program, tensors: ReadonlyMap<string, TensorProto>): ModelProto {
  const e = new Emitter(program, tensors);
  for (const node of program.nodes) {
    if (isAside(node)) continue;
    e.start(node);
    const before = e.nodes.length;
    try {
      const write = writerOf(node.op);
      if (!write) throw new Foreign(node.op);
      e.meetSamples();
      write(e);
      // what reads the tensor by its old name after this has what it became
      const { self } = node.args;
      if (plainName(node.op).endsWith('_') && self instanceof Named && !e.held('self'))
        e.alias(self.name, e.named(node.outputs[0]!));
    } catch (error) {
      if (!(error instanceof Foreign)) throw error;
      e.nodes.length = before;
      const input = Object.values(node.args).flatMap((one) =>
        one && typeof one === 'object' && 'name' in one ? [e.named(one.name)] : [],
      );
      const output = [...node.outputs];
      const opType = keepsSizes(program, node) ? STANDING : node.op;
      e.nodes.push(create(NodeProtoSchema, { opType, domain: FOREIGN, name: node.label, input, output }));
    }
  }
  const info = (name: string) => {
    const { dtype, sizes } = e.meta(name);
    const dim = sizes.map(({ size, open }) => ({
      value:
        size === undefined
          ? { case: 'dimParam' as const, value: open! }
          : { case: 'dimValue' as const, value: BigInt(size) },
    }));
    const tensorType = { elemType: TYPES[dtype]?.[0] ?? Type.UNDEFINED, shape: { dim } };
    return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: tensorType } } } as never);
  };
  return create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })],
    graph: create(GraphProtoSchema, {
      name: '',
      node: e.nodes,
      initializer: [...tensors.values(), ...e.constants],
      input: program.inputs.map(info),
      output: program.outputs.map((name) => create(ValueInfoProtoSchema, { name: e.named(name) })),
    }),
  });
}

/** An Identity that stands for an operator which there is no layer for. */
const refused = (row: ReportRow, ops: ReadonlyMap<string, string>): ReportRow => ({
  ...row,
  fate: 'refused',
  why: phrase('onnx-no-layer', { op: verbatim((ops.get(row.node) ?? row.node).slice(0, 100)) }),
});

/** One row for each node of the program, whatever it was written as. */
function asNodes(report: readonly ReportRow[], program: Program): ReportRow[] {
  const ops = new Map(program.nodes.map(({ label, op }) => [label.slice(0, 200), op]));
  const rows = new Map<string, ReportRow>();
  const worse = (a: Fate, b: Fate) => (FATES.indexOf(a) > FATES.indexOf(b) ? a : b);
  for (const one of report) {
    const row = one.op === STANDING ? refused(one, ops) : one;
    const known = rows.get(row.node);
    const layers = [...(known?.layers ?? []), ...row.layers];
    const why = known?.why ?? row.why;
    rows.set(row.node, {
      node: row.node,
      op: ops.get(row.node) ?? row.op,
      fate: known ? worse(known.fate, row.fate) : row.fate,
      layers,
      ...(why && { why }),
    });
  }
  return [...rows.values()];
}

export const pytorch: Importer = {
  id: 'pytorch',
  title: 'PyTorch',
  endings: ENDINGS.pytorch,
  async read(source, given, work) {
    const { file, files } = source;
    try {
      const { program: saved, tensors } = openArchive(await files.read(file));
      await work.breathe();
      const program = readProgram(saved);
      if (program.outputs.length === 0) throw new Refusal(phrase('pt2-no-graph'));
      const imported = await importModel(written(program, tensors), source, given, work);
      return { ...imported, report: asNodes(imported.report, program) };
    } catch (error) {
      throw sayUnreadable(file, error);
    }
  },
};
