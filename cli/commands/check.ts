import { t, word } from '../../engine/texts/index.ts';
import type { Document } from '../../engine/graph/document.ts';
import type { Phrase } from '../../engine/phrases.ts';
import { isError, isToDo, UserError, wordProblem } from '../../engine/problems.ts';
import { inspect } from '../../engine/train/inspect/inspect.ts';
import { allOf } from '../../engine/train/obstacles.ts';
import { openData } from '../../engine/train/openData.ts';
import { baseOf, type Command, out, problemJson, readDocument, say } from '../define.ts';
import { withColumns, DATA } from '../options.ts';
import { filesToRead } from '../reading.ts';

export const check: Command = {
  name: 'check',
  calls: ['FILE'],
  doc: 'Lists the problems of a document and of training it on its data.',
  more: 'The exit code is 1 where there are errors.',
  positionals: [1, 1],
  options: { data: DATA },
  async run({ positionals: [file], options, json }) {
    const document = await withColumns(await readDocument(file!), options.data, baseOf(file!));
    const found = await inspect(document, filesToRead(baseOf(file!)));
    const problems = allOf(found);
    if (json) out(JSON.stringify(problems.map(problemJson)));
    else
      out(
        problems.length === 0
          ? t('cli.noProblems', 'No problems.')
          : problems.map((problem) => `${problem.severity}: ${wordProblem(problem)}`).join('\n'),
      );
    if (!problems.some(isError)) for (const note of await notesOf(document, baseOf(file!))) say(word(note));
    // that nobody has chosen data yet is no error of the network's
    return [...found.graph, ...found.training].some(isError) || found.data.some((one) => isError(one) && !isToDo(one))
      ? 1
      : 0;
  },
};

/** What is to be told of the data, where they fit. */
async function notesOf(document: Document, base: string): Promise<readonly Phrase[]> {
  try {
    return (await openData(document, filesToRead(base))).data.dataset.notes ?? [];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
