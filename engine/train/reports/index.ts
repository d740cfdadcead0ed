/** Which report suits what a document judges first. */
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

/** Undefined where outputs are only compared with each other, or labels stand at no known places. */
export function reportOf(
  document: Document,
  model: CompiledModel,
  data: Pipeline,
  split: SplitName,
): Report | undefined {
  const [first] = expandDocument(document).training.losses;
  const judged = first && (model.outputs.find(({ node }) => node === first.output) ?? model.outputs[0]);
  const target = model.targets[0]?.type;
  const loss = first && lossOf(first.loss.type);
  if (!loss || !judged || !target) return undefined;
  const output = judged.type.shape.slice(1) as number[];
  const column = data.sourceOf(`target:${first.target}`)!;
  const subject = (shape: readonly number[], width: number): Subject => ({
    data,
    split: data.splits[split],
    readout: `readout:${judged.node}`,
    loss: first,
    shape,
    width,
    seenIn: seenIn(data, model, first.target),
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
