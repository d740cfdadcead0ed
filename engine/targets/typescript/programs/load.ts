/** `src/load.ts` of an exported project: the trained network for other programs, in a page as in Node.js. */
import type { Document } from '../../../graph/document.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { keyText, literal } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { WEIGHTS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import { asksFits, type Feed, keepsSize } from '../data/feeds.ts';
import type { ModelSource } from '../model/model.ts';
import type { Answer } from './answers.ts';
import { type RawArray, rawArrays } from './sample.ts';

/** A row of a picture: how many channels, and their size. */
type Frame = readonly [channels: number, height: number, width: number];

/** What a prediction is made from. */
export type InputKind =
  | { readonly kind: 'picture'; readonly frame: Frame; readonly fit: string }
  | { readonly kind: 'row'; readonly columns: NonNullable<DataSource['table']>['inputs']; readonly text?: string }
  | { readonly kind: 'numbers'; readonly arrays: readonly RawArray[] };

const NAMED_PICTURES = new Set(['mnist', 'idx']);

/** Whether a row of the feed is a picture of pixels from 0 to 255. */
function frameOf({ data }: Document, feed: Feed, sample: Tensor | undefined): Frame | undefined {
  const { shape, transforms, joined } = feed;
  if (joined || shape?.length !== 3 || (shape[0] !== 1 && shape[0] !== 3) || !keepsSize(feed)) return undefined;
  const isScaled = transforms[0]?.type === 'scale' && Number(transforms[0].settings.divisor ?? 255) === 255;
  const seen = sample?.data as Float32Array | undefined;
  const isBytes =
    seen?.every((value) => value >= 0 && value <= 255 && Number.isInteger(value)) && seen.some((v) => v > 1);
  if (!isScaled && !isBytes && !NAMED_PICTURES.has(data.dataset?.type ?? '')) return undefined;
  return shape as unknown as Frame;
}

export function inputKind(
  document: Document,
  source: Pick<ModelSource, 'inputs'>,
  data: DataSource,
  sample: Readonly<Record<string, Tensor>> = {},
): InputKind {
  if (data.table) {
    const columns = data.table.inputs;
    const [only] = columns;
    return { kind: 'row', columns, ...(columns.length === 1 && only!.kind === 'text' && { text: only!.name }) };
  }
  const { inputs } = data.feeds;
  const fit = String(document.data.dataset?.settings.fit ?? 'stretch');
  if (data.pictures?.fed) return { kind: 'picture', frame: data.pictures.shape as unknown as Frame, fit };
  const frame = inputs.length === 1 ? frameOf(document, inputs[0]!, sample[source.inputs[0]!.node]) : undefined;
  if (frame) return { kind: 'picture', frame, fit: 'stretch' };
  return { kind: 'numbers', arrays: rawArrays(data, source.inputs) };
}

interface LoadPlan {
  readonly source: ModelSource;
  readonly data: DataSource;
  readonly answers: readonly Answer[];
  readonly kind: InputKind;
}

export function loadSource({ source, data, answers, kind }: LoadPlan): string {
  const { table } = data;
  const w = new Writer();
  w.doc(
    'The trained network for any program, in Node.js as in a page: `const model = await load(); model.predict(...)`.',
  )
    .line("import * as tf from '@tensorflow/tfjs';")
    .line("import type { Numbers } from './arrays.ts';")
    .line("import { startBackend } from './backend.ts';");
  if (table) w.line("import { rowColumns } from './columns.ts';");
  if (kind.kind === 'picture') w.line("import { framed, placed, resample } from './frames.ts';");
  const turned = [...new Set(answers.flatMap((answer) => answer.turned ?? []))];
  w.line(`import { ${[...(table ? ['INPUT_COLUMNS'] : []), 'inputsOf', ...turned].join(', ')} } from './inputs.ts';`)
    .line("import { createModel, type Outputs, run } from './model.ts';")
    .line("import { readWeights } from './safetensors.ts';")
    .line();
  writeInput(w, data, kind);
  writePrediction(w, answers);
  w.text(MODEL).line();
  writeRaw(w, source, data, kind);
  if (answers.some(({ classes }) => classes)) w.text(CHOICES).line();
  if (answers.some(({ classes }) => !classes)) w.text(answers.some(isMany) ? ARRAYS : SINGLES).line();
  writeLoad(w, answers, data.feeds);
  return w.toString();
}

const isMany = ({ classes, width }: Answer): boolean => !classes && width > 1;

const NESTED = `/** Numbers within lists, as they are in the data. */
export type Nested = number | readonly Nested[];
/** The numbers of one row: within lists, or all of them in their order. */
export type Values = Nested | Float32Array | Float64Array | Int32Array | Uint8Array | Uint8ClampedArray;

const listOf = (values: Nested): number[] => (typeof values === 'number' ? [values] : values.flatMap(listOf));

/** As rows of the data have them. Throws an error where they are fewer or more than the network reads. */
function numbersOf(values: Values, wanted?: readonly number[]): Numbers {
  const own: number[] = [];
  for (let one: unknown = values; typeof one === 'object'; one = (one as ArrayLike<unknown>)[0]) own.push((one as ArrayLike<unknown>).length);
  const data = Float32Array.from(ArrayBuffer.isView(values) ? values : listOf(values));
  const shape = wanted ?? own;
  const size = shape.reduce((a, b) => a * b, 1);
  const form = shape.length > 1 ? \` (\${shape.join('×')})\` : '';
  if (data.length !== size) throw new Error(\`The network reads \${size} numbers\${form}, and there are \${data.length}.\`);
  return { shape: [1, ...shape], data };
}`;

const picturesOf = (
  [channels, height, width]: Frame,
  fit: string,
): string => `/** A picture: red, green, blue and opacity of each pixel from 0 to 255, row by row. An \`ImageData\` of a page is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}
/** ${channels === 1 ? 'Grey' : 'Red, green and blue'}, from 0 to 255. */
export const FRAME = { channels: ${channels}, height: ${height}, width: ${width} } as const;

/** Brought into the size that the network reads. */
function pixelsOf(picture: Picture): Numbers {
  const count = picture.width * picture.height;
  if (picture.data.length !== 4 * count) throw new Error(\`The picture has \${count} pixels, and \${picture.data.length} numbers instead of four for each.\`);
  const planes = Float32Array.from({ length: 3 * count }, (_, i) => picture.data[4 * (i % count) + Math.floor(i / count)]!);
  const own = placed(picture, FRAME, ${literal(fit)});
  const sized = Uint8Array.from(resample(planes, 3, picture, own), Math.round);
${
  channels === 1
    ? `  const plane = own.width * own.height;
  // grey as Pillow and torchvision have it
  const pixels = Uint8Array.from({ length: plane }, (_, i) => (19595 * sized[i]! + 38470 * sized[plane + i]! + 7471 * sized[2 * plane + i]! + 0x8000) >> 16);
`
    : '  const pixels = sized;\n'
}  return { shape: [1, FRAME.channels, FRAME.height, FRAME.width], data: framed(pixels, FRAME.channels, own, FRAME) };
}`;

/** The type of what is predicted from, and what makes numbers of it. */
function writeInput(w: Writer, { table }: DataSource, kind: InputKind): void {
  if (kind.kind === 'row') {
    w.block('/** A row of the table; null where there is nothing. */\nexport interface Row {', () => {
      for (const { name, type } of table!.inputs) w.line(`readonly ${keyText(name)}: ${type};`);
    });
    w.line(`export type Input = ${kind.text === undefined ? 'Row' : 'string | Row'};`).line();
    return;
  }
  w.text(NESTED);
  if (kind.kind === 'picture')
    w.line().text(picturesOf(kind.frame, kind.fit)).line().line('export type Input = Picture | Values;');
  else if (kind.arrays.length === 1) w.line('export type Input = Values;');
  else
    w.block('/** The numbers of each input. */\nexport interface Input {', () =>
      kind.arrays.forEach(({ name }) => w.line(`readonly ${keyText(name)}: Values;`)),
    );
  w.line();
}

/** What one output says, as a type. */
function typeOf({ classes, width }: Answer): string {
  if (classes) return 'Choice';
  return width === 1 ? 'number' : 'NumberArray';
}

function writePrediction(w: Writer, answers: readonly Answer[]): void {
  const chosen = answers.filter(({ classes }) => classes);
  if (chosen.length > 0)
    w.text(`/** The class that is most probable, and how probable each of them is, in the order of the model's classes. */
export interface Choice {
  readonly class: number;
  readonly name: string;
  readonly probability: number;
  readonly probabilities: readonly number[];
}`);
  if (answers.some(isMany))
    w.text(`/** Numbers of one row, in their order. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}`);
  const said = ({ classes, isChance }: Answer) =>
    classes ? 'a class' : isChance ? 'the probability of yes' : 'in the unit of the data';
  if (answers.length === 1) {
    const [only] = answers as [Answer];
    w.line(`/** What is predicted: ${said(only)}. */`)
      .line(`export type Prediction = ${typeOf(only)};`)
      .line();
    w.line('/** What the classes are called; none where numbers are predicted. */');
    w.line(`export const CLASSES: readonly string[] = ${literal(only.classes ?? [])};`).line();
    return;
  }
  w.block('/** What is predicted, by output. */\nexport interface Prediction {', () => {
    for (const one of answers) w.line(`/** ${said(one)} */`).line(`readonly ${keyText(one.file)}: ${typeOf(one)};`);
  }).line();
  const lists = Object.fromEntries(answers.map(({ file, classes = [] }) => [file, classes]));
  w.line('/** What the classes are called, by output; none where numbers are predicted. */');
  w.line(`export const CLASSES = ${literal(lists)} satisfies Record<string, readonly string[]>;`).line();
}

const MODEL = `export interface Model {
  readonly classes: typeof CLASSES;
  predict(input: Input): Prediction;
  /** What the network itself answers to many rows, each column as the files of the data have it. Dispose of the tensors. */
  outputsOf(columns: Raw): Outputs;
  /** What such answers say of each row. */
  read(outputs: Outputs): Prediction[];
  /** Gives the memory of the weights free. */
  dispose(): void;
}
/** Columns of the data, for each input. */
export type Raw = Parameters<typeof inputsOf>[0];`;

function writeRaw(w: Writer, source: ModelSource, { feeds, table }: DataSource, kind: InputKind): void {
  w.line('/** One row as the data have it. */');
  if (kind.kind === 'row') {
    w.block('function rawOf(input: Input): Raw {', () => {
      const row =
        kind.text === undefined ? 'input' : `typeof input === 'string' ? { ${keyText(kind.text)}: input } : input`;
      w.line(
        `const rows = rowColumns({ ...(${row}) }, INPUT_COLUMNS) as Record<${table!.inputs.map(({ name }) => literal(name)).join(' | ')}, Numbers>;`,
      );
      w.line(
        `return [${feeds.inputs.map((feed) => (feed.joined ? 'rows' : `rows[${literal(feed.column)}]`)).join(', ')}];`,
      );
    }).line();
    return;
  }
  if (kind.kind === 'picture') {
    w.line(
      `const rawOf = (input: Input): Raw => [typeof input === 'object' && 'width' in input ? pixelsOf(input) : numbersOf(input, ${literal(kind.frame)})];`,
    ).line();
    return;
  }
  const whole = kind.arrays.length === 1;
  const read = (array: RawArray): string => {
    const feed = feeds.inputs[array.input]!;
    const shape = !feed.joined && feed.shape && keepsSize(feed) ? `, ${literal(feed.shape)}` : '';
    return `numbersOf(${whole ? 'input' : `input[${literal(array.name)}]`}${shape})`;
  };
  const raw = source.inputs.map((_, place) => {
    const own = kind.arrays.filter(({ input }) => input === place);
    if (!feeds.inputs[place]!.joined) return read(own[0]!);
    return `{ ${own.map((array) => `${keyText(array.column!)}: ${read(array)}`).join(', ')} }`;
  });
  w.line(`const rawOf = (input: Input): Raw => [${raw.join(', ')}];`).line();
}

const CHOICES = `/** The class of each row. */
const choicesOf = (probabilities: tf.Tensor, classes: readonly string[]): Choice[] =>
  (probabilities.arraySync() as number[][]).map((row) => {
    const probability = Math.max(...row);
    const chosen = row.indexOf(probability);
    return { class: chosen, name: classes[chosen]!, probability, probabilities: row };
  });`;
const SINGLES = `/** The number of each row. */
const numbersIn = (answers: tf.Tensor): number[] => Array.from(answers.dataSync());`;
const ARRAYS = `/** The numbers of each row. */
function arraysIn(answers: tf.Tensor): NumberArray[] {
  const [rows, ...shape] = answers.shape;
  const all = Float32Array.from(answers.dataSync());
  const width = all.length / rows!;
  return Array.from({ length: rows! }, (_, row) => ({ shape, data: all.subarray(row * width, (row + 1) * width) }));
}`;

const PREDICT = `predict(input) {
  const outputs = outputsOf(rawOf(input));
  const [prediction] = read(outputs);
  tf.dispose(outputs);
  return prediction!;
},`;

function writeLoad(w: Writer, answers: readonly Answer[], feeds: DataSource['feeds']): void {
  const given = asksFits(feeds) ? ', fits' : '';
  const fits = given !== '' || answers.some(({ value }) => /\bfits\b/.test(value));
  w.text(`/** The bytes of a file of weights. */
async function bytesOf(weights: URL): Promise<Uint8Array> {
  if (weights.protocol === 'file:') return process.getBuiltinModule('node:fs').readFileSync(weights);
  const answer = await fetch(weights);
  if (!answer.ok) throw new Error(\`There are no weights at \${weights} (\${answer.status}).\`);
  return new Uint8Array(await answer.arrayBuffer());
}
`);
  w.line().line(
    '/** The network with its weights: those of the project, of a file, or the bytes of one. Throws an error where there are none. */',
  );
  const usual = `new URL(${literal(`../${WEIGHTS}`)}, import.meta.url)`;
  w.block(`export async function load(weights: Uint8Array | URL = ${usual}): Promise<Model> {`, () => {
    w.line('await startBackend();');
    w.line(
      "const [bytes, file] = weights instanceof URL ? [await bytesOf(weights), weights.pathname] : [weights, 'The file'];",
    );
    w.line('const network = createModel();');
    w.line(`${fits ? 'const fits = ' : ''}readWeights(network, bytes, file);`);
    w.line(`const outputsOf = (columns: Raw) => tf.tidy(() => run(network, inputsOf(columns${given})));`);
    w.block(
      `const read = (outputs: Outputs): Prediction[] => {`,
      () => {
        // what is made on the way is disposed of when the scope ends
        w.line('tf.engine().startScope();').block(
          'try {',
          () => {
            const made = (answer: Answer, place: number) => {
              const { classes, value } = answer;
              const names = answers.length === 1 ? 'CLASSES' : `CLASSES[${literal(answer.file)}]`;
              const list = classes
                ? `choicesOf(${value}, ${names})`
                : answers.some(isMany) && !isMany(answer)
                  ? `arraysIn(${value}).map(({ data }) => data[0]!)`
                  : `${isMany(answer) ? 'arraysIn' : 'numbersIn'}(${value})`;
              return answers.length === 1 ? `return ${list};` : `const answers${place} = ${list};`;
            };
            answers.forEach((answer, place) => w.line(made(answer, place)));
            if (answers.length > 1) {
              const members = answers.map(({ file }, place) => `${keyText(file)}: answers${place}[row]!`);
              w.line(`return answers0.map((_, row) => ({ ${members.join(', ')} }));`);
            }
          },
          '} finally {',
        );
        w.line('  tf.engine().endScope();').line('}');
      },
      '};',
    );
    w.block(
      'return {',
      () =>
        w
          .line('classes: CLASSES,')
          .text(PREDICT)
          .line('outputsOf,')
          .line('read,')
          .line('dispose: () => void network.dispose(),'),
      '};',
    );
  });
}
