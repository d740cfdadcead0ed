import { checkGraph } from '../../engine/passes/check.ts';
import { checkTraining } from '../../engine/passes/compile.ts';
import { wordProblem } from '../../engine/problems.ts';
import { type Command, out, problemJson, readDocument } from '../define.ts';

export const check: Command = {
  name: 'check',
  usage: 'FILE',
  doc: 'Lists the problems of a document; exit code 1 where there are errors.',
  positionals: 1,
  options: {},
  async run({ positionals: [file], json }) {
    const document = await readDocument(file!);
    const checked = checkGraph(document.graph);
    const problems = checked.problems.length > 0 ? checked.problems : checkTraining(document, checked, {});
    if (json) out(JSON.stringify(problems.map(problemJson)));
    else
      out(
        problems.length === 0
          ? 'No problems.'
          : problems.map((problem) => `${problem.severity}: ${wordProblem(problem)}`).join('\n'),
      );
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};
