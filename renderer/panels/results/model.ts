/** A run's network as something that can be asked: what goes in, what comes out, and what the outputs are called. */
import { useEffect, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import type { Document, Node } from '../../../engine/graph/document.ts';
import { parseDocument } from '../../../engine/graph/file.ts';
import { choosesClass } from '../../../engine/learn/comparison.ts';
import { lossOf } from '../../../engine/learn/index.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import { expandDocument } from '../../../engine/passes/expand.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { ask } from '../../state/host.ts';
import { askForData } from '../../state/document/consent.ts';
import { messageOf } from '../../state/notices.ts';

export interface RunModel {
  readonly run: string;
  readonly document: Document;
  readonly rows: CallResults['data.describe']['rows'];
  /** Each Input with the column that feeds it, raw. */
  readonly inputs: readonly { readonly node: Node; readonly column: Column }[];
  /** The output that the first loss judges. */
  readonly output: string;
  /** The truth of a row, where its column is known. */
  readonly target: Column | undefined;
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
  const inputs = document.graph.nodes.flatMap((node) => {
    const column = columns.find(({ name }) => name === document.data.inputs[node.id]?.column);
    return column ? [{ node, column }] : [];
  });
  const [loss] = expandDocument(document).training.losses;
  const target = columns.find(({ name }) => name === document.data.targets[loss?.target ?? 'target']?.column);
  return { run, document, rows, inputs, output: loss?.output ?? checkGraph(document.graph).outputs[0]!, target };
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

/** What the network makes of one row as the dataset has it: probabilities of the classes, or the numbers themselves. */
export async function predict(
  { run, output }: RunModel,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Float32Array> {
  const answer = await ask('model.predict', { run, inputs });
  return Float32Array.from(answer[`readout:${output}`]!.data);
}

/** What the outputs are called: the target's classes where they are as many. */
export const outputNames = ({ target }: RunModel, count: number): readonly string[] =>
  target?.classes?.length === count ? target.classes : Array.from({ length: count }, (_, i) => String(i));

/** Whether the outputs are probabilities of the target's classes. */
export function givesClasses({ document, target }: RunModel): boolean {
  const loss = lossOf(document.training.losses[0]?.loss.type ?? '');
  return target?.kind === 'category' && loss !== undefined && choosesClass(loss);
}

/** From the darkest to the brightest value of a column of pictures, where it is known: a property of Picture. */
export const rangeOf = ({ range }: Column): { readonly range?: NonNullable<Column['range']> } => ({
  ...(range && { range }),
});
