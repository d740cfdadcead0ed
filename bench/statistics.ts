/**
 * `npm run bench:statistics [-- CASE... --every N --rounds N]`: what looking into a step costs. A step that says norms, histograms and
 * activations of all layers and some that do not, in turns in one process; their difference, spread over the steps between two looks,
 * is the share of the throughput that it takes. Wanted: less than 3 % at every 50 steps.
 */
import { parseArgs } from 'node:util';
import { availableParallelism } from 'node:os';
import { caseOf } from './index.ts';
import { median, openCase } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string' }, rounds: { type: 'string' } },
});
const every = Number(values.every ?? 50);
/** Steps without a look for each with one. */
const BETWEEN = 4;

console.log(
  `${'case'.padEnd(22)}${'step ms'.padStart(10)}${'with a look'.padStart(13)}${`cost at ${every}`.padStart(12)}`,
);
for (const name of positionals.length > 0
  ? positionals
  : ['seed-cnn/32', 'mlp/128', 'lstm-text/32', 'transformer-4x128/16', 'vgg11-32px/32', 'resnet18-32px/32']) {
  const { step, close } = await openCase(caseOf(name)!, { threads: availableParallelism() });
  for (const kind of ['train', 'observe', 'train', 'observe'] as const) await step(kind);
  const plain: number[] = [];
  const looks: number[] = [];
  for (let round = 0; round < Number(values.rounds ?? 20); round++) {
    for (let i = 0; i < BETWEEN; i++) plain.push((await step()).ms);
    looks.push((await step('observe')).ms);
  }
  await close();
  const [without, look] = [median(plain), median(looks)];
  const share = (look - without) / (every * without + look - without);
  console.log(
    `${name.padEnd(22)}${without.toFixed(2).padStart(10)}${look.toFixed(2).padStart(13)}${`${(100 * share).toFixed(2)} %`.padStart(12)}`,
  );
}
