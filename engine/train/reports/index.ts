/** Which reports suit what a document judges: one for each column that is predicted. */
import type { Pipeline, SplitName } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { choosesClass, saysYesOrNo } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { expectClasses } from '../../learn/metrics/common/classification.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { expandDocument } from '../../passes/expand.ts';
import { sizeOf } from '../../types/shape.ts';
import { Maps, SingleAnswers } from './classes.ts';
import { NumberReport } from './numbers.ts';
import type { Report, Subject } from './report.ts';

/** Rows of more answers than this are looked at as a whole. */
const MOST_PLACES = 4096;

/** The places among the losses of those that judge a column for the first time: what is judged at several places of a network is said once. */
export function judgedColumns(document: Document): { readonly at: number; readonly column: string }[] {
  const { training, data } = expandDocument(document);
  const columns = training.losses.map(({ target }) => data.targets[target]?.column ?? target);
  return columns.flatMap((column, at) => (columns.indexOf(column) === at ? [{ at, column }] : []));
}

/** Of the loss at a place. Undefined where outputs are only compared with each other, or labels stand at no known places. */
export function reportOf(
  document: Document,
  model: CompiledModel,
  data: Pipeline,
  split: SplitName,
  at = 0,
): Report | undefined {
  const judging = expandDocument(document).training.losses[at];
  const judged = judging && (model.outputs.find(({ node }) => node === judging.output) ?? model.outputs[0]);
  const feed = `target:${judging?.target}`;
  const target = model.targets.find(({ name }) => name === feed)?.type;
  const loss = judging && lossOf(judging.loss.type);
  if (!loss || !judged || !target) return undefined;
  const output = judged.type.shape.slice(1) as number[];
  const column = data.sourceOf(feed)!;
  const subject = (shape: readonly number[], width: number): Subject => ({
    data,
    split: data.splits[split],
    readout: `readout:${judged.node}`,
    loss: judging,
    shape,
    width,
    column: column.name,
    seenIn: seenIn(data, model, judging.target),
  });
  const classes = (shape: readonly number[], width: number): Report =>
    shape.length > 1 || sizeOf(shape) > MOST_PLACES
      ? new Maps(subject(shape, width))
      : new SingleAnswers(subject(shape, width));
  if (choosesClass(loss))
    return expectClasses(judged.type, target) ? undefined : classes(output.slice(0, -1), output.at(-1)!);
  // a picture is drawn, though its pixels are judged as yes and no
  if (saysYesOrNo(loss) && column.kind !== 'image') {
    if (sizeOf(output) === 1) return classes([], 1);
    if (output.length > 1) return classes(output, 1);
  }
  return saysYesOrNo(loss) || loss.compares === 'numbers' ? new NumberReport(subject(output, 1)) : undefined;
}

/** The text that is written itself; else the text that is read, or the first input. */
function seenIn(data: Pipeline, model: CompiledModel, target: string): string {
  const isText = (feed: string) => ['tokens', 'text'].includes(data.sourceOf(feed)?.kind ?? '');
  const inputs = model.inputs.map(({ name }) => name);
  return [`target:${target}`, ...inputs].find(isText) ?? inputs[0]!;
}
