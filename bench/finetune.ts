/**
 * `npm run bench:finetune [-- CASE...] [--rows N] [--seeds N] [--threads N]`: what weights that were learned elsewhere are worth where
 * rows are few. A network learns the digits 0 to 5 of MNIST; then the same template with another count of classes learns the digits 6 to 9
 * from a few rows: from scratch, and from those weights by each way there is, with the same rows, epochs and seeds. All of it from the
 * command line, as a person does it. The figures are of all of MNIST's test rows of these digits.
 */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import type { Table } from '../engine/data/define.ts';
import { writeNpy } from '../engine/data/formats/npy.ts';
import { openDataset } from '../engine/data/pipeline.ts';
import { permutation, randomStream } from '../engine/ir/random.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { answer, loom } from './programs.ts';
import { chosen, temporaryFolder } from './script.ts';

interface FineTuningCase {
  readonly name: string;
  readonly template: string;
  readonly settings: readonly string[];
  /** On the digits that are learned first, and on the few rows. */
  readonly epochs: { readonly first: number; readonly few: number };
  readonly training: readonly string[];
}

const CASES: readonly FineTuningCase[] = [
  { name: 'cnn', template: 'mnist-cnn', settings: [], epochs: { first: 3, few: 20 }, training: [] },
  {
    name: 'resnet',
    template: 'cifar-resnet',
    settings: ['depth=20', 'width=0.5', 'size=28', 'channels=1'],
    epochs: { first: 2, few: 20 },
    training: ['--batch', '32'],
  },
];

/** How the few rows are learned, and what `loom train` is told. */
const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['from scratch', []],
  ['all layers learn', ['--weights']],
  ['kept layers at a tenth of the rate', ['--kept-rate', '0.1', '--weights']],
  ['kept layers frozen', ['--freeze', '--weights']],
];

const KNOWN = [0, 1, 2, 3, 4, 5];
const NEW = [6, 7, 8, 9];

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' }, seeds: { type: 'string' }, threads: { type: 'string' } },
});
const cases = chosen(CASES, named);
const { rows = '200', seeds = '3', threads = '2' } = values;
const folder = temporaryFolder('finetune');
const at = (name: string): string => path.join(folder, name);

const mnist = await openDataset({ type: 'mnist', settings: {} }, diskFiles(folder));

const labelsOf = (table: Table): ArrayLike<number> =>
  table.read(
    'label',
    Array.from({ length: table.rows }, (_, row) => row),
  ).data;
/** Rows with these digits. */
function rowsOf(table: Table, digits: readonly number[]): number[] {
  return Array.from(labelsOf(table)).flatMap((label, row) => (digits.includes(label) ? row : []));
}

/** As many rows of each digit, by chance. */
function few(table: Table, seed: number): number[] {
  return NEW.flatMap((digit) => {
    const all = rowsOf(table, [digit]);
    return [...permutation(all.length, randomStream(seed, `digit ${digit}`))]
      .slice(0, Number(rows) / NEW.length)
      .map((i) => all[i]!);
  });
}

/** An archive of these digits, whose classes are counted from 0. Gives what `--data` is told. */
function archive(name: string, digits: readonly number[], train: readonly number[]): string {
  const arrays = [
    ['train', mnist.train, train],
    ['test', mnist.test!, rowsOf(mnist.test!, digits)],
  ] as const;
  const files = arrays.flatMap(([split, table, chosen]) => {
    const labels = table.read('label', chosen).data;
    return [
      [
        `image_${split}.npy`,
        writeNpy({ shape: [chosen.length, 28, 28], data: Uint8Array.from(table.read('image', chosen).data) }),
      ],
      [
        `label_${split}.npy`,
        writeNpy({ shape: [chosen.length], data: Uint8Array.from(labels, (label) => digits.indexOf(label)) }),
      ],
    ] as const;
  });
  writeFileSync(at(name), zipSync(Object.fromEntries(files), { level: 0 }));
  return `numpy:inputs=${at(name)}`;
}

async function learn(document: string, out: string, ...args: readonly string[]): Promise<number> {
  const { said } = await loom(
    'train',
    document,
    '--threads',
    threads,
    '--out',
    out,
    '--json',
    '--keep',
    'last',
    ...args,
  );
  return answer<{ test: { accuracy: number } }>(said).test.accuracy;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const known = archive('known.npz', KNOWN, rowsOf(mnist.train, KNOWN));
const samples = Array.from({ length: Number(seeds) }, (_, seed) =>
  archive(`few-${seed}.npz`, NEW, few(mnist.train, seed)),
);
console.log(
  `| network | ${rows} rows, ${NEW.length} classes | ${samples.map((_, seed) => `seed ${seed}`).join(' | ')} | ` +
    `mean |\n| --- | --- | ${samples.map(() => '---: |').join(' ')} ---: |`,
);
for (const { name, template, settings, epochs, training } of cases) {
  const documentOf = async (file: string, classes: number) => {
    await loom(
      'new',
      template,
      ...[...settings, `classes=${classes}`].flatMap((setting) => ['--set', setting]),
      '--out',
      file,
    );
    return file;
  };
  const first = await documentOf(at(`${name}-known.loom`), KNOWN.length);
  const second = await documentOf(at(`${name}-new.loom`), NEW.length);
  const weights = at(`${name}-known`);
  const start = performance.now();
  const before = await learn(first, weights, '--data', known, '--epochs', String(epochs.first), ...training);
  const { fit } = answer<{ fit: { kept: string[]; fresh: { name: string }[] } }>(
    (await loom('summary', second, '--weights', weights, '--json')).said,
  );
  console.error(
    `${name}: ${percent(before)} of the digits ${KNOWN.join(', ')} after ${epochs.first} epochs and ` +
      `${((performance.now() - start) / 1000).toFixed(0)} s; ${fit.kept.length} weights kept, new: ` +
      `${fit.fresh.map((one) => one.name).join(', ')}`,
  );
  for (const [way, options] of WAYS) {
    const found: number[] = [];
    for (const [seed, data] of samples.entries()) {
      const out = at(`${name}-${found.length}-${options.join('')}`);
      found.push(
        await learn(
          second,
          out,
          '--data',
          data,
          '--epochs',
          String(epochs.few),
          '--seed',
          String(seed),
          ...training,
          ...options,
          ...(options.length > 0 ? [weights] : []),
        ),
      );
      rmSync(out, { recursive: true });
    }
    console.log(
      `| ${name} | ${way} | ${found.map(percent).join(' | ')} | ${percent(found.reduce((a, b) => a + b) / found.length)} |`,
    );
  }
}
