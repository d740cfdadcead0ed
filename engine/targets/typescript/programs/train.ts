/** `src/train.ts` of an exported project. */
import { type Document, validationShare } from '../../../graph/document.ts';
import { monitored } from '../../../learn/monitored.ts';
import { keyText, literal, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { COMMANDS, WEIGHTS } from '../commands.ts';
import { isAugmented } from '../data/augment.ts';
import { isAveraged } from '../learning/averaging.ts';
import { isPruning, writeRipening } from '../learning/pruning.ts';
import { isObserved, isScheduled } from '../learning/schedule.ts';

/** What the program is written from. */
interface TrainPlan {
  readonly training: Document['training'];
  /** Rows of a step. */
  readonly batch: number;
  /** Rows are kept apart to judge on. */
  readonly validated: boolean;
  /** The weights of the epoch that did best are kept. */
  readonly keepsBest: boolean;
  /** The metric that says which did best. */
  readonly monitor: string;
  readonly higher: boolean;
  readonly averaged: boolean;
  /** The smallest weights become zero. */
  readonly prunes: boolean;
  readonly scheduled: boolean;
  /** The schedule follows the metric. */
  readonly observes: boolean;
  /** Training rows are changed by chance. */
  readonly augments: boolean;
  /** An argument that goes along with the data's. */
  readonly withFits: string;
}

function planOf(document: Document, fits: boolean, batch: number): TrainPlan {
  const { training } = document;
  // without validation there is nothing to be best on, unless early stopping watches the training itself
  const validated = validationShare(document.data.split) > 0;
  const { monitor, better } = monitored(document);
  return {
    training,
    batch,
    validated,
    keepsBest: training.keep === 'best' && (validated || training.earlyStopping !== null),
    monitor,
    higher: better === 'higher',
    averaged: isAveraged(training),
    prunes: isPruning(training),
    scheduled: isScheduled(training),
    observes: isObserved(training),
    augments: isAugmented(document),
    withFits: fits ? ', fits' : '',
  };
}

/** `batch` are the rows of a step where no others are asked for. */
export function trainSource(document: Document, fits: boolean, batch: number): string {
  const plan = planOf(document, fits, batch);
  const w = new Writer();
  const usage = `${COMMANDS.train} [-- --epochs N] [--steps N] [--batch N] [--from WEIGHTS] [--out WEIGHTS] [--record DIR]`;
  w.doc(
    `Trains ${literal(document.name)}: ${usage}. Writes the weights to a new file where no other is named, and a record of the training.`,
  );
  writeImports(w, plan);
  writeStart(w, plan);
  writeTrainStep(w, plan);
  w.block(
    'try {',
    () => {
      writeEpochs(w, plan);
      writeEnd(w, plan);
    },
    '',
  ).block('} catch (error) {', () => w.line('record.fail(error);').line('throw error;'));
  return w.line().text(FREE_NAME).toString();
}

function writeImports(w: Writer, { training, scheduled, observes, prunes, keepsBest }: TrainPlan): void {
  w.line("import { existsSync } from 'node:fs';")
    .line("import path from 'node:path';")
    .line("import { parseArgs } from 'node:util';")
    .line("import * as tf from '@tensorflow/tfjs';")
    .line("import { startBackend } from './backend.ts';")
    .line("import { openData, readBatch } from './data.ts';")
    .line(`import { costsOf, lossOf, ${training.accumulation > 1 ? 'partsOf, ' : ''}Totals } from './losses.ts';`)
    .line("import { evaluate } from './metrics.ts';")
    .line("import { createModel, run } from './model.ts';")
    .line("import { Optimizer } from './optimizer.ts';");
  if (prunes)
    w.line(
      `import { ${keepsBest || training.earlyStopping ? 'isPruned, PLAN, ' : ''}sparsityText } from './pruning.ts';`,
    );
  w.line("import { permutation, randomStream } from './random.ts';").line("import { Run } from './runs.ts';");
  if (scheduled) w.line(`import { learningRateAt${observes ? ', Plateau' : ''} } from './schedule.ts';`);
  w.line("import { loadWeights, saveWeights } from './weights.ts';").line();
}

function writeStart(w: Writer, { training, batch, observes, prunes, withFits }: TrainPlan): void {
  const epochs = `epochs: { type: 'string', default: ${literal(String(training.epochs))} }`;
  const rows = `batch: { type: 'string', default: ${literal(String(batch))} }`;
  const named = ['steps', 'from', 'out', 'record'].map((name) => `${name}: { type: 'string' }`);
  w.line(`const SEED = ${numberText(training.seed)};`)
    .line()
    .line(`const { values } = parseArgs({ options: { ${[epochs, rows, ...named].join(', ')} } });`)
    .line('/** Where the weights go: a name that is free yet, so that no others are lost. */')
    .line('const file = values.out ?? freeName();')
    .line("console.log(`The weights go to ${file}${existsSync(file) ? ', which is overwritten' : ''}.`);")
    .line('/** Rows in a step. */')
    .line('const BATCH = Number(values.batch);')
    .line('/** Stop after this many steps, in the middle of an epoch if need be. */')
    .line('const limit = Number(values.steps ?? Number.POSITIVE_INFINITY);')
    .line()
    .line('await startBackend();')
    .line('const model = createModel();')
    .line('if (values.from) loadWeights(model, values.from);')
    .line('model.summary();')
    .line(`const { train, validation, test${withFits} } = openData();`)
    .line('const [learned, judged, tested] = [train, validation, test].map(({ rows }) => rows.length);')
    .line('console.log(`${learned} rows to learn from, ${judged} to validate on, ${tested} to test on`);')
    .line('const optimizer = new Optimizer(model);');
  if (observes) w.line('const plateau = new Plateau();');
  if (training.lastBatch === 'drop')
    w.line('/** Rows of an epoch: where the last batch is short and not the only one it is left out. */').line(
      'const perEpoch = learned! < BATCH ? learned! : learned! - (learned! % BATCH);',
    );
  const perEpoch = training.lastBatch === 'drop' ? 'perEpoch' : 'learned!';
  w.line('const epochs = Number(values.epochs);').line(`const stepsPerEpoch = Math.ceil(${perEpoch} / BATCH);`);
  if (prunes) w.line('/** Of the whole training. */').line('const steps = Math.min(epochs * stepsPerEpoch, limit);');
  w.line("const started = new Date().toISOString().slice(0, 19).replaceAll(':', '-');")
    .block(
      "const record = new Run(values.record ?? path.join('runs', started), model, {",
      () =>
        w.line('stepsPerEpoch,').line('epochs,').line('rows: { train: learned!, validation: judged!, test: tested! },'),
      '});',
    )
    .line();
}

function writeTrainStep(w: Writer, { training, augments, withFits }: TrainPlan): void {
  const costs = 'const costs = costsOf(model, run(model, inputs, true), targets);';
  w.line('/** One step on these rows; their loss. What they cost is added to the totals. */');
  w.block(`function trainStep(rows: Int32Array, totals: Totals${augments ? ', epoch: number' : ''}): number {`, () =>
    w.block(
      'return tf.tidy(() => {',
      () => {
        w.line(
          `const { inputs, targets } = readBatch(train, rows${withFits}${augments ? ', { seed: SEED, epoch }' : ''});`,
        );
        if (training.accumulation > 1) {
          w.line('let loss = Number.NaN;').block(
            'const parts = partsOf(() => {',
            () => {
              w.line(costs)
                .line('totals.add(costs);')
                .line('loss = lossOf(costs).dataSync()[0]!;')
                .line('return costs;');
            },
            '});',
          );
          w.line('optimizer.step(parts);')
            .line('tf.dispose(parts.map(({ gradients }) => gradients));')
            .line('return loss;');
          return;
        }
        w.block(
          'const { value, grads } = tf.variableGrads(() => {',
          () => w.line(costs).line('totals.add(costs);').line('return lossOf(costs);'),
          '});',
        );
        w.line('optimizer.step(grads);').line('return value.dataSync()[0]!;');
      },
      '});',
    ),
  ).line();
}

function writeEpochs(w: Writer, plan: TrainPlan): void {
  const { training, keepsBest, higher, averaged, prunes, withFits } = plan;
  w.line('let step = 0;');
  if (prunes)
    w.line('/** How the weights do that pruning starts from. */').line(
      `const unpruned = validation.rows.length > 0 ? evaluate(model, validation${withFits}) : null;`,
    );
  if (training.earlyStopping || keepsBest) {
    const kept = keepsBest ? ', whose weights are kept' : '';
    const stops = training.earlyStopping ? '; training stops when no later one is better for a while' : '';
    const worst = higher ? 'Number.NEGATIVE_INFINITY' : 'Number.POSITIVE_INFINITY';
    w.line(`/** The epoch that did best so far${kept}${stops}. */`).line(
      `let best = { value: ${worst}, epoch: 0${keepsBest || prunes ? ', step: 0' : ''}${keepsBest ? ', weights: [] as tf.Tensor[]' : ''} };`,
    );
    if (training.earlyStopping) w.line('/** Epochs since then. */').line('let waited = 0;');
  }
  w.line('/** What the last epoch came to. */').line(
    'let outcome = { train: {}, validation: null as ReturnType<typeof evaluate> | null };',
  );
  if (training.earlyStopping) w.line("let reason: 'done' | 'early' = 'done';");
  w.block('for (let epoch = 1; epoch <= epochs && step < limit; epoch++) {', () => {
    if (averaged) w.line('if (epoch > 1) optimizer.swapAverages(); // on with the weights themselves');
    writeSteps(w, plan);
    if (averaged) w.line('optimizer.swapAverages(); // their averages are what is kept and judged');
    w.line(`saveWeights(model, file${withFits});`);
    w.line(`record.checkpoint(epoch, step, model${withFits});`);
    w.line('outcome = { train: { loss: totals.loss }, validation: null };');
    w.line('console.log(`epoch ${epoch}: training loss ${totals.loss.toFixed(6)}`);');
    w.line('// a try is over before the epoch is: it is not judged').line('if (seen < order.length) break;');
    writeJudging(w, plan);
  });
}

function writeSteps(w: Writer, { training, scheduled, observes, augments, prunes }: TrainPlan): void {
  const rate = scheduled ? 'optimizer.learningRate' : numberText(training.learningRate);
  const dealt = 'permutation(train.rows.length, randomStream(SEED, `shuffle/${epoch - 1}`))';
  const kept = training.lastBatch === 'drop' ? '.subarray(0, perEpoch)' : '';
  w.line(`const order = ${dealt}${kept}.map((at) => train.rows[at]!);`);
  w.line('const totals = new Totals();').line('let [seen, told] = [0, Date.now()];');
  w.line('console.log(`epoch ${epoch}: ${Math.ceil(order.length / BATCH)} steps`);');
  w.block('for (let start = 0; start < order.length && step < limit; start += BATCH) {', () => {
    w.line('const rows = order.subarray(start, start + BATCH);');
    const moment = observes ? 'step, plateau' : '{ step, epoch: epoch - 1, steps: epochs * stepsPerEpoch, epochs }';
    if (scheduled) w.line(`optimizer.learningRate = learningRateAt(${moment});`);
    if (prunes) w.line('optimizer.prune(step, steps);');
    w.line(`const loss = trainStep(rows, totals${augments ? ', epoch - 1' : ''});`);
    const advice = 'The loss is ${loss} at step ${step + 1}. Lower the learning rate, or check the data.';
    w.line(`if (!Number.isFinite(loss)) throw new Error(\`${advice}\`);`);
    w.line('seen += rows.length;').line('step++;').line(`record.step(step, loss, ${rate});`);
    w.block('if (step <= 5 || step % 100 === 0 || Date.now() - told > 2000) {', () =>
      w.line('console.log(`epoch ${epoch}, step ${step}: loss ${loss.toFixed(6)}`);').line('told = Date.now();'),
    );
  });
}

/** What is done with an epoch that is over: judged, followed, remembered where it did best. */
function writeJudging(w: Writer, plan: TrainPlan): void {
  const { training, keepsBest, monitor, observes, withFits } = plan;
  const remembers = training.earlyStopping !== null || keepsBest;
  w.line(`outcome.validation = validation.rows.length > 0 ? evaluate(model, validation${withFits}) : null;`);
  w.line("if (outcome.validation) console.log('validation', outcome.validation);");
  if (!observes && !remembers) {
    w.line('record.epoch(epoch, step, outcome);');
    return;
  }
  w.line(`const { ${keyText(monitor)}: value } = outcome.validation ?? evaluate(model, train${withFits});`);
  w.line("const isKnown = typeof value === 'number' && Number.isFinite(value);");
  if (observes) w.line('if (isKnown) plateau.observe(value); // an epoch without a value is passed over');
  if (remembers) writeRemembering(w, plan);
  else w.line('record.epoch(epoch, step, outcome);');
}

function writeRemembering(w: Writer, { training, keepsBest, monitor, higher, prunes }: TrainPlan): void {
  const { minimumChange = 0, patience } = training.earlyStopping ?? {};
  const gain = higher ? 'value - best.value' : 'best.value - value';
  const improves =
    minimumChange === 0 ? `value ${higher ? '>' : '<'} best.value` : `${gain} > ${numberText(minimumChange)}`;
  const passed = `console.log('No value of', ${literal(monitor)}, 'in epoch', epoch, '- it is passed over.');`;
  const weights = `${keepsBest || prunes ? ', step' : ''}${keepsBest ? ', weights: model.getWeights().map((weight) => tf.clone(weight))' : ''}`;
  const kept = keepsBest ? { dispose: 'tf.dispose(best.weights);', none: '[]' } : undefined;
  if (prunes) writeRipening(w, { steps: 'steps', higher, weights: kept });
  w.line(`const isBest = isKnown && ${improves};`).line('record.epoch(epoch, step, outcome, isBest);');
  w.block(
    'if (isBest) {',
    () => {
      if (keepsBest) w.line('tf.dispose(best.weights);');
      w.line(`best = { value, epoch${weights} };`);
      if (patience !== undefined) w.line('waited = 0;');
    },
    '',
  );
  w.block('} else if (!isKnown) {', () => w.line(passed), patience === undefined ? '}' : '');
  if (patience === undefined) return;
  const said = patience === 1 ? 'an epoch' : `${numberText(patience)} epochs`;
  w.block(`} else if (${prunes ? 'ripe && ' : ''}++waited >= ${numberText(patience)}) {`, () =>
    w.line(`console.log('Stopped early: no better for ${said}.');`).line("reason = 'early';").line('break;'),
  );
}

function writeEnd(w: Writer, { training, keepsBest, validated, monitor, prunes, withFits }: TrainPlan): void {
  const split = validated ? 'validation' : 'train';
  if (keepsBest)
    w.block('if (best.epoch > 0) {', () => {
      const rows = validated ? 'validation' : 'the training rows';
      w.line(`console.log(\`The weights of epoch \${best.epoch} are kept, which did best on ${rows}.\`);`);
      w.line('model.setWeights(best.weights);').line(`saveWeights(model, file${withFits});`);
    });
  w.line(`const tested = step < limit && test.rows.length > 0 ? evaluate(model, test${withFits}) : null;`);
  w.line("if (tested) console.log('test', tested);");
  if (keepsBest)
    w.line('const { epoch, step: at, value } = best;').line(
      `const kept = epoch > 0 ? { epoch, step: at, split: ${literal(split)}, metric: ${literal(monitor)}, value } as const : null;`,
    );
  const reason = training.earlyStopping ? 'reason' : "reason: 'done'";
  const pruned = prunes ? ', pruned: { kernels, before: unpruned }' : '';
  if (prunes) w.line('const kernels = optimizer.sparsity();').line('console.log(sparsityText(kernels));');
  w.line(
    `record.finish(model${withFits}, { ${reason}, ${keepsBest ? 'kept' : 'kept: null'}, ...outcome, test: tested${pruned} });`,
  );
  w.line(
    `console.log(\`The record lies in \${record.folder}. Predict with the weights: ${COMMANDS.predict} -- --weights \${file}\`);`,
  );
}

const FREE_NAME = `function freeName(): string {
  if (!existsSync(${literal(WEIGHTS)})) return ${literal(WEIGHTS)};
  let name = 'trained.safetensors';
  for (let n = 2; existsSync(name); n++) name = \`trained-\${n}.safetensors\`;
  return name;
}`;
