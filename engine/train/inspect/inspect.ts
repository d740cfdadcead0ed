/** All that is wrong with a document and with training it, its data and their rows looked at: what the window gathers piece by piece. */
import type { Files } from '../../data/define.ts';
import { findings } from '../../data/findings/facts.ts';
import { describeDataset } from '../../data/preview.ts';
import type { Document } from '../../graph/document.ts';
import { checkGraph } from '../../passes/check.ts';
import { UserError } from '../../problems.ts';
import { type DataKnowledge, type TrainingProblems, trainingProblems } from '../obstacles.ts';
import { strayRows } from './strayRows.ts';

export async function inspect(document: Document, files: Files): Promise<TrainingProblems> {
  const data = await knowledgeOf(document, files);
  const rows = data.state === 'ready' ? await strayRows(document, files) : null;
  const shown = data.state === 'ready' ? await findings(document, files, { breathe: async () => {} }) : null;
  return trainingProblems(document, checkGraph(document.graph), { data, rows, findings: shown });
}

async function knowledgeOf({ data }: Document, files: Files): Promise<DataKnowledge> {
  if (!data.dataset) return { state: 'none' };
  try {
    const { columns, problems } = await describeDataset(data.dataset, files, data);
    return { state: 'ready', columns, problems };
  } catch (error) {
    if (error instanceof UserError) return { state: 'failed', problems: error.problems };
    throw error;
  }
}
