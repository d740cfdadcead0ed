/** ONNX models (https://onnx.ai): a graph of operators, with the weights in it or in files beside it. */
import type { ModelProto, TensorProto, ValueInfoProto } from 'onnx-buf';
import { ENDINGS } from '../endings.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, Refusal, UserError } from '../../problems.ts';
import {
  type Given,
  type Imported,
  type Importer,
  type ImportWork,
  type ModelSource,
  type ReportRow,
  sayUnreadable,
  damagedModel,
} from '../define.ts';
import { AS_LINE, assumedSize, refuseUnasked, TRIES } from '../common/open.ts';
import { absentWeights, present } from './absent.ts';
import { outsideFiles } from './outside.ts';
import { LARGEST_MODEL, readModel } from './read.ts';
import { kindOf, tensorValue, typeName } from './tensors.ts';
import { dimsOf, inputsOf, type Reading, type Translated, Translation } from './translate.ts';
import { BATCH } from './values.ts';

export const onnx: Importer = {
  id: 'onnx',
  title: 'ONNX',
  endings: ENDINGS.onnx,
  async read(source, given, work) {
    const { file, files } = source;
    try {
      const bytes = await files.read(file, LARGEST_MODEL);
      await work.breathe();
      return await importModel(readModel(bytes), source, given, work);
    } catch (error) {
      if (error instanceof Refusal) throw damagedModel(file, phrase('onnx-the-model'), error.reason);
      throw sayUnreadable(file, error);
    }
  },
};

/** The document of a model, wherever its messages come from. */
export async function importModel(
  model: ModelProto,
  source: ModelSource,
  given: Given,
  work: ImportWork,
): Promise<Imported> {
  const graph = model.graph!;
  const own = new Map(graph.initializer.map((proto) => [proto.name, proto]));
  const outside = await outsideFiles(model, source);
  const read = (proto: TensorProto) => tensorValue(proto, outside);
  const readWith = (initializers: Reading['initializers']) =>
    bestOf({ model, given, work, read, initializers }, inputsOf(graph, initializers));
  let absent = absentWeights(graph, own);
  let { hasBatch, ...best } = await readWith(new Map([...own, ...absent.map((proto) => [proto.name, proto] as const)]));
  // what no layer has such weights of takes them as what goes in
  if (absent.length > 0 && lostIn(best) > 0) {
    const other = await readWith(own);
    if (lostIn(other) < lostIn(best)) [absent, { hasBatch, ...best }] = [[], other];
  }
  const whole: ReportRow[] = hasBatch
    ? []
    : [{ node: graph.name, op: 'Graph', fate: 'approximated', layers: [], why: phrase('onnx-one-sample') }];
  if (best.outputs.length === 0) {
    const first = best.report.find(({ fate, why }) => fate === 'refused' && why);
    const reason = first
      ? phrase('onnx-no-output-left', { node: verbatim(first.node), why: first.why! })
      : phrase('onnx-no-output');
    throw new UserError(problem('file-unreadable', { file: verbatim(source.file), reason }));
  }
  const { basename, extname } = source.files.paths;
  const name = NAMELESS.test(graph.name) ? basename(source.file, extname(source.file)) : graph.name;
  const { document, weights } = best.drawing.finish(name, best.outputs);
  const { modules } = best;
  if (absent.length === 0) return { document, weights, modules, report: [...whole, ...best.report] };
  const why = phrase('onnx-without-weights', { count: absent.length });
  const told: ReportRow = { node: graph.name, op: 'Graph', fate: 'approximated', layers: [], why };
  return { document, weights: present(weights), modules, report: [told, ...whole, ...best.report] };
}

/**
 * The reading that loses least. Where a node works on the batch itself, each sample may still be a whole input of the model; where
 * something does not fit sizes that were assumed, larger ones may, or a picture may have to be a line of text.
 */
async function bestOf(reading: Reading, inputs: readonly ValueInfoProto[]): Promise<Read> {
  let best = await translated(reading, inputs, { hasBatch: true, attempt: 0 });
  for (let attempt = 0; attempt < TRIES && lostIn(best) > 0; attempt++) {
    if (attempt > 0 && !(best.misfits && best.assumes)) break;
    for (const hasBatch of [true, false]) {
      if (hasBatch ? attempt === 0 : !best.mixed) continue;
      const other = await translated(reading, inputs, { hasBatch, attempt });
      if (lostIn(other) < lostIn(best)) best = other;
    }
  }
  if (lostIn(best) > 0 && best.takesPicture && (best.mixed || best.misfits)) {
    const other = await translated(reading, inputs, { hasBatch: true, attempt: AS_LINE });
    if (lostIn(other) < lostIn(best)) return other;
  }
  return best;
}

/** What is refused weighs more than what stays as it is. */
const lostIn = ({ report }: Pick<Read, 'report'>): number =>
  report.reduce((sum, { fate }) => sum + (fate === 'refused' ? 1000 : fate === 'opaque' ? 1 : 0), 0);

interface Read extends Translated {
  readonly hasBatch: boolean;
  /** Sizes were left open that nobody said. */
  readonly assumes: boolean;
  /** All that goes in is one picture whose height and width are left open. */
  readonly takesPicture: boolean;
}

async function translated(
  reading: Reading,
  inputs: readonly ValueInfoProto[],
  { hasBatch, attempt }: { readonly hasBatch: boolean; readonly attempt: number },
): Promise<Read> {
  const { given } = reading;
  const typed = inputs.map((input) => ({ name: input.name, ...typeOf(input) }));
  const batch = hasBatch ? batchOf(typed) : undefined;
  refuseUnaskedIn(given, typed, batch);
  const translation = new Translation(reading, { hasBatch: batch !== undefined, rows: batch?.rows });
  const rows: ReportRow[] = [];
  let assumes = false;
  // a size that stands first everywhere is one sample; what one input has further in is as large wherever it stands
  const further = new Set(typed.flatMap(({ dims }) => dims.slice(1).map(({ name }) => name)));
  for (const { name, type, dims } of typed) {
    const value = Object.hasOwn(given, name)
      ? given[name]!
      : dims.length === 0
        ? comparedWith(reading, name)
        : undefined;
    if (value !== undefined) {
      translation.set(name, { known: true, type, shape: dims.map(() => 1), data: [value] });
      rows.push(settled(name, value));
      continue;
    }
    const shape = dims.map(({ size, name: open }, axis) => {
      if (batch?.isBatch(axis, name)) {
        if (open) translation.sizes.set(open, BATCH);
        return BATCH;
      }
      if (size !== undefined) return size;
      const key = open || `${name}.${axis}`;
      const said = given[key] ?? given[`${name}.${axis}`];
      const same = translation.sizes.get(key);
      if (said === undefined && same !== undefined && same !== BATCH) return same;
      if (said !== undefined) {
        translation.sizes.set(key, said);
        return said;
      }
      const isSample = !batch && axis === 0 && !further.has(open);
      const assumed = isSample ? 1 : assumedSize(dims.length, attempt, openAmong(dims.slice(1, axis)));
      assumes = true;
      rows.push({
        node: name,
        op: 'Input',
        fate: 'approximated',
        layers: [],
        why: phrase('onnx-open-size', { axis, name: verbatim(key), size: assumed }),
      });
      translation.sizes.set(key, assumed);
      return assumed;
    });
    translation.input(name, type, shape);
  }
  const done = await translation.run();
  const takesPicture =
    assumes && typed.length === 1 && typed[0]!.dims.length === 4 && openAmong(typed[0]!.dims.slice(1)) === 2;
  return { ...done, hasBatch, assumes, takesPicture, report: [...rows, ...done.report] };
}

const openAmong = (dims: readonly Dim[]): number => dims.filter(({ size }) => size === undefined).length;

/** Asked are numbers that go in alone, and every axis without a size, by its name or its place. */
function refuseUnaskedIn(given: Given, inputs: readonly Typed[], batch: ReturnType<typeof batchOf>): void {
  const axes = inputs.flatMap(({ name: input, dims }) =>
    dims.flatMap(({ size, name }, axis) =>
      size === undefined ? [{ name, place: `${input}.${axis}`, isBatch: batch?.isBatch(axis, input) === true }] : [],
    ),
  );
  const isInput = (said: string) => inputs.some(({ name }) => name === said);
  refuseUnasked(given, (said) => isInput(said) || axes.some(({ name, place }) => said === name || said === place), [
    ...inputs.flatMap(({ name, dims }) => (dims.length === 0 ? [name] : [])),
    ...new Set(axes.flatMap(({ name, place, isBatch }) => (isBatch ? [] : [name || place]))),
  ]);
}

/** What a single number that goes in is first held against: a model that has branches for several is read with that one. */
function comparedWith({ model, initializers, read }: Reading, name: string): number | undefined {
  const nodes = model.graph!.node;
  // by way of nodes that leave the number what it is
  const same = new Set([name]);
  for (const { opType, input, output } of nodes)
    if (KEEPING.has(opType) && same.has(input[0] ?? '')) for (const one of output) same.add(one);
  const test = nodes.find(({ opType, input }) => opType === 'Equal' && input.some((one) => same.has(one)));
  const other = test?.input.find((one) => !same.has(one));
  const proto =
    other === undefined
      ? undefined
      : (initializers.get(other) ??
        nodes.find(({ opType, output }) => opType === 'Constant' && output[0] === other)?.attribute[0]?.t);
  const known = proto && read(proto);
  return known && known.data.length === 1 ? Number(known.data[0]) : undefined;
}

const KEEPING = new Set(['Reshape', 'Cast', 'Gather', 'Squeeze', 'Unsqueeze', 'Identity', 'Flatten']);

const settled = (name: string, value: number): ReportRow => ({
  node: name,
  op: 'Input',
  fate: 'approximated',
  layers: [],
  why: phrase('onnx-settled', { value }),
});

type Typed = { readonly name: string } & NonNullable<ReturnType<typeof dimsOf>>;
type Dim = Typed['dims'][number];

function typeOf(input: ValueInfoProto): NonNullable<ReturnType<typeof dimsOf>> {
  const found = dimsOf(input);
  if (!found) throw new Refusal(phrase('onnx-input-untyped', { name: verbatim(input.name.slice(0, 200)) }));
  if (!kindOf(found.type))
    throw new Refusal(
      phrase('onnx-input-type', { name: verbatim(input.name.slice(0, 200)), type: verbatim(typeName(found.type)) }),
    );
  return found;
}

/**
 * Which axes are the batch: one that every input has, an open one that is called so before the first of all, and that before other
 * open ones; rows: how many the model is for, where it says so. Undefined where the inputs do not agree in one.
 */
function batchOf(inputs: readonly Typed[]) {
  const axes = inputs.filter(({ dims }) => dims.length > 0);
  if (axes.length === 0) return undefined;
  const [leading, ...rest] = axes[0]!.dims;
  const open = rest.filter(({ size, name }) => size === undefined && name);
  const calledSo = open.filter(({ name }) => /batch/i.test(name!));
  for (const candidate of [...(/batch/i.test(leading!.name ?? '') ? [] : calledSo), leading!, ...open]) {
    const isAlike = ({ size, name }: Dim): boolean =>
      candidate.size === undefined
        ? size === undefined && (name || '') === (candidate.name || '')
        : size === candidate.size;
    const places = new Map(axes.map(({ name, dims }) => [name, dims.findIndex(isAlike)]));
    if ([...places.values()].some((place) => place < 0)) continue;
    return {
      rows: candidate.size,
      isBatch: (axis: number, input: string): boolean => places.get(input) === axis,
    };
  }
  return undefined;
}

/** What PyTorch's and other exporters call every graph: the file's own name says more. */
const NAMELESS = /^(|main|main_graph|spox_graph|torch[-_]jit([-_]export)?|tf2onnx|graph)$/;
