/** `README.md` of an exported project. */
import type { Document } from '../../graph/document.ts';
import { markdownText } from '../prose.ts';
import type { DataSource } from '../typescript/data/data.ts';
import { isPruning } from '../typescript/learning/pruning.ts';
import type { ModelEnd } from '../typescript/model/model.ts';
import { dataText } from '../typescript/readme.ts';
import { predictUsage } from '../typescript/programs/predict.ts';
import { COMMANDS, INITIAL, LISTING, WEIGHTS } from './commands.ts';

interface Along {
  readonly trained: boolean;
  readonly sampled: boolean;
  readonly inputs: readonly ModelEnd[];
}

export const readme = (document: Document, data: DataSource, { trained, sampled, inputs }: Along): string => {
  const { install, train, evaluate, predict, check, parity } = COMMANDS;
  const usage = predictUsage({ inputs }, data);
  const pruning = isPruning(document.training) ? '| `src/pruning.ts` | which weights become zero, and when |\n' : '';
  return `# ${markdownText(document.name)}

A network drawn in Layerloom, as TypeScript on ONNX Runtime: it trains in Node.js (20.19 or newer) with the programs, and at the speed, of
Layerloom itself, and the losses are the same for the same seed and rows.

\`\`\`
${install}
${trained ? predict : train}
\`\`\`

\`${train}\` trains (\`${train} -- --epochs 1\` for one epoch, \`--steps 100\` for a try, \`--from FILE\` from other weights) and writes the
weights to a new file. \`${evaluate}\` says how good weights are on the test rows.
\`${sampled ? predict : usage}\` writes the network's outputs to \`predictions/\`${sampled ? ` (\`${usage}\` those of other rows)` : ''}.
\`${check}\` checks the types. \`${parity}\` holds the project to Layerloom: the same rows from the same weights; \`parity.json\` says what came out.
${dataText(data)}
| file | what it is |
| --- | --- |
| \`model/train-*.onnx\`, \`model/evaluate-*.onnx\` | a whole step, and the judging of rows, for batches of so many rows; weights go in and come out |
| \`model/predict.onnx\` | the network alone; weights are inputs behind the data |
| \`${LISTING}\` | its operators, one a line, to read |
| \`${INITIAL}\` | the weights that training begins with${trained ? `; \`${WEIGHTS}\` has those that were exported` : ''} |
| \`src/network.ts\` | runs the programs: \`step\`, \`evaluate\`, \`predict\`; also in a page, with \`onnxruntime-web\` in place of \`onnxruntime-node\` |
| \`src/node.ts\` | opens it in Node.js |
| \`src/data.ts\`, \`src/inputs.ts\` | reads the data and splits it; makes of raw rows what the network reads |
| \`src/scalars.ts\`, \`src/metrics.ts\` | what a step is fed with besides rows; how good the network is |
${pruning}| \`src/train.ts\`, \`src/evaluate.ts\`, \`src/predict.ts\`, \`src/parity.ts\` | the programs |
| \`document.loom\` | the drawing |
`;
};
