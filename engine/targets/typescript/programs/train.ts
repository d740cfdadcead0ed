/** `src/train.ts` and `src/predict.ts` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import { choosesClass } from '../../../learn/comparison.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { monitored } from '../../../learn/monitored.ts';
import { judgedOutput } from '../../../passes/compile.ts';
import { literal, Writer } from '../../writer.ts';
import { COMMANDS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import { readoutExpression } from '../learning/losses.ts';
import type { ModelSource } from '../model/model.ts';
import { isAveraged } from '../learning/averaging.ts';
import { isObserved, isScheduled } from '../learning/schedule.ts';

export function trainSource(document: Document, fits: boolean): string {
  const { training, name } = document;
  const { earlyStopping } = training;
  // without validation there is nothing to be best on, unless early stopping watches the training itself
  const validated = document.data.split.validation > 0;
  const keepsBest = training.keep === 'best' && (validated || earlyStopping !== null);
  const { monitor, better } = monitored(document);
  const higher = better === 'higher';
  const averaged = isAveraged(training);
  const [scheduled, observes] = [isScheduled(training), isObserved(training)];
  const withFits = fits ? ', fits' : '';
  const w = new Writer();
  w.line(
    `/** Trains ${literal(name).replaceAll('*/', '* /')}: npm start [-- --epochs N] [--steps N] [--from weights.safetensors]. Writes weights.safetensors. */`,
  );
  w.line("import { parseArgs } from 'node:util';")
    .line("import * as tf from '@tensorflow/tfjs';")
    .line("import { startBackend } from './backend.ts';")
    .line("import { openData, readBatch } from './data.ts';")
    .line("import { lossOf } from './losses.ts';")
    .line("import { evaluate } from './metrics.ts';");
  w.line("import { createModel, run } from './model.ts';")
    .line("import { Optimizer } from './optimizer.ts';")
    .line("import { permutation, randomStream } from './random.ts';")
    .line(
      ...(scheduled
        ? [
            `import { learningRateAt${observes ? ', Plateau' : ''} } from './schedule.ts';\nimport { loadWeights, saveWeights } from './weights.ts';`,
          ]
        : ["import { loadWeights, saveWeights } from './weights.ts';"]),
    )
    .line();
  w.line(`const BATCH = ${training.batchSize};`)
    .line(`const SEED = ${training.seed};`)
    .line("const FILE = 'weights.safetensors';")
    .line();
  w.line(
    `const { values } = parseArgs({ options: { epochs: { type: 'string', default: '${training.epochs}' }, steps: { type: 'string' }, from: { type: 'string' } } });`,
  );
  w.line('/** Stop after this many steps, in the middle of an epoch if need be. */')
    .line('const limit = Number(values.steps ?? Number.POSITIVE_INFINITY);')
    .line();
  w.line('await startBackend();')
    .line('const model = createModel();')
    .line('if (values.from) loadWeights(model, values.from);')
    .line('model.summary();');
  w.line(`const { train, validation, test${withFits} } = openData();`).line('const optimizer = new Optimizer(model);');
  if (observes) w.line('const plateau = new Plateau();');
  w.line();
  w.line('/** One step on these rows; their loss. */');
  w.block('function trainStep(rows: Int32Array): number {', () =>
    w.block(
      'return tf.tidy(() => {',
      () => {
        w.line(`const { inputs, targets } = readBatch(train, rows${withFits});`);
        w.line('const { value, grads } = tf.variableGrads(() => lossOf(model, run(model, inputs, true), targets));');
        w.line('optimizer.step(grads);');
        w.line('return value.dataSync()[0]!;');
      },
      '});',
    ),
  ).line();
  w.line('let step = 0;');
  const epochs = scheduled && !observes ? 'epochs' : 'Number(values.epochs)';
  if (epochs === 'epochs')
    w.line('const epochs = Number(values.epochs);').line(
      'const steps = epochs * Math.ceil(train.rows.length / BATCH);',
    );
  if (earlyStopping || keepsBest)
    w.line(
      `/** The epoch that did best so far${keepsBest ? ', whose weights are kept' : ''}${earlyStopping ? '; training stops when no later one is better for a while' : ''}. */`,
    ).line(
      `let best = { value: ${higher ? 'Number.NEGATIVE_INFINITY' : 'Number.POSITIVE_INFINITY'}, epoch: 0${keepsBest ? ', weights: [] as tf.Tensor[]' : ''} };`,
    );
  w.block(`for (let epoch = 1; epoch <= ${epochs} && step < limit; epoch++) {`, () => {
    if (averaged) w.line('if (epoch > 1) optimizer.swapAverages(); // on with the weights themselves');
    w.line(
      'const order = permutation(train.rows.length, randomStream(SEED, `shuffle/${epoch - 1}`)).map((at) => train.rows[at]!);',
    );
    w.line('let [total, seen] = [0, 0];');
    w.block('for (let start = 0; start < order.length && step < limit; start += BATCH) {', () => {
      w.line('const rows = order.subarray(start, start + BATCH);');
      if (scheduled)
        w.line(
          `optimizer.learningRate = learningRateAt(${observes ? 'step, plateau' : '{ step, epoch: epoch - 1, steps, epochs }'});`,
        );
      w.line('const loss = trainStep(rows);');
      w.line(
        'if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss} at step ${step + 1}. Lower the learning rate, or check the data.`);',
      );
      w.line('total += loss * rows.length;').line('seen += rows.length;').line('step++;');
      w.line(
        'if (step <= 5 || step % 100 === 0) console.log(`epoch ${epoch}, step ${step}: loss ${loss.toFixed(6)}`);',
      );
    });
    if (averaged) w.line('optimizer.swapAverages(); // their averages are what is kept and judged');
    w.line(`saveWeights(model, FILE${withFits});`);
    w.line('console.log(`epoch ${epoch}: training loss ${(total / seen).toFixed(6)}`);');
    const evaluated = `evaluate(model, validation${withFits})`;
    const remember = (): void => {
      const { minimumChange = 0, patience } = earlyStopping ?? {};
      const improves =
        minimumChange === 0
          ? `metrics.${monitor} ${higher ? '>' : '<'} best.value`
          : `${higher ? `metrics.${monitor} - best.value` : `best.value - metrics.${monitor}`} > ${minimumChange}`;
      w.block(
        `if (${improves}) {`,
        () => {
          if (keepsBest) w.line('tf.dispose(best.weights);');
          w.line(
            `best = { value: metrics.${monitor}, epoch${keepsBest ? ', weights: model.getWeights().map((weight) => tf.clone(weight))' : ''} };`,
          );
        },
        patience === undefined ? '}' : `} else if (epoch - best.epoch >= ${patience}) {`,
      );
      if (patience !== undefined)
        w.block('', () =>
          w
            .line(`console.log('Stopped early: no better for ${patience === 1 ? 'an epoch' : `${patience} epochs`}.');`)
            .line('break;'),
        );
    };
    if (earlyStopping || observes) {
      w.line(
        `const metrics = ${evaluated.replace('validation', 'validation.rows.length > 0 ? validation : train')};`,
      ).line("console.log('validation', metrics);");
      if (observes) w.line(`plateau.observe(metrics.${monitor});`);
      if (earlyStopping || keepsBest) remember();
    } else if (keepsBest)
      w.block('if (validation.rows.length > 0) {', () => {
        w.line(`const metrics = ${evaluated};`).line("console.log('validation', metrics);");
        remember();
      });
    else w.line(`if (validation.rows.length > 0) console.log('validation', ${evaluated});`);
  });
  if (keepsBest)
    w.block('if (best.epoch > 0) {', () => {
      w.line(
        `console.log(\`The weights of epoch \${best.epoch} are kept, which did best on ${validated ? 'validation' : 'the training rows'}.\`);`,
      );
      w.line('model.setWeights(best.weights);').line(`saveWeights(model, FILE${withFits});`);
    });
  w.line(`if (test.rows.length > 0) console.log('test', evaluate(model, test${withFits}));`);
  return w.toString().replaceAll(/\{\n *\n/g, '{\n');
}

/** The command that predicts. */
export const predictUsage = ({ inputs }: ModelSource, { pictures }: DataSource): string =>
  `${COMMANDS.predict} -- ${pictures?.fed ? 'PICTURE ...' : inputs.map(({ variable }) => (inputs.length === 1 ? 'INPUT.npy' : `${variable}.npy`)).join(' ')}`;

export function predictSource(
  document: Document,
  checked: CheckedGraph,
  source: ModelSource,
  data: DataSource,
): string {
  const { inputs, outputs } = source;
  const { fits } = data;
  const pictures = data.pictures?.fed ? data.pictures.shape : undefined;
  const withFits = fits ? ', fits' : '';
  const { losses } = document.training;
  const choosing = outputs.flatMap(({ node }, i) => {
    const loss = lossOf(losses.find((_, index) => judgedOutput(document, checked, index) === node)?.loss.type ?? '');
    const type = checked.nodes.get(node)!.outputs[0]!;
    return loss && choosesClass(loss) && type.shape.length === 2
      ? [{ place: i, chances: readoutExpression(loss, type, `outputs[${i}]`) }]
      : [];
  });
  const usage = `${predictUsage(source, data)} [--out FOLDER]`;
  const w = new Writer();
  w.line(
    `/** ${usage}: ${pictures ? 'picture files in' : "raw rows in, as in the data's files"}; one file for each output of the network out. */`,
  );
  w.line("import { mkdirSync } from 'node:fs';")
    .line("import path from 'node:path';")
    .line("import { parseArgs } from 'node:util';")
    .line("import * as tf from '@tensorflow/tfjs';")
    .line(`import { ${pictures ? '' : 'readNpy, '}writeNpy } from './arrays.ts';`)
    .line("import { startBackend } from './backend.ts';")
    .line("import { inputsOf } from './data.ts';")
    .line("import { createModel, OUTPUTS, run } from './model.ts';")
    .line(
      ...(pictures
        ? ["import { readPictures } from './pictures.ts';\nimport { loadWeights } from './weights.ts';"]
        : ["import { loadWeights } from './weights.ts';"]),
    )
    .line();
  w.line(
    "const { values, positionals: files } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'predictions' } } });",
  );
  w.block(`if (files.length ${pictures ? '=== 0' : `!== ${inputs.length}`}) {`, () =>
    w.line(`console.error(${literal(`Usage: ${usage}`)});`).line('process.exit(2);'),
  );
  w.line()
    .line('await startBackend();')
    .line('const model = createModel();')
    .line(`${fits ? 'const fits = ' : ''}loadWeights(model, 'weights.safetensors');`);
  w.line(
    `const outputs = tf.tidy(() => run(model, inputsOf([${pictures ? `readPictures(files, ${literal(pictures)})` : inputs.map((_, i) => `readNpy(files[${i}]!)`).join(', ')}]${withFits})));`,
  );
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
  for (const { place: i, chances } of choosing) {
    w.line()
      .line('// what it says about the first rows')
      .line(`const chances${i} = ${chances}.arraySync() as number[][];`);
    w.block(
      `chances${i}.slice(0, 10).forEach((row, i) => {`,
      () => {
        w.line('const largest = Math.max(...row);');
        w.line('console.log(`row ${i}: class ${row.indexOf(largest)}, ${(100 * largest).toFixed(1)} %`);');
      },
      '});',
    );
  }
  return w.toString();
}
