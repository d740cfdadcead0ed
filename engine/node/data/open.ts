/** A document's data, checked against its network: all that keeps them from fitting is found before anything runs. */
import { type Fits, Pipeline } from '../../data/pipeline.ts';
import { type Document, targetKeys } from '../../graph/document.ts';
import { isFed } from '../../layers/index.ts';
import { labelRange } from '../../learn/comparison.ts';
import { lossOf } from '../../learn/index.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import { checkTraining } from '../../passes/compile.ts';
import { type Problem, problem, UserError } from '../../problems.ts';
import { diskFiles } from './disk-files.ts';

export interface OpenData {
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openData(document: Document, base: string, fits?: Fits): Promise<OpenData> {
  const checked = checkGraph(document.graph);
  stopAt(checked.problems);
  const data = await Pipeline.open(document, diskFiles(base), fits);
  stopAt([...checkTraining(document, checked, data.targetTypes), ...missingTargets(document, data)]);
  const inputs = checked.order.filter((id) => isFed(checked.nodes.get(id)!.node));
  const labels = document.training.losses.flatMap(({ output, target, loss }) => {
    const judged = checked.nodes.get(output ?? checked.outputs[0]!)!.outputs[0]!;
    const range = labelRange(lossOf(loss.type)!, loss.settings, judged, data.targetTypes[target]!);
    return (range && data.labelOutOfRange(target, range)) ?? [];
  });
  const unfed = data.problems(new Map(inputs.map((id) => [id, checked.nodes.get(id)!.outputs[0]!])));
  stopAt([...unfed, ...labels, ...(unfed.length === 0 ? data.strayTokens(checked) : [])]);
  return { checked, data };
}

function missingTargets({ training }: Document, { targetTypes }: Pipeline): Problem[] {
  const keys = targetKeys(training).filter((key) => !targetTypes[key]);
  return keys.map((key) =>
    problem('data-mismatch', {
      input: `The loss on "${key}"`,
      expected: 'a column of targets',
      received: 'no column chosen for it',
    }),
  );
}

function stopAt(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
}
