/** `src/predict.ts` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import { choosesClass } from '../../../learn/comparison.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput } from '../../../passes/compile.ts';
import { literal } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { COMMANDS, WEIGHTS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import { readoutExpression } from '../learning/losses.ts';
import type { ModelSource } from '../model/model.ts';
import type { ExportInput } from '../../define.ts';
import { sampleNames } from './sample.ts';

/** The command that predicts other rows than the sample. */
export const predictUsage = ({ inputs }: ModelSource, { pictures }: DataSource): string =>
  `${COMMANDS.predict} -- ${pictures?.fed ? 'PICTURE ...' : inputs.map(({ variable }) => (inputs.length === 1 ? 'INPUT.npy' : `${variable}.npy`)).join(' ')}`;

/** What the program is written from. */
interface PredictPlan {
  readonly source: ModelSource;
  readonly usage: string;
  /** The shape of the pictures that it is fed with; undefined where it reads arrays. */
  readonly pictures: readonly number[] | undefined;
  readonly fits: boolean;
  /** Rows go along with the project. */
  readonly sampled: boolean;
}

interface Surroundings {
  readonly data: DataSource;
  /** What the classes of a target are called. */
  readonly classes?: ExportInput['classes'];
  /** Rows go along with the project. */
  readonly sampled: boolean;
}

export function predictSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  { data, classes = {}, sampled }: Surroundings,
): string {
  const pictures = data.pictures?.fed ? data.pictures.shape : undefined;
  const usage = `${predictUsage(source, data)} [--weights FILE] [--out FOLDER]`;
  const plan: PredictPlan = { source, usage, pictures, fits: data.fits, sampled };
  const w = new Writer();
  w.doc(
    `${usage}: ${pictures ? 'picture files in' : "raw rows in, as in the data's files"}; one file for each output of the network out.` +
      (sampled ? ' Without files it predicts the rows of `sample/`.' : ''),
  );
  writeImports(w, plan);
  writeStart(w, plan);
  writeOutputs(w);
  for (const choice of choosingOutputs(document, checked, source, classes)) writeChoices(w, choice);
  return w.toString();
}

/** An output that chooses a class: its place, its chances as an expression, and what the classes are called. */
interface Choosing {
  readonly place: number;
  readonly chances: string;
  readonly names: readonly string[] | undefined;
}

function choosingOutputs(
  document: Document,
  checked: CheckedGraph,
  { outputs }: ModelSource,
  classes: NonNullable<ExportInput['classes']>,
): Choosing[] {
  const { losses } = document.training;
  return outputs.flatMap(({ node }, i) => {
    const judging = losses.find((_, index) => judgedOutput(document, checked, index) === node);
    const loss = lossOf(judging?.loss.type ?? '');
    const type = checked.nodes.get(node)!.outputs[0]!;
    if (!judging || !loss || !choosesClass(loss) || type.shape.length !== 2) return [];
    const names = Object.hasOwn(classes, judging.target) ? classes[judging.target] : undefined;
    const known = names?.length === type.shape[1] ? names : undefined;
    return [{ place: i, chances: readoutExpression(loss, type, `outputs[${i}]`), names: known }];
  });
}

function writeImports(w: Writer, { pictures, sampled }: PredictPlan): void {
  const readers = [...(pictures && !sampled ? [] : ['readNpy']), 'writeNpy'];
  w.line("import { existsSync, mkdirSync } from 'node:fs';")
    .line("import path from 'node:path';")
    .line("import { parseArgs } from 'node:util';")
    .line("import * as tf from '@tensorflow/tfjs';")
    .line(`import { ${readers.join(', ')} } from './arrays.ts';`)
    .line("import { startBackend } from './backend.ts';")
    .line("import { inputsOf } from './data.ts';")
    .line("import { createModel, OUTPUTS, run } from './model.ts';");
  if (pictures) w.line("import { readPictures } from './pictures.ts';");
  w.line("import { loadWeights } from './weights.ts';").line();
}

function writeStart(w: Writer, { source: { inputs }, usage, pictures, fits, sampled }: PredictPlan): void {
  const options = `weights: { type: 'string', default: ${literal(WEIGHTS)} }, out: { type: 'string', default: 'predictions' }`;
  const names = sampleNames(inputs);
  w.line(`const { values, positionals } = parseArgs({ allowPositionals: true, options: { ${options} } });`);
  const own = sampled && !pictures;
  if (own) {
    w.line('/** Rows that go along with the project, where no others are given. */').line(
      `const SAMPLE = ${literal(names)};`,
    );
    w.line('const files = positionals.length > 0 ? positionals : SAMPLE;');
  } else w.line('const files = positionals;');
  if (!(pictures && sampled))
    w.block(`if (files.length ${pictures ? '=== 0' : `!== ${inputs.length}`}) {`, () =>
      w.line(`console.error(${literal(`Usage: ${usage}`)});`).line('process.exit(2);'),
    );
  w.block('if (!existsSync(values.weights)) {', () =>
    w
      .line(`console.error(\`There are no weights \${values.weights}. Train first: ${COMMANDS.train}\`);`)
      .line('process.exit(1);'),
  );
  w.line()
    .line('await startBackend();')
    .line('const model = createModel();')
    .line(`${fits ? 'const fits = ' : ''}loadWeights(model, values.weights);`);
  const shown = pictures && `readPictures(files, ${literal(pictures)})`;
  const rows = pictures
    ? sampled
      ? `files.length > 0 ? ${shown} : readNpy(${literal(names[0]!)})`
      : shown
    : inputs.map((_, i) => `readNpy(files[${i}]!)`).join(', ');
  w.line(`const outputs = tf.tidy(() => run(model, inputsOf([${rows}]${fits ? ', fits' : ''})));`);
}

function writeOutputs(w: Writer): void {
  w.line('mkdirSync(values.out, { recursive: true });');
  w.block(
    'outputs.forEach((output, i) => {',
    () => {
      w.line('const file = path.join(values.out, `${OUTPUTS[i]}.npy`);');
      w.line("writeNpy(file, output.shape, output.dataSync<'float32'>());");
      w.line("console.log(`${file}: ${output.shape.join('×')}`);");
    },
    '});',
  );
}

/** What an output says about the first rows. */
function writeChoices(w: Writer, { place, chances, names }: Choosing): void {
  w.line()
    .line('// what it says about the first rows')
    .line(`const chances${place} = ${chances}.arraySync() as number[][];`);
  if (names) w.line(`const classes${place} = ${literal(names)};`);
  w.block(
    `chances${place}.slice(0, 10).forEach((row, i) => {`,
    () => {
      w.line('const largest = Math.max(...row);');
      const named = names ? `\${classes${place}[row.indexOf(largest)]}` : 'class ${row.indexOf(largest)}';
      w.line(`console.log(\`row \${i}: ${named}, \${(100 * largest).toFixed(1)} %\`);`);
    },
    '});',
  );
}
