/** `src/predict.ts` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import { choosesClass } from '../../../learn/comparison.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput } from '../../../passes/compile.ts';
import { literal } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import { COMMANDS } from '../commands.ts';
import type { DataSource } from '../data/data.ts';
import { readoutExpression } from '../learning/losses.ts';
import type { ModelSource } from '../model/model.ts';

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
  w.doc(
    `${usage}: ${pictures ? 'picture files in' : "raw rows in, as in the data's files"}; one file for each output of the network out.`,
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
  const read = pictures
    ? `readPictures(files, ${literal(pictures)})`
    : inputs.map((_, i) => `readNpy(files[${i}]!)`).join(', ');
  w.line(`const outputs = tf.tidy(() => run(model, inputsOf([${read}]${withFits})));`);
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
