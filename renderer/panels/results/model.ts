/** A run's network as something that can be asked: what goes in, what comes out, and what the outputs are called. */
import { useEffect, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import type { Unit } from '../../../engine/data/unit.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { parseDocument } from '../../../engine/graph/file.ts';
import { choosesClass, saysYesOrNo } from '../../../engine/learn/comparison.ts';
import { lossOf } from '../../../engine/learn/index.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import { expandDocument } from '../../../engine/passes/expand.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import { sameShape } from '../../../engine/types/shape.ts';
import { diffusionOf } from '../../../engine/train/generate/diffusion.ts';
import type { CellPage } from '../../../engine/train/reports/evaluation.ts';
import type { ForecastWindow } from '../../../engine/train/reports/forecasts.ts';
import { judgedOf } from '../../../engine/train/verdict/verdict.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { ask } from '../../state/host.ts';
import { askForData } from '../../state/document/consent.ts';
import { messageOf } from '../../state/notices.ts';

export interface RunModel {
  readonly run: string;
  readonly document: Document;
  readonly rows: CallResults['data.describe']['rows'];
  /** What it is asked with: the column of each Input, raw, by the Input's id; of a joined column those that it is joined of, by their names. */
  readonly fields: readonly { readonly key: string; readonly column: Column }[];
  /** The type of the loss, the first of several targets', and the output that it judges. */
  readonly loss: string | undefined;
  readonly output: string;
  /** The truth of a row, where its column is known. */
  readonly target: Column | undefined;
  /** What its answers are about. */
  readonly unit: Unit;
  /** What it writes, token by token: the rest of a text, or the answer to one that another part of it reads. */
  readonly writes: 'rest' | 'answer' | undefined;
  /** It gives two vectors of each sample, one of either tower: what fits together is known by their product. */
  readonly twins: boolean;
  /** It foretells the noise on pictures, by which new ones are drawn. */
  readonly draws: boolean;
  /** The same network seen for what it predicts besides. */
  readonly others: readonly RunModel[];
}

const models = new Map<string, Promise<RunModel>>();

function modelOf(run: string): Promise<RunModel> {
  let model = models.get(run);
  if (!model) {
    model = open(run);
    models.set(run, model);
    model.catch(() => models.delete(run));
  }
  return model;
}

async function open(run: string): Promise<RunModel> {
  const { document: text } = await ask('runs.get', { run });
  const document = parseDocument(text, 'The document of the run');
  const { columns, rows } = await askForData('data.describe', {
    dataset: document.data.dataset as CallArguments['data.describe']['dataset'],
    path: null,
    run,
  });
  const columnOf = (name: string | undefined) => columns.find((column) => column.name === name);
  const fields = document.graph.nodes.flatMap(({ id }) => {
    const name = document.data.inputs[id]?.column ?? '';
    const own = columnOf(name);
    if (own) return [{ key: id, column: own }];
    const parts = Object.hasOwn(document.data.joined ?? {}, name) ? document.data.joined![name]! : [];
    return parts.flatMap(({ column }) => {
      const part = columnOf(column);
      return part ? [{ key: part.name, column: part }] : [];
    });
  });
  const { losses } = expandDocument(document).training;
  const fed = (feed: string) => {
    const [kind, key] = feed.split(/:(.*)/s) as [string, string];
    return columnOf((kind === 'input' ? document.data.inputs : document.data.targets)[key]?.column);
  };
  const seenFor = (at: number) => ({
    loss: losses[at]?.loss.type,
    output: losses[at]?.output ?? checkGraph(document.graph).outputs[0]!,
    target: columnOf(document.data.targets[losses[at]?.target ?? 'target']?.column),
    unit: judgedOf(document, fed, at).unit,
  });
  const first = seenFor(0);
  const writes = await written(run, document, fields, first.target);
  const draws = diffusionOf(document) !== undefined;
  const twins = givesTwins(document, first);
  const model: RunModel = { run, document, rows, fields, ...first, writes, twins, draws, others: [] };
  // what is judged at several places of the network is said once
  const all = losses.map((_, at) => seenFor(at));
  const isNew = ({ target }: (typeof all)[number], at: number) =>
    at > 0 && target && all.findIndex((one) => one.target?.name === target.name) === at;
  const others = all.filter(isNew).map((other) => ({ ...model, ...other }));
  return { ...model, others };
}

function givesTwins({ graph }: Document, { loss, output }: Pick<RunModel, 'loss' | 'output'>): boolean {
  const shape = checkGraph(graph).nodes.get(output)?.outputs[0]?.shape;
  return lossOf(loss ?? '')?.compares === 'identities' && shape?.length === 3 && shape[1] === 2;
}

/** Rows that are looked at for whether the target is the text that is read, one place on. */
const LOOKED_AT = 8;

async function written(
  run: string,
  { data: { dataset } }: Document,
  fields: RunModel['fields'],
  target: Column | undefined,
): Promise<RunModel['writes']> {
  const last = fields.at(-1);
  const areTexts = fields.length <= 2 && fields.every(({ column }) => column.kind === 'tokens');
  if (!last || !areTexts || target?.kind !== 'tokens' || !sameShape(last.column.shape, target.shape)) return undefined;
  const sample = await askForData('data.sample', {
    dataset: dataset as CallArguments['data.sample']['dataset'],
    path: null,
    run,
    split: 'train',
    offset: 0,
    count: LOOKED_AT,
  });
  const [before, next] = [sample[last.column.name]!.data, sample[target.name]!.data];
  const length = last.column.shape[0]!;
  const follows = next.every((token: number, at: number) => at % length === length - 1 || token === before[at + 1]);
  return follows ? (fields.length === 1 ? 'rest' : 'answer') : undefined;
}

/** What was answered, and why it was not. */
export interface Answer<T> {
  readonly value: T | null;
  readonly error: string | null;
  readonly busy: boolean;
}
const NOTHING = { value: null, error: null, busy: false } as const;

function useAnswer<T>(key: string | null, question: () => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly key: string | null }>({ ...NOTHING, key: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question
  useEffect(() => {
    if (key === null) return;
    let current = true;
    setAnswer(({ value }) => ({ key, value, error: null, busy: true }));
    question().then(
      (value) => current && setAnswer({ key, value, error: null, busy: false }),
      (error: unknown) => current && setAnswer({ key, value: null, error: messageOf(error), busy: false }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return key === null ? NOTHING : answer.key === key ? answer : { ...NOTHING, busy: true };
}

export const useModel = (run: string | null): Answer<RunModel> => useAnswer(run, () => modelOf(run!));

export type Split = CallArguments['model.evaluate']['split'];

/** Which cell of the matrix, and from the how-manieth of its answers on. */
export interface CellPlace {
  readonly truth: number;
  readonly prediction: number;
  readonly from: number;
}
/** Which series, or all of them where it is null, and which of its windows. */
export interface WindowPlace {
  readonly group: number | null;
  readonly at: number;
}
/** Answers on a page; a map takes much more room. */
const PAGE = 60;
const MAPS = 12;
export const pageOf = (unit: Unit): number => (unit === 'pixels' ? MAPS : PAGE);

/** Some of the answers of a cell; nothing where none is chosen. */
export function useCell(
  {
    run,
    split,
    version,
    column,
  }: { readonly run: string; readonly split: Split; readonly version: string; readonly column: string },
  cell: CellPlace | null,
  most: number,
): Answer<CellPage> {
  const key = cell && `${run} ${split} ${version} ${cell.truth} ${cell.prediction} ${cell.from} ${column}`;
  return useAnswer(key, () => askForData('model.cell', { run, split, column, most, ...cell! }));
}

/** A window of a forecast, by its series and its place; the one before stays in sight until it is there. */
export function useForecast(
  run: string,
  split: Split,
  version: string,
  { group, at }: WindowPlace,
): Answer<ForecastWindow | null> {
  return useAnswer(`${run} ${split} ${version} ${group} ${at}`, () => ask('model.forecast', { run, split, group, at }));
}

export interface Answered {
  /** Of each output that is judged probabilities of the classes, or numbers in the units of the data. */
  readonly values: Readonly<Record<string, Float32Array>>;
  /** Of each column of texts how many tokens there are, and how many of these are in no vocabulary. */
  readonly unknown: Readonly<Record<string, readonly [tokens: number, unknown: number]>>;
}

/** What the network makes of one row as the dataset has it. */
export async function predict(
  { run, output, others }: Pick<RunModel, 'run' | 'output' | 'others'>,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Answered> {
  const answer = await ask('model.predict', { run, inputs });
  const unknown = Object.entries(answer).flatMap(([name, { data }]) =>
    name.startsWith('unknown:') ? [[name.slice('unknown:'.length), [data[0]!, data[1]!] as const] as const] : [],
  );
  return {
    values: Object.fromEntries(
      [output, ...others.map((other) => other.output)].map((node) => [
        node,
        Float32Array.from((answer[`value:${node}`] ?? answer[`readout:${node}`]!).data),
      ]),
    ),
    unknown: Object.fromEntries(unknown),
  };
}

/** What the outputs are called: the target's classes where they are as many. */
export const outputNames = ({ target }: RunModel, count: number): readonly string[] =>
  target?.classes?.length === count ? target.classes : Array.from({ length: count }, (_, i) => String(i));

/** Whether the outputs are probabilities of classes, once for a row or for each of its places. */
export function givesClasses({ loss: type }: RunModel): boolean {
  const loss = lossOf(type ?? '');
  return loss !== undefined && choosesClass(loss);
}

/** What is seen of all answers at a glance: who is taken for whom, or numbers beside the true ones. */
export type Glance = 'classes' | 'numbers';

/** As far as the network tells before it is judged; null of what draws, and where outputs are only compared with each other. */
export function glanceOf({ loss: type, target, draws }: RunModel): Glance | null {
  const loss = lossOf(type ?? '');
  if (!loss || draws) return null;
  if (choosesClass(loss)) return 'classes';
  // the single pixels of a picture tell nobody anything
  if (target?.kind === 'image') return null;
  if (saysYesOrNo(loss)) return 'classes';
  return loss.compares === 'numbers' ? 'numbers' : null;
}

/** The likeliest class at each place. */
export function likeliest(values: ArrayLike<number>, places: number): Int32Array {
  const classes = values.length / places;
  return Int32Array.from({ length: places }, (_, place) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (values[place * classes + c]! > values[place * classes + best]!) best = c;
    return best;
  });
}

/** From the darkest to the brightest value of a column of pictures, where it is known: a property of Picture. */
export const rangeOf = ({ range }: Column): { readonly range?: NonNullable<Column['range']> } => ({
  ...(range && { range }),
});
