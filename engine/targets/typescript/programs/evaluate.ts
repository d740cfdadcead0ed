/** `src/evaluate.ts` of an exported project: how good its weights are on rows of its data. */
import { docComment } from '../../writer.ts';
import { literal } from '../../literals.ts';

export const EVALUATE_FILE = 'src/evaluate.ts';

interface Judging {
  /** What a person types to evaluate and to train, and the weights that are taken where no others are named. */
  readonly commands: { readonly evaluate: string; readonly train: string };
  readonly weights: string;
  /** What is imported besides, in the order of the files. */
  readonly imports: readonly [file: string, name: string][];
  /** Statements with the weights of the file `values.weights`, and the metrics of `split`, as an expression. */
  readonly open: readonly string[];
  readonly metrics: string;
}

export function evaluateSource(name: string, { commands, weights, imports, open, metrics }: Judging): string {
  const { evaluate, train } = commands;
  const doc = `How good weights of ${literal(name)} are: ${evaluate} [-- --weights FILE] [--split test]. The last line is JSON.`;
  const asked = [['./data.ts', 'openData'] as const, ['./metrics.ts', 'evaluate'] as const, ...imports];
  const lines = asked.sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, one]) => `import { ${one} } from '${file}';\n`);
  return `${docComment(doc)}
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
${lines.join('')}
const { values } = parseArgs({
  options: { weights: { type: 'string', default: ${literal(weights)} }, split: { type: 'string', default: 'test' } },
});
if (!existsSync(values.weights)) {
  console.error(\`There are no weights \${values.weights}. Train first: ${train}\`);
  process.exit(1);
}
const { train, validation, test } = openData();
const split = new Map(Object.entries({ train, validation, test })).get(values.split);
if (!split || split.rows.length === 0) {
  console.error(\`There are no rows for \${values.split}: train, validation and test are possible.\`);
  process.exit(1);
}
console.error(\`\${split.rows.length} rows\`);
${open.join('\n')}
console.log(JSON.stringify(${metrics}));
`;
}
