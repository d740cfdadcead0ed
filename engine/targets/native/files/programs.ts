/** `src/train.ts`, `src/predict.ts` and `src/parity.ts` of an exported project. */
import { type Document, validationShare } from '../../../graph/document.ts';
import { monitored } from '../../../learn/monitored.ts';
import { literal, member, numberText } from '../../literals.ts';
import { isAugmented } from '../../typescript/data/augment.ts';
import { isPruning, writeRipening } from '../../typescript/learning/pruning.ts';
import { isObserved, isScheduled } from '../../typescript/learning/schedule.ts';
import { COMPARING, TELLING } from '../../typescript/programs/comparing.ts';
import type { FedFiles } from '../../typescript/programs/predict.ts';
import { docComment, Writer } from '../../writer.ts';
import { COMMANDS, comparedFile, INITIAL, WEIGHTS } from '../commands.ts';

interface Plan {
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
}

const imports = (training: Document['training']): string => {
  const observes = isObserved(training);
  return isScheduled(training) ? `import { learningRateAt${observes ? ', Plateau' : ''} } from './schedule.ts';\n` : '';
};

/** The learning rate of a step, as an expression. */
const rateText = (training: Document['training'], plateau: string): string =>
  !isScheduled(training)
    ? numberText(training.learningRate)
    : isObserved(training)
      ? `learningRateAt(step, ${plateau})`
      : 'learningRateAt({ step, epoch, steps, epochs })';

export function trainSource(document: Document, { fits }: Plan): string {
  const { training } = document;
  const { monitor, better } = monitored(document);
  const validated = validationShare(document.data.split) > 0;
  const plan: TrainPlan = {
    training,
    monitor,
    higher: better === 'higher',
    keepsBest: training.keep === 'best' && (validated || training.earlyStopping !== null),
    prunes: isPruning(training),
    given: fits ? ', fits' : '',
    batch: `readBatch(train, rows${fits ? ', fits' : ''}${isAugmented(document) ? ', { seed: SEED, epoch }' : ''})`,
  };
  const w = new Writer();
  w.doc(
    `Trains ${document.name}: ${COMMANDS.train} [-- --epochs N] [--steps N] [--from FILE] [--out FILE] [--threads N].`,
  );
  w.text(startText(plan)).line();
  if (isScheduled(training) && !isObserved(training)) w.line('const steps = epochs * Math.ceil(perEpoch / BATCH);');
  if (plan.prunes)
    w.line('/** Steps that are taken at most. */').line(
      'const whole = Math.min(epochs * Math.ceil(perEpoch / BATCH), limit);',
    );
  if (isObserved(training)) w.line('const plateau = new Plateau();');
  w.line('let step = 0;');
  if (remembers(plan)) {
    const worst = plan.higher ? 'Number.NEGATIVE_INFINITY' : 'Number.POSITIVE_INFINITY';
    const weights = plan.keepsBest ? ', weights: new Map<string, Float32Array>()' : '';
    w.line(`let best = { value: ${worst}, epoch: 0${plan.prunes ? ', step: 0' : ''}${weights} };`);
  }
  if (training.earlyStopping) w.line('/** Epochs since then. */').line('let waited = 0;');
  w.block('for (let epoch = 0; epoch < epochs && step < limit; epoch++) {', () => {
    w.text(stepsText(plan));
    writeJudging(w, plan);
  });
  w.text(endText(plan));
  return w.toString();
}

interface TrainPlan {
  readonly training: Document['training'];
  readonly monitor: string;
  readonly higher: boolean;
  readonly keepsBest: boolean;
  /** The smallest weights become zero. */
  readonly prunes: boolean;
  /** An argument that goes along with the data's. */
  readonly given: string;
  /** The rows of a step, as an expression. */
  readonly batch: string;
}

const remembers = ({ training, keepsBest }: TrainPlan): boolean => training.earlyStopping !== null || keepsBest;

const importPruning = (remembers: boolean): string =>
  `import { ${remembers ? 'isPruned, PLAN, ' : ''}prune, sparsity } from './pruning.ts';\n`;

const startText = ({ training, prunes, keepsBest, given }: TrainPlan): string => `import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openData, readBatch } from './data.ts';
import { evaluate, Totals } from './metrics.ts';
import { ABOUT, openNetwork } from './node.ts';
${prunes ? importPruning(keepsBest || training.earlyStopping !== null) : ''}import { permutation, randomStream, stepSeed } from './random.ts';
import { scalarsAt } from './scalars.ts';
${imports(training)}import { readWeights, saveWeights } from './weights.ts';

const SEED = ${numberText(training.seed)};
/** Rows in a step. */
const BATCH = ${numberText(training.batchSize)};

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: ${literal(String(training.epochs))} },
    steps: { type: 'string' },
    from: { type: 'string', default: ${literal(INITIAL)} },
    out: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
/** Where the weights go: a name that is free yet, so that no others are lost. */
const file = values.out ?? freeName();
/** Stop after this many steps, in the middle of an epoch if need be. */
const limit = Number(values.steps ?? Number.POSITIVE_INFINITY);
const epochs = Number(values.epochs);

const network = openNetwork(Number(values.threads));
network.load(readWeights(values.from).weights);
const { train, validation, test${given} } = openData();
const [learned, judged, tested] = [train, validation, test].map(({ rows }) => rows.length);
console.log(\`\${learned} rows to learn from, \${judged} to validate on, \${tested} to test on\`);
const save = () => saveWeights(file, network.weights(), ABOUT.weights, ${given === '' ? '{}' : 'fits'});
/** Rows of an epoch that steps can be taken on. */
const left = train.rows.length % BATCH;
const isLeftOut = ${training.lastBatch === 'drop' ? 'train.rows.length > BATCH' : 'left > 0 && !network.trains(left)'};
const perEpoch = train.rows.length - (isLeftOut ? left : 0);
`;

const stepsText = ({
  training,
  prunes,
  batch,
}: TrainPlan): string => `const dealt = permutation(train.rows.length, randomStream(SEED, \`shuffle/\${epoch}\`));
const order = dealt.map((at) => train.rows[at]!);
const totals = new Totals();
let [seen, told] = [0, Date.now()];
while (seen < perEpoch && step < limit) {
  const rows = order.subarray(seen, Math.min(seen + BATCH, perEpoch));
${prunes ? '  prune(network, step, whole);\n' : ''}  const scalars = scalarsAt(step + 1, ${rateText(training, 'plateau')});
  const results = await network.step(${batch}, scalars, stepSeed(SEED, step + 1));
  const loss = results['loss']!.data[0]!;
  if (!Number.isFinite(loss))
    throw new Error(\`The loss is \${loss} at step \${step + 1}. Lower the learning rate, or check the data.\`);
  totals.add(results['costs']!);
  seen += rows.length;
  step++;
  if (step <= 5 || step % 100 === 0 || Date.now() - told > 2000) {
    console.log(\`epoch \${epoch + 1}, step \${step}: loss \${loss.toFixed(6)}\`);
    told = Date.now();
  }
}
save();
console.log(\`epoch \${epoch + 1}: training loss \${totals.loss.toFixed(6)}\`);
// a try is over before the epoch is: it is not judged
if (seen < perEpoch) break;`;

/** What is done with an epoch that is over. */
function writeJudging(w: Writer, plan: TrainPlan): void {
  const { training, given, monitor } = plan;
  if (!remembers(plan) && !isObserved(training)) {
    w.line(`if (validation.rows.length > 0) console.log('validation', await evaluate(network, validation${given}));`);
    return;
  }
  w.text(`const metrics = await evaluate(network, validation.rows.length > 0 ? validation : train${given});
console.log('validation', metrics);
const value = ${member('metrics', monitor)} as number | null;`);
  w.block('if (value === null || !Number.isFinite(value)) {', () =>
    w.line(`console.log('No value of', ${literal(monitor)}, 'in this epoch: it is passed over.');`).line('continue;'),
  );
  if (isObserved(training)) w.line('plateau.observe(value);');
  if (remembers(plan)) writeRemembering(w, plan);
}

function writeRemembering(w: Writer, { training, keepsBest, higher, prunes }: TrainPlan): void {
  const { minimumChange = 0, patience } = training.earlyStopping ?? {};
  const copied = 'new Map([...network.weights()].map(([name, data]) => [name, data.slice()]))';
  const better = () => {
    w.line(`best = { value, epoch: epoch + 1${prunes ? ', step' : ''}${keepsBest ? `, weights: ${copied}` : ''} };`);
    if (patience !== undefined) w.line('waited = 0;');
  };
  const weights = keepsBest ? { none: 'new Map<string, Float32Array>()' } : undefined;
  if (prunes) writeRipening(w, { steps: 'whole', higher, weights });
  const gain = higher ? 'value - best.value' : 'best.value - value';
  w.block(`if (${gain} > ${numberText(minimumChange)}) {`, better, patience === undefined ? '}' : '');
  if (patience === undefined) return;
  w.block(`} else if (${prunes ? 'ripe && ' : ''}++waited >= ${numberText(patience)}) {`, () =>
    w.line("console.log('Stopped early.');").line('break;'),
  );
}

const endText = ({ keepsBest, prunes, given }: TrainPlan): string => `${
  keepsBest
    ? `if (best.epoch > 0) {
  console.log(\`The weights of epoch \${best.epoch} are kept, which did best.\`);
  network.load(best.weights);
  save();
}
`
    : ''
}${prunes ? 'console.log(sparsity(network.weights()));\n' : ''}
if (step < limit && test.rows.length > 0) console.log('test', await evaluate(network, test${given}));
console.log(\`Predict with them: ${COMMANDS.predict} -- --weights \${file}\`);

function freeName(): string {
  if (!existsSync(${literal(WEIGHTS)})) return ${literal(WEIGHTS)};
  let name = 'trained.safetensors';
  for (let n = 2; existsSync(name); n++) name = \`trained-\${n}.safetensors\`;
  return name;
}`;

interface Predicting extends Plan {
  readonly usage: string;
  /** Files that are needed, those of the sample, and what the inputs are read from. */
  readonly count: number;
  readonly sample: readonly string[] | undefined;
  readonly table: boolean;
  readonly shown: FedFiles | undefined;
  readonly read: string;
  readonly outputs: readonly string[];
  /** Of an output that chooses a class what these are called, where they have names; of all others null. */
  readonly classes: readonly (readonly string[] | null)[];
}

const usageCheck = (isWrong: string, usage: string): string => `if (files.length ${isWrong}) {
  console.error(${literal(`Usage: ${usage}`)});
  process.exit(2);
}
`;

const CHOSEN = `    const best = numbers.indexOf(Math.max(...numbers));
    const names = CLASSES[i];
    const chosen = names ? \`; most likely \${names[best] ?? best}\` : '';
`;

const calledSource = (classes: Predicting['classes']): string =>
  `/** What the classes of each output are called, where it chooses one. */
const CLASSES: readonly (readonly string[] | null)[] = ${literal(classes)};
`;

export function predictSource(about: Predicting): string {
  const { usage, count, sample, table, shown, read, outputs, classes, fits } = about;
  const chooses = classes.some((names) => names !== null);
  const reader = table ? 'readRows' : read.includes('readPast(') && 'readPast';
  return `${docComment(`${usage} [--weights FILE] [--out FOLDER]: rows in, one NumPy file for each output of the network out.`)}
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ${read.includes('readNpy(') ? 'readNpy, ' : ''}writeNpy } from './arrays.ts';
${reader ? `import { ${reader} } from './data.ts';\n` : ''}import { ${fits ? 'type Fits, ' : ''}inputsOf } from './inputs.ts';
import { openNetwork } from './node.ts';
${shown ? `import { ${shown.read} } from '${shown.from}';\n` : ''}import { readWeights } from './weights.ts';

const OUTPUTS = ${literal(outputs)};
${chooses ? calledSource(classes) : ''}const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { weights: { type: 'string', default: ${literal(WEIGHTS)} }, out: { type: 'string', default: 'predictions' } },
});
const files = ${sample && !shown ? `positionals.length > 0 ? positionals : ${literal(sample)}` : 'positionals'};
${sample && shown ? '' : usageCheck(shown ? '=== 0' : `!== ${count}`, usage)}if (!existsSync(values.weights)) {
  console.error(\`There are no weights \${values.weights}. Train first: ${COMMANDS.train}\`);
  process.exit(1);
}
const network = openNetwork();
const { weights${fits ? ', fits' : ''} } = readWeights(values.weights);
network.load(weights);
${table ? 'const rows = readRows(files[0]!);\n' : ''}const outputs = await network.predict(inputsOf([${read}]${fits ? ', fits as Fits' : ''}));
mkdirSync(values.out, { recursive: true });
outputs.forEach(({ shape, data }, i) => {
  const file = path.join(values.out, \`\${OUTPUTS[i]}.npy\`);
  writeNpy(file, shape, Float32Array.from(data));
  console.log(\`\${file}: \${shape.join('×')}\`);
  const width = data.length / shape[0]!;
  for (let row = 0; row < Math.min(10, shape[0]!); row++) {
    const numbers = Array.from(data.subarray(row * width, (row + 1) * width));
    const shown = numbers.slice(0, 10).map((value) => value.toFixed(4));
${chooses ? CHOSEN : ''}    console.log(\`  row \${row + 1}: \${shown.join(' ')}${chooses ? '${chosen}' : ''}\`);
  }
});
`;
}

export function paritySource({ training }: Document, { fits }: Plan): string {
  const scheduled = isScheduled(training) && !isObserved(training);
  return `/** Holds this project to Layerloom, which wrote it: npm run parity. The same rows from the same weights; parity.json says what came out. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { type Numbers, readNpy } from './arrays.ts';
import { readBatch, type Table } from './data.ts';
${fits ? "import type { Fits } from './inputs.ts';\n" : ''}import { openNetwork } from './node.ts';
import { stepSeed } from './random.ts';
import { scalarsAt } from './scalars.ts';
${imports(training)}import { readWeights } from './weights.ts';

const SEED = ${numberText(training.seed)};
${COMPARING}
// steps of these rows may be nobody else's
const program = \`${comparedFile('${batch}')}\`;
const network = openNetwork(availableParallelism(), existsSync(program) ? { [batch]: \`../\${program}\` } : {});
const given = readWeights(weights);
network.load(given.weights);
const table = Object.fromEntries(
  Object.entries(columns).map(([name, column]) => [name, 'file' in column ? readNpy(column.file) : textColumn(column.texts)]),
) as unknown as Table;
const read = (step: number) => {
  const rows = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
  return readBatch({ table, rows }, rows${fits ? ', given.fits as Fits' : ''});
};
const compared = (await network.predict(read(0).inputs)).map(({ data }, i) => {
  const { name, file, allowed } = outputs[i]!;
  return { name, difference: differenceOf(data, readNpy(file).data as Float32Array), allowed };
});

let loss: (Judged & { steps: number; engine: number[]; exported: number[] }) | null = null;
if (training && network.trains(batch)) {
  const { losses, allowed${scheduled ? ', epochs, stepsPerEpoch' : ''} } = training;
  const found: number[] = [];
${scheduled ? '  const [epoch, steps] = [0, epochs * stepsPerEpoch];\n' : ''}  for (let step = 0; step < losses.length; step++) {
    const results = await network.step(read(step), scalarsAt(step + 1, ${rateText(training, 'new Plateau()')}), stepSeed(SEED, step + 1));
    found.push(results['loss']!.data[0]!);
  }
  loss = { steps: losses.length, difference: differenceOf(found, losses), allowed, engine: losses, exported: found };
}

${TELLING.replace(/with: .*,\n/, 'with: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}`,\n')}`;
}
