import { t } from '../../engine/texts/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { isError, wordProblem } from '../../engine/problems.ts';
import { allOf, trainingProblems } from '../../engine/train/obstacles.ts';
import { type Command, out, problemJson, readDocument } from '../define.ts';

export const check: Command = {
  name: 'check',
  usage: 'FILE',
  doc: 'Lists the problems of a document; exit code 1 where there are errors.',
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const document = await readDocument(file!);
    const problems = allOf(trainingProblems(document, checkGraph(document.graph)));
    if (json) out(JSON.stringify(problems.map(problemJson)));
    else
      out(
        problems.length === 0
          ? t('cli.noProblems', 'No problems.')
          : problems.map((problem) => `${problem.severity}: ${wordProblem(problem)}`).join('\n'),
      );
    return problems.some(isError) ? 1 : 0;
  },
};
