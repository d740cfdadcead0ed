/** `README.md` of an exported project. */
import type { Document } from '../../graph/document.ts';
import { valueText } from '../../learn/metricText.ts';
import type { ExportInput } from '../define.ts';
import { numberText } from '../literals.ts';
import { RECORD_READ } from '../records.ts';
import { markdownText } from '../prose.ts';
import { COMMANDS, WEIGHTS } from './commands.ts';
import type { DataSource } from './data/data.ts';
import { isAugmented } from './data/augment.ts';
import { isPruning } from './learning/pruning.ts';
import { isScheduled } from './learning/schedule.ts';
import type { ModelSource } from './model/model.ts';
import type { Rows } from './programs/memory.ts';
import { fedFiles, predictUsage, readsPast } from './programs/predict.ts';

/** What goes along with the code. */
interface Along {
  readonly trained: boolean;
  /** Rows for a first prediction. */
  readonly sampled: boolean;
  /** How good the weights are. */
  readonly figures: ExportInput['figures'];
  /** How many are taken at a time. */
  readonly rows: Rows;
}

/** Files that only some ways of learning ask for. */
const learningFiles = ({ training }: Document): string[][] => [
  ...(isScheduled(training) ? [['`src/schedule.ts`', 'how the learning rate changes']] : []),
  ...(isPruning(training) ? [['`src/pruning.ts`', 'which weights become zero, and when']] : []),
];

/** What is drawn anew in each training, as the end of a sentence. */
function drawnAnew({ training }: Document, { model, layers = '' }: ModelSource): string {
  const drops = /drop(out|path)/i.test(model + layers) ? ['dropout'] : [];
  const noise = training.gradientNoise.deviation > 0 ? ['the noise on the gradients'] : [];
  const drawn = [...drops, ...noise].join(' and ');
  return drawn === '' ? '.' : `, but for ${drawn}, drawn anew each time.`;
}

export function readme(
  document: Document,
  source: ModelSource,
  data: DataSource,
  { trained, sampled, figures, rows }: Along,
): string {
  const { model, layers, initializers } = source;
  const { predict, train, evaluate, check, parity, test, page, build } = COMMANDS;
  const files = [
    ['`src/model.ts`', 'the network'],
    ...(layers === undefined ? [] : [['`src/layers.ts`', 'layers that TensorFlow.js does not have']]),
    ...(initializers === undefined
      ? []
      : [['`src/initializers.ts`', 'how weights start, where TensorFlow.js has no word for it']]),
    ['`src/load.ts`', 'the trained network for other programs, in a page, too: `(await load()).predict(input)`'],
    ['`page/index.html`, `src/page.ts`', 'a page that predicts'],
    ['`src/data.ts`, `src/inputs.ts`', 'reads the data and splits it; makes of raw rows what the network reads'],
    ...(data.transforms.length > 0 ? [['`src/transforms.ts`', 'what is done with the values of the columns']] : []),
    ...tableFiles(data),
    ...(data.pictures
      ? [['`src/pictures.ts`, `src/frames.ts`', 'reads picture files, and brings them into one size']]
      : []),
    ...(isAugmented(document)
      ? [['`src/augment.ts`', 'changes the rows that are learned from by chance, alike in every run of a seed']]
      : []),
    ['`src/losses.ts`, `src/optimizer.ts`, `src/metrics.ts`', 'what is learned from, how, and how well'],
    ...learningFiles(document),
    ['`src/train.ts`, `src/evaluate.ts`, `src/predict.ts`, `src/runs.ts`', 'the programs; the record of a training'],
    ['`src/backend.ts`, `src/kernels.ts`, `src/gradients.ts`', 'starts TensorFlow.js, with what it lacks for training'],
    [
      '`src/weights.ts`, `src/safetensors.ts`, `src/arrays.ts`, `src/formats.ts`, `src/random.ts`',
      'files of weights and numbers; random numbers from a seed',
    ],
  ];
  const weights = trained
    ? `\`${WEIGHTS}\` holds the weights that were exported${figuresText(figures)}. Training starts from fresh ones and ` +
      `leaves these as they are: it writes \`trained.safetensors\`, and says so. \`${train} -- --from ${WEIGHTS}\` goes on ` +
      `from them, \`--out ${WEIGHTS}\` puts the new ones in their place, and \`${predict} -- --weights FILE\` predicts with others.`
    : `There are no weights yet: train first. That writes \`${WEIGHTS}\`, and each training after it a file with another name.`;
  const draws = drawnAnew(document, source);
  const tries = `(\`${train} -- --epochs 1\` for one, \`--steps 100\` for a try)`;
  const normalized = model.includes('batchNormalization(');
  return `# ${markdownText(document.name)}

A network drawn in Layerloom, as TypeScript on TensorFlow.js. It needs Node.js 20.19 or newer.

\`\`\`
${COMMANDS.install}
${trained ? predict : train}
\`\`\`

${predicting(source, data, sampled)}
\`${train}\` trains for ${numberText(document.training.epochs)} epochs ${tries} and writes the weights to a new file.
\`${evaluate}\` says how good weights are on the test rows (\`${evaluate} -- --weights FILE --split validation\` others, on others).
\`${check}\` checks the types. \`${parity}\` holds the project to Layerloom: the same rows from the same weights; \`parity.json\` says what came out.
\`${page}\` shows a page at http://127.0.0.1:8000 that predicts what a person draws, chooses or types; \`${build}\` writes what it needs into \`page/\`,
which any web server can show as it is. Both need weights. \`${test}\` tests that the network loads and predicts.
${dataText(data)}
| file | what it is |
| --- | --- |
${files.map(([names, what]) => `| ${names} | ${what} |`).join('\n')}

${weights}${RECORD}

Other programs predict by \`src/load.ts\`, which reads no files, so that it runs in a page as in Node.js:

\`\`\`ts
import { load } from './src/load.ts';

const model = await load(); // or load(new URL('https://...')), or load(bytes) of a file of weights
const prediction = model.predict(input); // the types say what goes in, and what comes out
\`\`\`

Rows are split and shuffled as in Layerloom, so training from the same weights takes the same steps${draws}
${normalized ? "Batch norm's running variance is counted over the batch as TensorFlow does; Layerloom and PyTorch divide by one row less.\n" : ''}
${memoryText(document, rows)}TensorFlow.js computes here with WebAssembly, which needs nothing else. Where \`@tensorflow/tfjs-node\` can be installed
(\`npm install @tensorflow/tfjs-node@4.22.0 --ignore-scripts=false\`) it is used instead, and is faster.
`;
}

/** What reads the file of a table, or of sounds. */
const tableFiles = ({ table, series, sounds, named }: DataSource): string[][] => [
  ...(sounds ? [['`src/sounds.ts`, `src/wav.ts`', 'reads sound files, and brings them to one rate and length']] : []),
  ...(named ? [['`src/named-files.ts`', 'finds the files that a table names']] : []),
  ...(table || series || named ? [['`src/table.ts`, `src/columns.ts`', 'reads the file of a table']] : []),
  ...(series ? [['`src/series.ts`', 'cuts a table over time into windows']] : []),
];

const RECORD = `\n\nEach training leaves a record in \`runs/\` (\`--record DIR\`). ${RECORD_READ} The weights there and those of its
checkpoints bear the names and lie as in Layerloom, which takes them.`;

/** What does not fit into what WebAssembly can address. */
function memoryText({ training: { batchSize } }: Document, { training, tooMuch }: Rows): string {
  const node = `\`${COMMANDS.train} -- --batch ${numberText(batchSize)}\``;
  const gigabytes = tooMuch !== undefined && (tooMuch / 2 ** 30).toFixed(1);
  if (gigabytes)
    return (
      `**Training needs \`@tensorflow/tfjs-node\`** (below): a step of one row takes about ${gigabytes} GB, and WebAssembly ` +
      `can address 4. With it, ${node} takes batches as in Layerloom.\n\n`
    );
  if (training === batchSize) return '';
  return (
    `Steps here are of ${numberText(training)} rows and not of ${numberText(batchSize)} as in Layerloom, which would take more than the 4 GB that ` +
    `WebAssembly can address; ${node} takes as many where \`@tensorflow/tfjs-node\` is installed.\n\n`
  );
}

/** How to predict, and what. */
function predicting(source: ModelSource, data: DataSource, sampled: boolean): string {
  const fed = fedFiles(data);
  const what = fed
    ? fed.what
    : data.table
      ? `rows of another table, which has the columns ${data.table.inputs.map(({ name }) => markdownText(name)).join(', ')}`
      : readsPast(data)
        ? `the newest steps of another table over time, which has the columns ${data.series!.columns.map(markdownText).join(', ')}`
        : 'raw rows from NumPy files';
  const others = `\`${predictUsage(source, data)}\` reads ${what}`;
  const outputs = "writes the network's outputs to `predictions/`";
  return sampled
    ? `\`${COMMANDS.predict}\` predicts the rows of \`sample/\` and ${outputs}; ${others}.`
    : `${others} and ${outputs}.`;
}

function givenText(names: readonly string[], files: DataSource['files']): string {
  const list = names.map((file) => `\`${file}\``).join(', ');
  const form = 'raw values as NumPy arrays, a row for each sample, channels before height and width';
  if (Object.keys(files).length > 0)
    return `\nThe data lies in \`data/\` (${list}): ${form}. Put your own there, or read them in \`readTables\` of \`src/data.ts\`.\n`;
  return `\nIt has no data of its own. Put yours into ${list} first: ${form}; or read them in \`readTables\` of \`src/data.ts\`.\n`;
}

function tableText({ file, along }: Pick<NonNullable<DataSource['table']>, 'file' | 'along'>): string {
  const where = `\`${markdownText(file)}\``;
  if (along) return `\nThe data is a table and lies in ${where}.\n`;
  return file.startsWith('data/')
    ? `\nThe data is no file of text: write it as CSV to ${where} first, the names of its columns in the first line.\n`
    : `\nThe data is the table ${where}; \`FILE\` of \`src/data.ts\` says so.\n`;
}

/** Where the data are, and what is to be put there. */
export function dataText({ given, table, series, named, files }: DataSource): string {
  if (given) return givenText(given.names, files);
  const file = table ?? series;
  return file ? tableText(file) : named ? namedText(named) : '';
}

const namedText = ({ table, folder }: NonNullable<DataSource['named']>): string =>
  `\nThe data are the files in \`${markdownText(folder)}\` that the table \`${markdownText(table)}\` names; \`readTables\` of \`src/data.ts\` says so.\n`;

/** `; on the test rows: loss 0.031, accuracy 98.9 %`. */
function figuresText(figures: ExportInput['figures']): string {
  if (!figures) return '';
  const said = Object.entries(figures.metrics).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    return [`${markdownText(name)} ${valueText(name, value)}`];
  });
  return said.length === 0 ? '' : `; on the ${figures.split} rows: ${said.join(', ')}`;
}
