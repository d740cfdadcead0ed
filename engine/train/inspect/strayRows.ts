/** What a document's rows hold and its network cannot take, looked for while it is edited: nothing is learned from the rows for it. */
import type { Files } from '../../data/define.ts';
import { transformOf } from '../../data/index.ts';
import { readsText } from '../../data/language/chain.ts';
import { Pipeline } from '../../data/pipeline.ts';
import { activeDocument } from '../../graph/active.ts';
import type { Document } from '../../graph/document.ts';
import { checkGraph } from '../../passes/check.ts';
import { isError, type Problem, UserError } from '../../problems.ts';
import { takesLabels } from '../labels.ts';
import { obstaclesTo, rowProblems } from '../obstacles.ts';

/** Of a document that something else keeps from being trained nothing is said. */
export async function strayRows(document: Document, files: Files): Promise<readonly Problem[]> {
  const checked = checkGraph(document.graph);
  try {
    const rows = await Pipeline.open(
      unfitted(activeDocument(document)),
      files,
      undefined,
      takesLabels(document, checked),
    );
    const { columns } = rows.dataset;
    const known = { data: { state: 'ready', columns }, rows: [] } as const;
    return obstaclesTo(document, checked, known).length > 0 ? [] : rowProblems(document, checked, rows).filter(isError);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}

/**
 * Without what inputs have to be learned from all rows first: pictures are not decoded to look at labels and tokens, and texts, which
 * are nothing before that, are left out.
 */
const unfitted = (document: Document): Document => ({
  ...document,
  data: {
    ...document.data,
    inputs: Object.fromEntries(
      Object.entries(document.data.inputs)
        .filter(([, config]) => !readsText(config))
        .map(([key, config]) => [
          key,
          { ...config, transforms: config.transforms.filter(({ type }) => !transformOf(type)?.fit) },
        ]),
    ),
  },
});
