/** An exported project reads a table as the engine does, does the same to its columns, and answers the same in the same units. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Pipeline } from '../../engine/data/pipeline.ts';
import { exportProject } from '../../engine/export/project.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { CARRIED } from '../../engine/targets/typescript/tables/carried.ts';
import { commandLineIn } from '../command-line.ts';
import { homeIn } from '../training/small.ts';
import { close } from './close.ts';
import { PARTS, rents, rentsTable } from './rents.ts';

const root = path.resolve(import.meta.dirname, '../..');
// inside the checkout, so that the projects find its node_modules
const folder = path.join(root, 'node_modules', '.loom-export-tables');
const loom = commandLineIn(folder);
const typescript = exportTargetOf('typescript')!;

const run = (at: string, script: string, ...args: readonly string[]): string => {
  const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  return execFileSync(process.execPath, [tsx, script, ...args], { cwd: at, encoding: 'utf8' });
};

/** What an exported project reads, and what its weights say of it. */
const LOOK = `import { openData, readBatch } from './src/data.ts';
import { startBackend } from './src/backend.ts';
import { createModel } from './src/model.ts';
import { loadWeights } from './src/weights.ts';
import { load } from './src/load.ts';
await startBackend();
const { train, test, fits } = openData();
const model = createModel();
loadWeights(model, 'weights.safetensors');
const { inputs, targets } = readBatch(test, test.rows, fits);
const row = { Preis: '12,5 €', Tag: new Date(Date.UTC(2024, 1, 1)), 'Ort; genau': 'Ulm', Stufe: 'high', Zimmer: 4 } as const;
const network = await load();
const refused = ['Bonn', 'no row'].map((place) => {
  try {
    return network.predict(place === 'no row' ? {} : { ...row, Stufe: place });
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify({
  rows: [train.rows.length, test.rows.length], fits,
  input: [...inputs[0].dataSync()], target: [...targets.rent.dataSync()],
  single: network.predict(row), refused,
}));
`;

const numbersIn = (file: string): number[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

homeIn(folder);
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'rents.csv'), rentsTable());
});

test('the cases have every transform that goes along', () => {
  const used = new Set(PARTS.flatMap(([, ...steps]) => steps.map((one) => (one as { type: string }).type)));
  // those of texts, of pictures and of sounds have tests of their own
  const texts = ['lowerCase', 'normalizeText', 'tokenize', 'bagOfWords', 'truncate', 'pad'];
  const others = ['resize', 'crop', 'grey', 'threeChannels', 'normalize', 'logMel'];
  expect([...used, ...texts, ...others].sort()).toEqual(Object.keys(CARRIED).sort());
});

test('a number, from columns with every transform', async () => {
  const document = rents('rents.csv');
  writeFileSync(path.join(folder, 'rents.loom'), JSON.stringify(document));
  const trained = await loom('train', 'rents.loom', '--out', 'run', '--json');
  expect(trained.code, trained.err).toBe(0);
  const to = path.join(folder, 'project');
  await exportProject(computeMachine, document, typescript, {
    folder: to,
    base: folder,
    weights: path.join(folder, 'run'),
  });
  writeFileSync(path.join(to, 'look.ts'), LOOK);
  const seen = JSON.parse(run(to, 'look.ts').trim().split('\n').at(-1)!);
  const pipeline = await Pipeline.open(document, diskFiles(folder));
  const { train, test: tests } = pipeline.splits;
  expect(seen.rows).toEqual([train.rows.length, tests.rows.length]);
  const feeds = pipeline.read(tests, tests.rows);
  close(seen.input, feeds['input:in']!.data, 'input');
  close(seen.target, feeds['target:rent']!.data, 'target');
  // learned from the same rows in the same arithmetic
  expect(seen.fits).toEqual(pipeline.fits);
  const { out } = await loom('evaluate', 'rents.loom', '--weights', 'run', '--json');
  const { loss, meanAbsoluteError } = JSON.parse(out) as Record<string, number>;
  const metrics = JSON.parse(run(to, 'src/evaluate.ts').trim().split('\n').at(-1)!);
  close([metrics.loss, metrics.meanAbsoluteError], [loss!, meanAbsoluteError!], 'metrics');
  // rows of another table, in the unit of the target
  const rows = [
    '"Ort; genau";Zimmer;Stufe;Tag;Preis;mehr',
    'Ulm;4;high;01.02.2024;€12,5;x',
    'Mainz;—;low;05.11.2021 07:30;1.100,25 €;y',
  ];
  writeFileSync(path.join(folder, 'new.csv'), rows.join('\n'));
  run(to, 'src/predict.ts', path.join(folder, 'new.csv'), '--out', 'new');
  const predicted = await loom(
    'predict',
    'rents.loom',
    '--weights',
    'run',
    '--input',
    'new.csv',
    '--output',
    'new-out.csv',
  );
  expect(predicted.code, predicted.err).toBe(0);
  expect(predicted.err).toContain(
    'new.csv, column "Preis": "€" is taken off 2 values: "1.100,25 €" is read as 1100.25.',
  );
  const [own, theirs] = [numbersIn(path.join(folder, 'new-out.csv')), numbersIn(path.join(to, 'new', 'out.csv'))];
  close(theirs.flat(), own.flat(), 'rent');
  // the same row by the names of its columns, in another program
  close([seen.single], own[0]!, 'rent of a row');
  expect(seen.refused).toEqual([
    expect.stringMatching(/^"Bonn" in the column "Stufe" is none of /),
    expect.stringMatching(/^The row lacks the column "Preis". It needs /),
  ]);
  expect(
    own.flat().every((rent) => rent > 200 && rent < 700),
    String(own),
  ).toBe(true);
  expect(readFileSync(path.join(to, 'new', 'out.csv'), 'utf8').split('\n')[0]).toBe('Miete');
  expect(readFileSync(path.join(to, 'sample', 'rows.csv'), 'utf8')).toMatch(/^Preis;Tag;"Ort; genau";Stufe;Zimmer\n/);
  const tsc = path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', to, '--noEmit']);
}, 120_000);
