/** A document's data, checked against its network: all that keeps them from fitting is found before anything runs. */
import type { Files } from '../data/define.ts';
import { type Fits, Pipeline } from '../data/pipeline.ts';
import { activeDocument } from '../graph/active.ts';
import type { Document } from '../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../passes/check.ts';
import { stopAtErrors } from '../problems.ts';
import { takesLabels } from './labels.ts';
import { obstaclesTo } from './obstacles.ts';

export interface OpenData {
  readonly checked: CheckedGraph;
  readonly data: Pipeline;
}

/** Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openData(
  document: Document,
  files: Files,
  fits?: Fits,
  checked = checkGraph(document.graph),
): Promise<OpenData> {
  stopAtErrors(checked.problems);
  const data = await Pipeline.open(activeDocument(document), files, fits, takesLabels(document, checked));
  const { columns } = data.dataset;
  stopAtErrors(obstaclesTo(document, checked, { data: { state: 'ready', columns, opened: data } }));
  return { checked, data };
}
