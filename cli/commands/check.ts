import { t } from '../../engine/texts/index.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { isError, isToDo, wordProblem } from '../../engine/problems.ts';
import { inspect } from '../../engine/train/inspect/inspect.ts';
import { allOf } from '../../engine/train/obstacles.ts';
import { baseOf, type Command, out, problemJson, readDocument, withData } from '../define.ts';

export const check: Command = {
  name: 'check',
  usage: 'FILE [--data SPEC]',
  doc: 'Lists the problems of a document and of training it on its data; exit code 1 where there are errors.',
  positionals: 1,
  options: { data: { type: 'string' } },
  async run({ positionals: [file], options, json }) {
    const document = withData(await readDocument(file!), options.data);
    const found = await inspect(document, diskFiles(baseOf(file!)));
    const problems = allOf(found);
    if (json) out(JSON.stringify(problems.map(problemJson)));
    else
      out(
        problems.length === 0
          ? t('cli.noProblems', 'No problems.')
          : problems.map((problem) => `${problem.severity}: ${wordProblem(problem)}`).join('\n'),
      );
    // that nobody has chosen data yet is no error of the network's
    return [...found.graph, ...found.training].some(isError) || found.data.some((one) => isError(one) && !isToDo(one))
      ? 1
      : 0;
  },
};
