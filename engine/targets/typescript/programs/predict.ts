/** `src/predict.ts` of an exported project. */
import { Code, literal, member } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { PAST } from '../../spans.ts';
import { COMMANDS, WEIGHTS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import type { ModelSource } from '../model/model.ts';
import type { Answer } from './answers.ts';
import { type RawArray, rawArrays } from './sample.ts';

/** The command that predicts other rows than the sample. */
export function predictUsage(source: Pick<ModelSource, 'inputs'>, data: DataSource): string {
  const arrays = rawArrays(data, source.inputs);
  const numpy = arrays.length === 1 ? 'INPUT.npy' : arrays.map(({ name }) => `${name}.npy`).join(' ');
  const table = data.table ?? (readsPast(data) ? data.series : undefined);
  return `${COMMANDS.predict} -- ${fedFiles(data)?.usage ?? (table ? 'ROWS.csv' : numpy)}`;
}

/** Files that a network is fed with one by one, and what reads them. */
export interface FedFiles {
  readonly usage: string;
  readonly what: string;
  readonly read: string;
  readonly from: string;
  /** How they are read, as an expression. */
  readonly form: string;
}
export function fedFiles({ pictures, sounds }: Pick<DataSource, 'pictures' | 'sounds'>): FedFiles | undefined {
  if (pictures?.fed) {
    const form = `${literal(pictures.shape)}${pictures.fit === 'stretch' ? '' : `, ${literal(pictures.fit)}`}`;
    return { usage: 'PICTURE ...', what: 'picture files', read: 'readPictures', from: './pictures.ts', form };
  }
  if (!sounds?.fed) return undefined;
  const form = literal(sounds.form);
  return { usage: 'SOUND.wav ...', what: 'sound files', read: 'readSounds', from: './sounds.ts', form };
}

/** Whether all that is read are windows of a series, which another table has, too. */
export const readsPast = ({ series, feeds }: Pick<DataSource, 'series' | 'feeds'>): boolean =>
  series !== undefined && feeds.inputs.every(({ column, joined }) => column === PAST && !joined);

/** What the program is written from. */
interface PredictPlan {
  readonly source: ModelSource;
  readonly data: DataSource;
  /** The files that go along with the project. */
  readonly sample: readonly string[] | undefined;
  /** What the outputs say, in their order. */
  readonly answers: readonly Answer[];
}

export function predictSource(plan: PredictPlan): string {
  const { source, data, sample, answers } = plan;
  const shown = fedFiles(data);
  const usage = `${predictUsage(source, data)} [--weights FILE] [--out FOLDER]`;
  const rows = shown
    ? `${shown.what} in`
    : data.table
      ? 'a table in, its columns found by their names'
      : readsPast(data)
        ? 'a table over time in, of which the newest steps are read'
        : "raw rows in, as in the data's files";
  const w = new Writer();
  w.doc(
    `${usage}: ${rows}; one file for each output of the network out.` +
      (sample ? ' Without files it predicts the rows of `sample/`.' : ''),
  );
  writeImports(w, plan, shown);
  writeStart(w, plan, { usage, shown });
  w.line('mkdirSync(values.out, { recursive: true });');
  if (!data.table) writeOutputs(w, answers);
  answers.forEach((answer) => writeChoices(w, answer, saidBy(answers, answer)));
  if (data.table) answers.forEach((answer, place) => writeTable(w, answer, { place, said: saidBy(answers, answer) }));
  return w.toString();
}

/** What an output says of the row `row`. */
const saidBy = (answers: readonly Answer[], { file }: Answer): string =>
  answers.length === 1 ? 'row' : member('row', file);

function writeImports(w: Writer, { sample, data, answers }: PredictPlan, shown: FedFiles | undefined): void {
  const readers = [...((shown && !sample) || readsPast(data) ? [] : ['readNpy']), 'writeNpy'];
  w.line("import { existsSync, mkdirSync } from 'node:fs';")
    .line("import path from 'node:path';")
    .line("import { pathToFileURL } from 'node:url';")
    .line("import { parseArgs } from 'node:util';");
  if (data.table) w.line("import { readRows } from './data.ts';");
  else w.line(`import { ${readers.join(', ')} } from './arrays.ts';`);
  if (readsPast(data)) w.line("import { readPast } from './data.ts';");
  const chooses = data.table && answers.some(({ classes }) => classes);
  w.line(`import { ${chooses ? 'CLASSES, ' : ''}load } from './load.ts';`);
  if (data.table) w.line("import { writeTable } from './table.ts';");
  else w.line("import { OUTPUTS } from './model.ts';");
  if (shown) w.line(`import { ${shown.read} } from ${literal(shown.from)};`);
  w.line();
}

interface Start {
  readonly usage: string;
  readonly shown: FedFiles | undefined;
}

function writeStart(w: Writer, plan: PredictPlan, { usage, shown }: Start): void {
  const { source, sample, data, answers } = plan;
  const arrays = rawArrays(data, source.inputs);
  const options = `weights: { type: 'string', default: ${literal(WEIGHTS)} }, out: { type: 'string', default: 'predictions' }`;
  w.line(`const { values, positionals } = parseArgs({ allowPositionals: true, options: { ${options} } });`);
  if (sample && !shown) {
    w.line('/** Rows that go along with the project, where no others are given. */').line(
      `const SAMPLE = ${literal(sample)};`,
    );
    w.line('const files = positionals.length > 0 ? positionals : SAMPLE;');
  } else w.line('const files = positionals;');
  if (!(shown && sample))
    w.block(`if (files.length ${shown ? '=== 0' : `!== ${data.table ? 1 : arrays.length}`}) {`, () =>
      w.line(`console.error(${literal(`Usage: ${usage}`)});`).line('process.exit(2);'),
    );
  w.block('if (!existsSync(values.weights)) {', () =>
    w
      .line(`console.error(\`There are no weights \${values.weights}. Train first: ${COMMANDS.train}\`);`)
      .line('process.exit(1);'),
  );
  if (data.table) w.line('const rows = readRows(files[0]!);');
  w.line().line('const model = await load(pathToFileURL(values.weights));');
  w.line(
    `const outputs = model.outputsOf([${readText({ source, data, shown, sample, read: readsPast(data) ? 'readPast' : 'readNpy' }, arrays)}]);`,
  );
  const reads = data.table || answers.some(({ classes, turned }) => classes ?? turned);
  if (reads) w.line('const predictions = model.read(outputs);');
}

/** What the inputs are read from, one expression for each. */
export function readText(
  {
    source: { inputs },
    data,
    shown,
    sample,
    read = 'readNpy',
  }: {
    readonly source: Pick<ModelSource, 'inputs'>;
    readonly data: DataSource;
    /** The files that it is fed with; undefined where it reads arrays. */
    readonly shown: FedFiles | undefined;
    readonly sample: readonly string[] | undefined;
    /** The function that reads a file of numbers. */
    readonly read?: string;
  },
  arrays: readonly RawArray[],
): string {
  if (shown) {
    const call = `${shown.read}(files, ${shown.form})`;
    return sample ? `files.length > 0 ? ${call} : readNpy(${literal(sample[0]!)})` : call;
  }
  return inputs
    .map((_, input) => {
      const feed = data.feeds.inputs[input]!;
      if (data.table) return feed.joined ? 'rows' : member('rows', feed.column);
      const found = arrays.flatMap((array, i) =>
        array.input === input ? [{ array, file: `${read}(files[${i}]!)` }] : [],
      );
      return feed.joined
        ? literal(Object.fromEntries(found.map(({ array, file }) => [array.column!, new Code(file)])))
        : found[0]!.file;
    })
    .join(', ');
}

function writeOutputs(w: Writer, answers: readonly Answer[]): void {
  const turned = answers.flatMap((answer, place) => (answer.turned === undefined ? [] : [{ answer, place }]));
  const data = turned.reduce((rest, { answer, place }) => {
    const said = saidBy(answers, answer);
    const numbers = answer.width === 1 ? `map((row) => ${said})` : `flatMap((row) => [...${said}.data])`;
    return `i === ${place} ? Float32Array.from(predictions.${numbers}) : ${rest}`;
  }, "output.dataSync<'float32'>()");
  w.block(
    'OUTPUTS.forEach((name, i) => {',
    () => {
      w.line('const output = outputs[i]!;').line('const file = path.join(values.out, `${name}.npy`);');
      if (turned.length > 0) w.line('// in the units of the data');
      w.line(`writeNpy(file, output.shape, ${data});`);
      w.line("console.log(`${file}: ${output.shape.join('×')}`);");
    },
    '});',
  );
}

interface Said {
  readonly place: number;
  readonly said: string;
}

/** A row for each that was read: chances and the class chosen, or numbers in the unit of their column. */
function writeTable(w: Writer, answer: Answer, { place, said }: Said): void {
  const { classes, named, column, width } = answer;
  const file = `file${place}`;
  w.line().line(`const ${file} = path.join(values.out, ${literal(`${answer.file}.csv`)});`);
  const head = column ?? answer.file;
  const heads = literal(width === 1 ? [head] : Array.from({ length: width }, (_, i) => `${head}.${i}`));
  const names = said === 'row' ? 'CLASSES' : `CLASSES[${literal(answer.file)}]`;
  const cells = classes
    ? `[...${said}.probabilities, ${said}.${named ? 'name' : 'class'}]`
    : width === 1
      ? `[${said}]`
      : `[...${said}.data]`;
  w.line(`writeTable(${file}, ${classes ? `[...${names}, 'predicted']` : heads}, predictions.map((row) => ${cells}));`);
  w.line(`console.log(\`\${${file}}: \${predictions.length} rows\`);`);
}

/** What an output says about the first rows. */
function writeChoices(w: Writer, { classes }: Answer, said: string): void {
  if (!classes) return;
  w.line().line('// what it says about the first rows');
  w.block(
    'predictions.slice(0, 10).forEach((row, i) => {',
    () => w.line(`console.log(\`row \${i + 1}: \${${said}.name}, \${(100 * ${said}.probability).toFixed(1)} %\`);`),
    '});',
  );
}
