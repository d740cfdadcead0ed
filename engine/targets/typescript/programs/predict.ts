/** `src/predict.ts` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import { choosesClass } from '../../../learn/comparison.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput } from '../../../passes/compile.ts';
import { Code, literal, member, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { COMMANDS, WEIGHTS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import { readoutExpression } from '../learning/losses.ts';
import { turningBack } from '../data/steps.ts';
import { sampleShape } from '../../../layers/define.ts';
import { type ModelSource, outputFiles } from '../model/model.ts';
import { sizeOf } from '../../../types/shape.ts';
import type { ExportInput } from '../../define.ts';
import { type RawArray, rawArrays } from './sample.ts';

/** The command that predicts other rows than the sample. */
export function predictUsage(source: Pick<ModelSource, 'inputs'>, data: DataSource): string {
  const arrays = rawArrays(data, source.inputs);
  const numpy = arrays.length === 1 ? 'INPUT.npy' : arrays.map(({ name }) => `${name}.npy`).join(' ');
  return `${COMMANDS.predict} -- ${data.pictures?.fed ? 'PICTURE ...' : data.table ? 'ROWS.csv' : numpy}`;
}

/** What the program is written from. */
interface PredictPlan {
  readonly source: ModelSource;
  readonly data: DataSource;
  readonly usage: string;
  /** The shape of the pictures that it is fed with; undefined where it reads arrays. */
  readonly pictures: readonly number[] | undefined;
  /** The files that go along with the project. */
  readonly sample: readonly string[] | undefined;
  /** What the outputs say, in their order. */
  readonly answers: readonly Answer[];
}

interface Surroundings {
  readonly data: DataSource;
  /** What the classes of a target are called. */
  readonly classes?: ExportInput['classes'];
  /** The files of rows that go along with the project. */
  readonly sample?: readonly string[] | undefined;
}

export function predictSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  { data, classes = {}, sample }: Surroundings,
): string {
  const pictures = data.pictures?.fed ? data.pictures.shape : undefined;
  const usage = `${predictUsage(source, data)} [--weights FILE] [--out FOLDER]`;
  const files = outputFiles(document, source);
  const answers = source.outputs.map(({ node }, place) =>
    answerOf({ document, checked, data, classes, files }, node, place),
  );
  const plan: PredictPlan = { source, data, usage, pictures, sample, answers };
  const rows = pictures
    ? 'picture files in'
    : data.table
      ? 'a table in, its columns found by their names'
      : "raw rows in, as in the data's files";
  const w = new Writer();
  w.doc(
    `${usage}: ${rows}; one file for each output of the network out.` +
      (sample ? ' Without files it predicts the rows of `sample/`.' : ''),
  );
  writeImports(w, plan);
  writeStart(w, plan);
  if (!data.table) writeOutputs(w, answers, data.fits);
  for (const answer of answers) writeChoices(w, answer);
  if (data.table) {
    w.line().line('mkdirSync(values.out, { recursive: true });');
    for (const answer of answers) writeTable(w, answer, data.fits);
  }
  return w.toString();
}

/** An output: where it chooses a class its chances, where it is a number what it comes to in the unit of its column. */
interface Answer {
  readonly place: number;
  /** How its file is called, without the ending. */
  readonly file: string;
  /** Numbers of a row. */
  readonly width: number;
  readonly chances?: string;
  readonly names?: readonly string[] | undefined;
  /** A number's value as an expression, the function that turns it back, and the column that it is learned from. */
  readonly value?: string;
  readonly turned?: string | undefined;
  readonly column?: string | undefined;
}

function answerOf(
  {
    document,
    checked,
    data: { feeds },
    classes,
    files,
  }: {
    readonly document: Document;
    readonly checked: CheckedGraph;
    readonly data: DataSource;
    readonly classes: NonNullable<ExportInput['classes']>;
    readonly files: readonly string[];
  },
  node: string,
  place: number,
): Answer {
  const judging = document.training.losses.find((_, index) => judgedOutput(document, checked, index) === node);
  const loss = lossOf(judging?.loss.type ?? '');
  const type = checked.nodes.get(node)!.outputs[0]!;
  const known = { place, file: files[place]!, width: sizeOf(sampleShape(type)) };
  if (!judging || !loss) return known;
  if (choosesClass(loss) && type.shape.length === 2) {
    const names = Object.hasOwn(classes, judging.target) ? classes[judging.target] : undefined;
    const called = names?.length === type.shape[1] ? names : undefined;
    return { ...known, chances: readoutExpression(loss, type, `outputs[${place}]`), names: called };
  }
  if (loss.compares !== 'numbers') return known;
  const value = loss.readout ? readoutExpression(loss, type, `outputs[${place}]`) : `outputs[${place}]`;
  const turned = turningBack(feeds).get(`target:${judging.target}`);
  const column = feeds.targets.find(({ key }) => key === `target:${judging.target}`)?.column;
  return { ...known, value, turned, column };
}

/** A number's value in the unit of its column. */
const valueText = ({ place, value, turned }: Answer, withFits: string): string =>
  turned === undefined ? `outputs[${place}]` : `${turned}(${value!}${withFits})`;

function writeImports(w: Writer, { pictures, sample, data, answers }: PredictPlan): void {
  const readers = [...(pictures && !sample ? [] : ['readNpy']), 'writeNpy'];
  const turned = answers.flatMap((answer) => answer.turned ?? []);
  const known = ['inputsOf', ...(data.table ? ['readRows'] : []), ...new Set(turned)];
  w.line("import { existsSync, mkdirSync } from 'node:fs';")
    .line("import path from 'node:path';")
    .line("import { parseArgs } from 'node:util';")
    .line("import * as tf from '@tensorflow/tfjs';");
  if (!data.table) w.line(`import { ${readers.join(', ')} } from './arrays.ts';`);
  w.line("import { startBackend } from './backend.ts';")
    .line(`import { ${known.join(', ')} } from './data.ts';`)
    .line(`import { createModel, ${data.table ? '' : 'OUTPUTS, '}run } from './model.ts';`);
  if (data.table) w.line("import { writeTable } from './table.ts';");
  if (pictures) w.line("import { readPictures } from './pictures.ts';");
  w.line("import { loadWeights } from './weights.ts';").line();
}

function writeStart(w: Writer, plan: PredictPlan): void {
  const { source, usage, pictures, sample, data } = plan;
  const arrays = rawArrays(data, source.inputs);
  const options = `weights: { type: 'string', default: ${literal(WEIGHTS)} }, out: { type: 'string', default: 'predictions' }`;
  w.line(`const { values, positionals } = parseArgs({ allowPositionals: true, options: { ${options} } });`);
  if (sample && !pictures) {
    w.line('/** Rows that go along with the project, where no others are given. */').line(
      `const SAMPLE = ${literal(sample)};`,
    );
    w.line('const files = positionals.length > 0 ? positionals : SAMPLE;');
  } else w.line('const files = positionals;');
  if (!(pictures && sample))
    w.block(`if (files.length ${pictures ? '=== 0' : `!== ${data.table ? 1 : arrays.length}`}) {`, () =>
      w.line(`console.error(${literal(`Usage: ${usage}`)});`).line('process.exit(2);'),
    );
  w.block('if (!existsSync(values.weights)) {', () =>
    w
      .line(`console.error(\`There are no weights \${values.weights}. Train first: ${COMMANDS.train}\`);`)
      .line('process.exit(1);'),
  );
  if (data.table) w.line('const rows = readRows(files[0]!);');
  w.line()
    .line('await startBackend();')
    .line('const model = createModel();')
    .line(`${data.fits ? 'const fits = ' : ''}loadWeights(model, values.weights);`);
  w.line(
    `const outputs = tf.tidy(() => run(model, inputsOf([${readText(plan, arrays)}]${data.fits ? ', fits' : ''})));`,
  );
}

/** What the inputs are read from, one expression for each. */
export function readText(
  {
    source: { inputs },
    data,
    pictures,
    sample,
  }: Pick<PredictPlan, 'data' | 'pictures' | 'sample'> & { readonly source: Pick<ModelSource, 'inputs'> },
  arrays: readonly RawArray[],
): string {
  const shown = pictures && `readPictures(files, ${literal(pictures)})`;
  if (shown) return sample ? `files.length > 0 ? ${shown} : readNpy(${literal(sample[0]!)})` : shown;
  return inputs
    .map((_, input) => {
      const feed = data.feeds.inputs[input]!;
      if (data.table) return feed.joined ? 'rows' : member('rows', feed.column);
      const read = arrays.flatMap((array, i) =>
        array.input === input ? [{ array, file: `readNpy(files[${i}]!)` }] : [],
      );
      return feed.joined
        ? literal(Object.fromEntries(read.map(({ array, file }) => [array.column!, new Code(file)])))
        : read[0]!.file;
    })
    .join(', ');
}

function writeOutputs(w: Writer, answers: readonly Answer[], fits: boolean): void {
  w.line('mkdirSync(values.out, { recursive: true });');
  const turned = answers.filter((answer) => answer.turned !== undefined);
  if (turned.length > 0) {
    w.line('/** In the units of the data. */');
    const chosen = turned.reduce(
      (rest, answer) => `i === ${answer.place} ? ${valueText(answer, fits ? ', fits' : '')} : ${rest}`,
      'output',
    );
    w.line(`const answers = outputs.map((output, i) => ${chosen});`);
  }
  w.block(
    `${turned.length > 0 ? 'answers' : 'outputs'}.forEach((output, i) => {`,
    () => {
      w.line('const file = path.join(values.out, `${OUTPUTS[i]}.npy`);');
      w.line("writeNpy(file, output.shape, output.dataSync<'float32'>());");
      w.line("console.log(`${file}: ${output.shape.join('×')}`);");
    },
    '});',
  );
}

/** A row for each that was read: chances and the class chosen, or numbers in the unit of their column. */
function writeTable(w: Writer, answer: Answer, fits: boolean): void {
  const { place, chances, names, column, width } = answer;
  const file = `file${place}`;
  w.line().line(`const ${file} = path.join(values.out, ${literal(`${answer.file}.csv`)});`);
  const heads = chances
    ? (names ?? Array.from({ length: width }, (_, i) => `class ${i}`))
    : width === 1
      ? [column ?? answer.file]
      : Array.from({ length: width }, (_, i) => `${column ?? answer.file}.${i}`);
  if (chances) {
    const chosen = names ? `classes${place}[row.indexOf(Math.max(...row))]!` : 'row.indexOf(Math.max(...row))';
    w.line(`const table${place} = chances${place}.map((row) => [...row, ${chosen}]);`);
  } else {
    const shown = valueText(answer, fits ? ', fits' : '');
    w.line(`const table${place} = tf.reshape(${shown}, [-1, ${numberText(width)}]).arraySync() as number[][];`);
  }
  w.line(`writeTable(${file}, ${literal(chances ? [...heads, 'predicted'] : heads)}, table${place});`);
  w.line(`console.log(\`\${${file}}: \${table${place}.length} rows\`);`);
}

/** What an output says about the first rows. */
function writeChoices(w: Writer, { place, chances, names }: Answer): void {
  if (chances === undefined) return;
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
