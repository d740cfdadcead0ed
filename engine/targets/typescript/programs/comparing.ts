/** What the programs have that hold exported projects to the engine: how what was found is compared and told. */
import { NOT_THERE } from '../../compared.ts';
import { literal } from '../../literals.ts';

export const DIFFERENCE = `/** The largest difference, of the largest number that is wanted. */
function differenceOf(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [largest, most] = [1e-6, 0];
  for (let i = 0; i < wanted.length; i++) {
    const away = Math.abs(found[i]! - wanted[i]!);
    if (Number.isNaN(away) && !Object.is(found[i], wanted[i])) return Number.POSITIVE_INFINITY;
    most = Math.max(most, Number.isNaN(away) ? 0 : away);
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return most / largest;
}
`;

/** Ends the program where there is nothing to compare. */
export const HAS_ROWS = `if (!existsSync('parity/expected.json')) {
  console.error(${literal(NOT_THERE)});
  process.exit(1);
}
`;

export const COMPARING = `/** The rows, and what Layerloom makes of them. */
interface Expected {
  batch: number;
  columns: Record<string, { file: string } | { texts: string[] }>;
  weights: string;
  outputs: { name: string; file: string; allowed: number }[];
  training: { losses: number[]; allowed: number; stepsPerEpoch: number; epochs: number } | null;
}

/** How far off numbers are, and may be. */
interface Judged {
  difference: number;
  allowed: number;
}

${HAS_ROWS}const { batch, columns, weights, outputs, training } = JSON.parse(readFileSync('parity/expected.json', 'utf8')) as Expected;

${DIFFERENCE}
/** Texts as a table has them: beside their lengths. */
const textColumn = (texts: string[]): Numbers & { texts: string[] } => ({
  shape: [texts.length],
  data: Int32Array.from(texts, (text) => [...text].length),
  texts,
});
`;

export const TELLING = `const passes = ({ difference, allowed }: Judged) => difference <= allowed;
const passed = compared.every(passes) && (loss === null || passes(loss));
const report = {
  status: passed ? 'passed' : 'failed',
  with: \`TensorFlow.js \${tf.version_core} (\${tf.getBackend()})\`,
  rows: batch,
  outputs: compared,
  loss,
};
writeFileSync('parity.json', \`\${JSON.stringify(report, null, 2)}\\n\`);
console.log(JSON.stringify(report, null, 2));
if (!passed) process.exitCode = 1;
`;
