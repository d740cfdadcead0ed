/** A document's data, checked against its network: all that keeps them from fitting is found before anything runs. */
import { type Fits, Pipeline } from '../../data/pipeline.ts';
import type { Document } from '../../graph/document.ts';
import { labelRange } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import { type Problem, stopAtErrors } from '../../problems.ts';
import { obstaclesTo } from '../../train/obstacles.ts';
import { diskFiles } from './disk-files.ts';

export interface OpenData {
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openData(document: Document, base: string, fits?: Fits): Promise<OpenData> {
  const checked = checkGraph(document.graph);
  stopAtErrors(checked.problems);
  const data = await Pipeline.open(document, diskFiles(base), fits);
  const { columns } = data.dataset;
  stopAtErrors(obstaclesTo(document, checked, { data: { state: 'ready', columns } }));
  stopAtErrors([...labelsOutOfRange(document, checked, data), ...data.strayTokens(checked)]);
  return { checked, data };
}

const labelsOutOfRange = ({ training }: Document, checked: CheckedGraph, data: Pipeline): Problem[] =>
  training.losses.flatMap(({ output, target, loss }) => {
    const judged = checked.nodes.get(output ?? checked.outputs[0]!)!.outputs[0]!;
    const range = labelRange(lossOf(loss.type)!, loss.settings, judged, data.targetTypes[target]!);
    return (range && data.labelOutOfRange(target, range)) ?? [];
  });
