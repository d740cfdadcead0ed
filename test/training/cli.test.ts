/** The command line as a user types it: train on files of one's own, evaluate, predict, and what goes wrong on the way. */
import { disk } from '../../engine/node/files/disk.ts';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpy, readNpz, writeNpy } from '../../engine/data/formats/npy.ts';
import { readSafetensors, writeSafetensors } from '../../engine/data/formats/safetensors.ts';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { serialize } from '../../engine/graph/file.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { RunFolder } from '../../engine/runs/folder.ts';
import { tensor } from '../../engine/types/tensor.ts';
import { templateOf } from '../../templates/index.ts';
import { movedWeights } from '../interchange/roundTrip.ts';
import { commandLineIn, programIn } from '../command-line.ts';
import { CLASSES, smallDocument, temporaryFolder, writePictures } from './small.ts';

const base = temporaryFolder();
const at = (...names: string[]): string => path.join(base, ...names);
const loom = commandLineIn(base);
const program = programIn(base);
const lines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const save = (name: string, document: Document): void => writeFileSync(at(name), serialize(document));

/** An IDX file of bytes. */
function writeIdx(file: string, shape: readonly number[], data: Uint8Array): void {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((size, axis) => head.writeUInt32BE(size, 4 + 4 * axis));
  writeFileSync(file, Buffer.concat([head, data]));
}

beforeAll(() => {
  writePictures(at('pictures.npz'));
  save(
    'bars.loom',
    smallDocument({
      metrics: [
        ...['accuracy', 'precision', 'recall', 'f1', 'confusionMatrix'].map((type) => ({ type, settings: {} })),
        { type: 'topK', settings: { k: 2 } },
      ],
    }),
  );
});

describe('loom', () => {
  it('is a program that says how it ended', async () => {
    expect(await loom('help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('  train ') });
    expect(await loom('train', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('loom train FILE'),
    });
    expect(await program('fly')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no command "fly"') });
    expect(await program('check', 'nowhere.loom')).toEqual({
      code: 1,
      out: '',
      err: 'loom: nowhere.loom cannot be opened: there is no such file.\n',
    });
  });

  it('says of a call what it does not know or lacks', async () => {
    for (const [call, message] of [
      [['check', 'bars.loom', '--fast'], '"check" has no option --fast'],
      [['train', 'bars.loom', '--epochs'], '--epochs needs a value: --epochs N.'],
      [['train', 'bars.loom', '--epochs', '--seed', '1'], '--epochs needs a value: --epochs N.'],
      [['train', 'bars.loom', '--freeze=yes'], '--freeze takes no value.'],
      [['check'], 'Usage: loom check FILE'],
      [['check', 'bars.loom', 'other.loom'], 'Usage: loom check FILE'],
    ] as const)
      expect(await loom(...call)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  it('speaks the language of the locale', async () => {
    const chinese = programIn(base, 'zh_CN.UTF-8');
    const { out, err } = await chinese('check', 'nowhere.loom');
    expect(out).toBe('');
    expect(err).toBe('loom: 无法打开 nowhere.loom：没有这个文件。\n');
    expect((await chinese('help')).out).toContain('用法：');
    const [inChinese, inEnglish] = await Promise.all(
      [chinese, loom].map((run) => run('check', 'nowhere.loom', '--json')),
    );
    // codes and values travel; words are the reader's
    const codes = ({ out }: { readonly out: string }) =>
      (JSON.parse(out) as { problems: { code: string; values: unknown }[] }).problems.map(({ code, values }) => [
        code,
        values,
      ]);
    expect(codes(inChinese!)).toEqual(codes(inEnglish!));
  });

  it('trains, evaluates and predicts', async () => {
    // as a whole program; the other tests save themselves its start
    const trained = await program('train', 'bars.loom', '--out', 'run', '--json');
    expect(trained).toMatchObject({ code: 0, err: '' });
    const events = lines(trained.out);
    const last = events.findLast(({ event }) => event === 'finished')!;
    expect(events.at(-1)).toBe(last);
    expect(last).toMatchObject({
      run: at('run'),
      train: { loss: expect.any(Number) },
      validation: { accuracy: expect.any(Number) },
      test: { accuracy: expect.any(Number), topK: expect.any(Number), f1: expect.any(Number) },
    });

    const evaluated = await loom('evaluate', 'bars.loom', '--weights', 'run', '--json');
    const { confusionMatrix, targets, ...metrics } = JSON.parse(evaluated.out) as Record<string, number> & {
      confusionMatrix: number[][];
      targets: { confusion: number[][] }[];
    };
    expect(targets.map(({ confusion }) => confusion)).toEqual([confusionMatrix]);
    expect(metrics).toEqual(last.test);
    const counts = confusionMatrix.flat();
    expect(counts.reduce((a, b) => a + b)).toBe(40);
    expect(confusionMatrix.reduce((right, row, i) => right + row[i]!, 0) / 40).toBeCloseTo(metrics.accuracy!, 10);
    // precision and recall by their definitions
    const mean = (of: (c: number) => number) => [0, 1, 2].reduce((sum, c) => sum + of(c), 0) / CLASSES;
    expect(metrics.recall).toBeCloseTo(
      mean((c) => confusionMatrix[c]![c]! / confusionMatrix[c]!.reduce((a, b) => a + b)),
      10,
    );
    expect(metrics.precision).toBeCloseTo(
      mean((c) => confusionMatrix[c]![c]! / confusionMatrix.reduce((sum, row) => sum + row[c]!, 0)),
      10,
    );

    const x = readNpz(readFileSync(at('pictures.npz'))).arrays.get('x')!;
    const pixels = (x.data as Uint8Array).slice(0, 5 * 64);
    writeFileSync(at('five.npy'), writeNpy({ shape: [5, 1, 8, 8], data: pixels }));
    writeFileSync(
      at('five.csv'),
      `${Array.from({ length: 5 }, (_, row) => [...pixels.slice(row * 64, row * 64 + 64)].join(',')).join('\n')}\n`,
    );
    for (const [input, output] of [
      ['five.npy', 'out.npy'],
      ['five.csv', 'out.csv'],
      ['five.npy', 'out.npz'],
      ['five.npy', 'out.safetensors'],
    ] as const)
      expect(
        await loom('predict', 'bars.loom', '--weights', 'run', '--input', input, '--output', output),
      ).toMatchObject({ code: 0, err: '' });
    const logits = readNpy(readFileSync(at('out.npy')));
    expect(logits.shape).toEqual([5, CLASSES]);
    const [header, ...rows] = readFileSync(at('out.csv'), 'utf8').trim().split('\n');
    expect(header).toBe('predicted,probability,dense.0,dense.1,dense.2');
    rows.forEach((row, i) => {
      const [predicted, probability, ...chances] = row.split(',').map(Number);
      const own = [...logits.data.subarray(i * CLASSES, (i + 1) * CLASSES)].map(Math.exp);
      expect(predicted).toBe(own.indexOf(Math.max(...own)));
      expect(probability).toBe(chances[predicted!]);
      const sum = own.reduce((a, b) => a + b);
      chances.forEach((chance, k) => expect(chance).toBeCloseTo(own[k]! / sum, 5));
    });
    expect([...readNpz(readFileSync(at('out.npz'))).arrays.get('dense')!.data]).toEqual([...logits.data]);

    // the same rows as picture files
    const { Transformer } = await import('@napi-rs/image');
    mkdirSync(at('five'));
    for (let row = 0; row < 5; row++)
      writeFileSync(
        at('five', `${row}.png`),
        await Transformer.fromRgbaPixels(
          Uint8Array.from({ length: 256 }, (_, i) => (i % 4 === 3 ? 255 : pixels[row * 64 + (i >> 2)]!)),
          8,
          8,
        ).png(),
      );
    expect(
      await loom('predict', 'bars.loom', '--weights', 'run', '--input', 'five', '--output', 'pictures.csv'),
    ).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(at('pictures.csv'), 'utf8').trim().split('\n')).toEqual([
      `file,${header}`,
      ...rows.map((row, i) => `${i}.png,${row}`),
    ]);
    expect(
      await loom('predict', 'bars.loom', '--weights', 'run', '--input', 'five/3.png', '--output', 'one.npy'),
    ).toMatchObject({ code: 0, err: '' });
    [...readNpy(readFileSync(at('one.npy'))).data].forEach((value, i) =>
      expect(value).toBeCloseTo(logits.data[3 * CLASSES + i]!, 5),
    );
    writeFileSync(at('five', '9.jpg'), 'no picture');
    expect(
      await loom('predict', 'bars.loom', '--weights', 'run', '--input', 'five', '--output', 'none.csv'),
    ).toMatchObject({ code: 1, err: expect.stringMatching(/1 of 6 files cannot be read: 9\.jpg \(it is no picture/) });
  });

  it('trains a document of nested, repeated blocks, goes on with it, and predicts and exports with its weights', async () => {
    const position = { x: 0, y: 0 };
    const node = (id: string, type: string, settings: object = {}, rest: object = {}) => ({
      id,
      type,
      settings,
      position,
      ...rest,
    });
    const wire = (from: string, to: string, [out, into] = ['output', 'input']) => ({
      from: { node: from, port: out! },
      to: { node: to, port: into! },
    });
    const plain = smallDocument({ epochs: 2 });
    const blocks = [
      {
        id: 'unit',
        name: 'Residual unit',
        settings: [{ name: 'width', kind: 'int', label: 'Width', default: 4 }],
        nodes: [
          node('in', 'blockInput'),
          node('conv', 'conv2d', { filters: { '=': 'width' }, kernel: [3, 3], padding: 'same' }),
          node('norm', 'batchNorm'),
          node('skip', 'conv2d', { filters: { '=': 'width' }, kernel: [1, 1] }),
          node('sum', 'add'),
          node('out', 'blockOutput'),
        ],
        edges: [
          wire('in', 'conv'),
          wire('conv', 'norm'),
          wire('in', 'skip'),
          wire('norm', 'sum', ['output', 'inputs']),
          wire('skip', 'sum', ['output', 'inputs']),
          wire('sum', 'out'),
        ],
      },
      {
        id: 'stage',
        name: 'Stage',
        settings: [],
        nodes: [
          node('in', 'blockInput'),
          node('unit', 'block', { width: { '=': '2 + 2 * i' } }, { block: 'unit', repeat: 2 }),
          node('relu', 'relu'),
          node('out', 'blockOutput'),
        ],
        edges: [wire('in', 'unit', ['output', 'in']), wire('unit', 'relu', ['out', 'input']), wire('relu', 'out')],
      },
    ];
    const graph = {
      nodes: [
        node('input', 'input', { shape: [1, 8, 8] }),
        node('stages', 'block', {}, { block: 'stage', repeat: 2 }),
        node('pool', 'globalPool2d'),
        node('dense', 'dense', { units: CLASSES }),
      ],
      edges: [
        wire('input', 'stages', ['output', 'in']),
        wire('stages', 'pool', ['out', 'input']),
        wire('pool', 'dense'),
      ],
      blocks,
    };
    const document = documentSchema.parse({ ...plain, graph });
    save('blocks.loom', document);
    expect(await loom('train', 'blocks.loom', '--steps', '10', '--out', 'blocks', '--json')).toMatchObject({
      code: 0,
      err: '',
    });
    const names = [...readSafetensors(readFileSync(at('blocks', 'weights.safetensors'))).keys()];
    expect(names.filter((name) => name.endsWith('.conv.weight')).sort()).toEqual(
      [0, 1].flatMap((stage) => [0, 1].map((unit) => `stages.${stage}.unit.${unit}.conv.weight`)),
    );
    const resumed = await loom('train', '--resume', 'blocks', '--json');
    expect(resumed).toMatchObject({ code: 0, err: '' });
    const finished = lines(resumed.out).findLast(({ event }) => event === 'finished') as unknown as {
      test: Record<string, number>;
    };
    // weights that never change are computed with in another order: the last digit of float32
    const evaluated = JSON.parse((await loom('evaluate', 'blocks.loom', '--weights', 'blocks', '--json')).out);
    expect(evaluated).toMatchObject({ ...finished.test, loss: expect.closeTo(finished.test.loss!, 5) });
    writeFileSync(at('three.npy'), writeNpy({ shape: [3, 1, 8, 8], data: new Uint8Array(3 * 64).fill(7) }));
    expect(
      await loom('predict', 'blocks.loom', '--weights', 'blocks', '--input', 'three.npy', '--output', 'three-out.npy'),
    ).toMatchObject({ code: 0, err: '' });
    expect(readNpy(readFileSync(at('three-out.npy'))).shape).toEqual([3, CLASSES]);
    expect(
      await loom(
        'export',
        'blocks.loom',
        '--to',
        'typescript',
        '--weights',
        'blocks',
        '--out',
        'blocks-project',
        '--no-parity',
      ),
    ).toMatchObject({ code: 0 });
    expect(readFileSync(at('blocks-project', 'src', 'model.ts'), 'utf8')).toContain(
      '/** Residual unit */\nfunction residualUnit(',
    );
  });

  it('leaves out the samples that a column of weights says count nothing', async () => {
    const uniform = randomStream(2, 'counted');
    const rows = 96;
    const x = Float32Array.from({ length: rows * 3 }, () => uniform() - 0.5);
    const counts = Float32Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 0 : 1 + (i % 2)));
    const labels = Uint8Array.from({ length: rows }, (_, i) => (x[3 * i]! > 0 ? 1 : 0));
    const document = documentSchema.parse({
      format: 'loom',
      version: 1,
      graph: {
        nodes: [
          { id: 'in', type: 'input', settings: { shape: [3] }, position: { x: 0, y: 0 } },
          { id: 'out', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 72 } },
        ],
        edges: [{ from: { node: 'in', port: 'output' }, to: { node: 'out', port: 'input' } }],
      },
      data: {
        dataset: { type: 'numpy', settings: { inputs: 'counted.npz' } },
        inputs: { in: { column: 'x' } },
        targets: { target: { column: 'y' }, weights: { column: 'counts' } },
        split: { validation: 0, test: 0 },
      },
      training: {
        losses: [{ loss: { type: 'crossEntropy' }, sampleWeights: 'weights' }],
        learningRate: 0.1,
        epochs: 2,
        batchSize: 12,
      },
    });
    save('counted.loom', document);
    const train = async (out: string, truth: Uint8Array, own = counts) => {
      writeFileSync(
        at('counted.npz'),
        zipSync({
          'x.npy': writeNpy({ shape: [rows, 3], data: x }),
          'y.npy': writeNpy({ shape: [rows], data: truth }),
          'counts.npy': writeNpy({ shape: [rows], data: own }),
        }),
      );
      expect(await loom('train', 'counted.loom', '--out', out)).toMatchObject({ code: 0 });
      return readFileSync(at(out, 'weights.safetensors'));
    };
    const expected = await train('counted', labels);
    expect(
      (
        await train(
          'mislabelled',
          labels.map((label, i) => (counts[i] === 0 ? 1 - label : label)),
        )
      ).equals(expected),
    ).toBe(true);
    expect(
      (
        await train(
          'alike',
          labels,
          counts.map(() => 1),
        )
      ).equals(expected),
    ).toBe(false);
    await expect(loom('train', 'counted.loom', '--data', 'numpy:inputs=pictures.npz')).resolves.toMatchObject({
      code: 1,
      err: expect.stringContaining('The data has no column "counts"'),
    });
  });

  it('says whose weights it keeps', async () => {
    const best = await loom('train', 'bars.loom', '--seed', '3', '--out', 'kept');
    const [, epoch] = /The weights of epoch (\d) are kept, which did best on validation \(accuracy [\d.]+ %\)\./.exec(
      best.out,
    )!;
    const run = new RunFolder(disk, at('kept'));
    const epochs = (await run.events()).filter((event) => event.event === 'epoch');
    expect(Number(epoch)).toBe(epochs.findLast((event) => event.best)!.epoch);
    expect((await loom('train', 'bars.loom', '--keep', 'last', '--out', 'last')).out).toContain(
      'The weights of the last step are kept.',
    );
    const started = async (folder: string) =>
      (await new RunFolder(disk, at(folder)).events()).find((event) => event.event === 'started')!;
    await loom('train', 'bars.loom', '--epochs', '1', '--last-batch', 'drop', '--out', 'whole');
    const { rows, stepsPerEpoch } = await started('whole');
    expect(stepsPerEpoch).toBe(Math.floor(rows.train / 16));
    expect((await started('kept')).stepsPerEpoch).toBe(stepsPerEpoch + 1);
    expect(await loom('train', 'bars.loom', '--last-batch', 'short')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--last-batch must be keep or drop. It is short.'),
    });
    expect(await loom('train', 'bars.loom', '--keep', 'first')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--keep must be best or last. It is first.'),
    });
    // the tensors of a checkpoint are more than weights, but nothing of them is left over
    const state = path.join('last', 'checkpoints', String(epochs.at(-1)!.step), 'state.safetensors');
    expect(await loom('evaluate', 'bars.loom', '--weights', state)).toEqual({
      ...(await loom('evaluate', 'bars.loom', '--weights', 'last')),
      err: '',
    });
  });

  it('goes on with a run and starts from weights', async () => {
    expect(await loom('train', 'bars.loom', '--steps', '7', '--out', 'cut')).toMatchObject({ code: 0 });
    const resumed = lines((await loom('train', '--resume', 'cut', '--steps', '19', '--json')).out);
    expect(resumed.find(({ event }) => event === 'started')).toMatchObject({ step: 7 });
    expect(resumed.findLast(({ event }) => event === 'steps')).toMatchObject({ step: expect.arrayContaining([19]) });
    expect(await loom('train', 'bars.loom', '--steps', '19', '--out', 'uncut')).toMatchObject({ code: 0 });
    expect(
      readFileSync(at('cut', 'weights.safetensors')).equals(readFileSync(at('uncut', 'weights.safetensors'))),
    ).toBe(true);
    const [first] = lines((await loom('train', 'bars.loom', '--steps', '1', '--init', 'cut', '--json')).out).filter(
      ({ event }) => event === 'steps',
    ) as { loss: number[] }[];
    const [fresh] = lines((await loom('train', 'bars.loom', '--steps', '1', '--json')).out).filter(
      ({ event }) => event === 'steps',
    ) as { loss: number[] }[];
    expect(first!.loss[0]).toBeLessThan(fresh!.loss[0]!);
    // what it cannot do is not passed over
    expect(await loom('train', '--resume', 'cut', '--epochs', '0')).toMatchObject({ code: 2 });
    expect(await loom('train', '--resume', 'cut', '--steps', '5')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^loom: The run .* cannot end after 5 steps: it has trained 19 steps already\.\n$/),
    });
    const others = [
      ['bars.loom'],
      ['--batch', '8'],
      ['--keep', 'last'],
      ['--threads', '1'],
      ['--out', 'else'],
      ['--freeze'],
    ];
    for (const other of others)
      expect(await loom('train', '--resume', 'cut', ...other), other.join(' ')).toMatchObject({
        code: 2,
        err: expect.stringContaining(`not ${other[0]!.replace('bars.loom', 'FILE')}.`),
      });
  });

  it('gives the weights of a file the names of a document, where it calls them otherwise', async () => {
    const document = smallDocument({ epochs: 1 });
    save('named.loom', document);
    const known = movedWeights(document);
    const foreign = [...known].map(
      ([name, value]) => [`net.stem_${name.replace('.weight', '.kernel')}`, value] as const,
    );
    writeFileSync(at('foreign.safetensors'), writeSafetensors(new Map(foreign)));
    const into = ['import', 'foreign.safetensors', '--into', 'named.loom', '--json'];
    const unnamed = JSON.parse((await loom(...into)).out) as { fit: { kept: unknown[]; proposed: unknown[] } };
    expect([unnamed.fit.kept.length, unnamed.fit.proposed.length]).toEqual([0, known.size]);
    const named = await loom(...into, '--rename', '--out', 'own.safetensors');
    expect(JSON.parse(named.out)).toMatchObject({ fit: { fresh: [], left: [] } });
    const own = readSafetensors(readFileSync(at('own.safetensors')));
    for (const [name, { data }] of known) expect([...own.get(name)!.data], name).toEqual([...data]);
  });

  it('fine-tunes: lists what weights fit, and freezes the layers that keep theirs or gives them a rate of their own', async () => {
    const classes = CLASSES + 1;
    const few = smallDocument({ epochs: 1 });
    save('more.loom', {
      ...few,
      graph: {
        ...few.graph,
        nodes: few.graph.nodes.map((node) => (node.id === 'dense' ? { ...node, settings: { units: classes } } : node)),
      },
    });
    expect(await loom('train', 'bars.loom', '--epochs', '1', '--out', 'known')).toMatchObject({ code: 0 });
    const weightsOf = (run: string) => readSafetensors(readFileSync(at(run, 'weights.safetensors')));
    const known = weightsOf('known');
    const learned = ['conv.weight', 'conv.bias', 'norm.weight', 'norm.bias'];
    const state = ['norm.running_mean', 'norm.running_var'];
    const size = 4 * 6 * 6;

    // what is wrong with a graph stands below its table
    save('ghost.loom', {
      ...few,
      graph: {
        ...few.graph,
        edges: [{ from: { node: 'ghost', port: 'output' }, to: { node: 'conv', port: 'input' } }],
      },
    });
    expect((await loom('summary', 'ghost.loom')).out).toContain(
      'The wire from "ghost" to "conv" leads nowhere: "ghost" is not there. Remove the wire.',
    );
    const wrong = JSON.parse((await loom('summary', 'ghost.loom', '--json')).out) as { problems: { code: string }[] };
    expect(wrong.problems.map(({ code }) => code)).toContain('dangling-wire');

    const summary = await loom('summary', 'more.loom', '--weights', 'known', '--json');
    expect((JSON.parse(summary.out) as { fit: unknown }).fit).toEqual({
      kept: expect.arrayContaining([...learned, ...state]),
      fresh: [
        { name: 'dense.weight', expected: `${classes}×${size}`, received: `${CLASSES}×${size}` },
        { name: 'dense.bias', expected: `${classes}`, received: `${CLASSES}` },
      ],
      left: [],
      keptNodes: ['conv', 'norm'],
    });
    const { out } = await loom('summary', 'more.loom', '--weights', 'known');
    expect(out).toMatch(/^6 of 8 weights kept$/m);
    expect(out).toMatch(/^new +dense\.bias +4, the file has 3$/m);
    expect(out).toMatch(/^kept +norm\.weight$/m);

    const tuned = await loom('train', 'more.loom', '--weights', 'known', '--freeze', '--out', 'frozen');
    expect(tuned).toMatchObject({
      code: 0,
      err: expect.stringContaining(
        '6 of 8 weights kept; new: dense.weight (4×144, the file has 3×144), dense.bias (4, the file has 3).',
      ),
    });
    const frozen = weightsOf('frozen');
    for (const name of learned) expect([...frozen.get(name)!.data], name).toEqual([...known.get(name)!.data]);
    // nor do statistics, unless they are to follow the new rows
    for (const name of state) expect([...frozen.get(name)!.data], name).toEqual([...known.get(name)!.data]);
    const following = ['--freeze', '--moving-statistics', '--out', 'following'];
    expect(await loom('train', 'more.loom', '--weights', 'known', ...following)).toMatchObject({ code: 0 });
    for (const name of learned)
      expect([...weightsOf('following').get(name)!.data], name).toEqual([...known.get(name)!.data]);
    for (const name of state)
      expect([...weightsOf('following').get(name)!.data], name).not.toEqual([...known.get(name)!.data]);

    const moved = async (run: string, ...options: string[]) => {
      expect(await loom('train', 'more.loom', '--weights', 'known', ...options, '--out', run)).toMatchObject({
        code: 0,
      });
      const after = weightsOf(run).get('conv.weight')!.data;
      return Math.hypot(...known.get('conv.weight')!.data.map((value, i) => value - after[i]!));
    };
    const [slow, full] = [await moved('slow', '--kept-rate', '0.01'), await moved('full')];
    expect(slow).toBeGreaterThan(0);
    expect(slow).toBeLessThan(0.05 * full);
    // the run remembers how it was trained, so that going on with it does the same
    expect(
      (await new RunFolder(disk, at('slow')).document()).graph.nodes.map(({ learningRate }) => learningRate),
    ).toEqual([undefined, 0.01, 0.01, undefined, undefined, undefined, undefined]);
  });

  it('says why it cannot fine-tune', async () => {
    expect(await loom('train', 'bars.loom', '--steps', '1', '--out', 'bars-run')).toMatchObject({ code: 0 });
    const refused = async (expected: string, ...options: string[]) =>
      expect(await loom('train', 'bars.loom', ...options)).toMatchObject({
        code: 2,
        err: expect.stringContaining(expected),
      });
    await refused('--freeze needs --weights.', '--freeze');
    await refused('--kept-rate needs --weights.', '--kept-rate', '0.1');
    await refused('--lora needs --weights.', '--lora', '4');
    await refused('--lora must be a rank from 1 to 1024', '--weights', 'bars-run', '--lora', '0,1');
    await refused(
      '--freeze and --kept-rate exclude each other.',
      '--weights',
      'bars-run',
      '--freeze',
      '--kept-rate',
      '0.1',
    );
    await refused(
      '--kept-rate must be a number, at least 0. It is slow.',
      '--weights',
      'bars-run',
      '--kept-rate',
      'slow',
    );
    writeFileSync(at('other.safetensors'), writeSafetensors(new Map([['other', tensor('float32', [1], [1])]])));
    await refused(
      'No layer would keep all its weights from other.safetensors',
      '--weights',
      'other.safetensors',
      '--freeze',
    );
    const norm = [...readSafetensors(readFileSync(at('bars-run', 'weights.safetensors')))].filter(([name]) =>
      name.startsWith('norm.'),
    );
    expect(norm).toHaveLength(4);
    writeFileSync(at('norm.safetensors'), writeSafetensors(new Map(norm)));
    await refused('can have adapters', '--weights', 'norm.safetensors', '--lora', '4');
    // all of them fit, so nothing would be left to learn
    expect(await loom('train', 'bars.loom', '--weights', 'bars-run', '--freeze')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No layer before the loss has weights that may change'),
    });
  });

  it("learns from IDX files of one's own", async () => {
    const { arrays } = readNpz(readFileSync(at('pictures.npz')));
    writeIdx(at('pictures.idx3-ubyte'), [407, 8, 8], arrays.get('x')!.data as Uint8Array);
    writeIdx(at('labels.idx1-ubyte'), [407], arrays.get('y')!.data as Uint8Array);
    const document = smallDocument();
    const columns = {
      ...document.data,
      inputs: { input: { ...document.data.inputs.input!, column: 'image' } },
      targets: { target: { ...document.data.targets.target!, column: 'label' } },
    };
    save('idx.loom', { ...document, data: columns });
    const trained = await loom(
      'train',
      'idx.loom',
      '--data',
      'idx:images=pictures.idx3-ubyte,labels=labels.idx1-ubyte',
      '--json',
    );
    expect(lines(trained.out).at(-1)).toMatchObject({ event: 'finished', test: { accuracy: expect.closeTo(1, 0.5) } });
    writeIdx(at('few.idx1-ubyte'), [400], (arrays.get('y')!.data as Uint8Array).subarray(0, 400));
    expect(
      await loom('train', 'idx.loom', '--data', 'idx:images=pictures.idx3-ubyte,labels=few.idx1-ubyte'),
    ).toMatchObject({
      code: 1,
      err: expect.stringContaining('its arrays have different numbers of rows ("image" 407, "label" 400)'),
    });
    writeFileSync(at('cut.idx3-ubyte'), readFileSync(at('pictures.idx3-ubyte')).subarray(0, 5000));
    expect(
      (await loom('train', 'idx.loom', '--data', 'idx:images=cut.idx3-ubyte,labels=labels.idx1-ubyte')).err,
    ).toContain('cut.idx3-ubyte cannot be read: its header promises 26,048 bytes of numbers, and there are 4984');
  });

  it('gives columns of other data to inputs and targets that have none, as an imported model has none', async () => {
    const { data, ...document } = smallDocument();
    save('bare.loom', { ...document, data: { ...data, dataset: null, inputs: {}, targets: {} } });
    const spec = 'numpy:inputs=pictures.npz';
    expect(await loom('check', 'bare.loom', '--data', spec)).toMatchObject({
      code: 0,
      err: expect.stringContaining('"target" takes the column "y".'),
    });
    expect((await loom('train', 'bare.loom', '--data', spec, '--steps', '1', '--out', 'bare')).code).toBe(0);
    const learned = await new RunFolder(disk, at('bare')).document();
    expect(learned.data.targets).toMatchObject({ target: { column: 'y' } });
  });

  it('learns a regression on float columns, with MAE and R²', async () => {
    const uniform = randomStream(1, 'regression');
    const x = Float32Array.from({ length: 600 }, () => 100 + 20 * uniform());
    const y = Float32Array.from({ length: 200 }, (_, i) => x[3 * i]! / 10 - x[3 * i + 1]! / 20 + 1);
    writeFileSync(at('x.npy'), writeNpy({ shape: [200, 3], data: x }));
    writeFileSync(at('y.npy'), writeNpy({ shape: [200, 1], data: y }));
    save(
      'regression.loom',
      documentSchema.parse({
        format: 'loom',
        version: 1,
        name: 'Line',
        graph: {
          nodes: [
            { id: 'x', type: 'input', settings: { shape: [3] }, position: { x: 0, y: 0 } },
            { id: 'out', type: 'dense', settings: { units: 1 }, position: { x: 0, y: 72 } },
          ],
          edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'out', port: 'input' } }],
        },
        data: {
          dataset: { type: 'numpy', settings: { inputs: 'x.npy', targets: 'y.npy' } },
          inputs: { x: { column: 'input', transforms: [{ type: 'standardize', settings: { per: 'value' } }] } },
          targets: { target: { column: 'target' } },
        },
        training: {
          losses: [{ loss: { type: 'meanSquaredError' } }],
          learningRate: 0.1,
          metrics: [{ type: 'meanAbsoluteError' }, { type: 'r2' }],
          epochs: 40,
        },
      }),
    );
    const trained = lines((await loom('train', 'regression.loom', '--out', 'line', '--json')).out).at(-1) as {
      test: Record<string, number>;
    };
    expect(trained.test.r2).toBeGreaterThan(0.999);
    const evaluated = JSON.parse(
      (await loom('evaluate', 'regression.loom', '--weights', 'line', '--split', 'train', '--json')).out,
    ) as Record<string, number>;
    await loom('predict', 'regression.loom', '--weights', 'line', '--input', 'x.npy', '--output', 'fit.npy');
    const fit = readNpy(readFileSync(at('fit.npy'))).data;
    const off = y.reduce((sum, value, i) => sum + Math.abs(value - fit[i]!), 0) / 200;
    expect(off).toBeLessThan(0.02);
    expect(evaluated.meanAbsoluteError).toBeLessThan(0.02);
  });

  it('learns from one-hot targets what it learns from class numbers', async () => {
    const small = smallDocument({ epochs: 2 });
    // Before batch norm the gradient of a bias is rounding alone, of which Adam makes whole steps.
    const nodes = small.graph.nodes.map((node) =>
      node.id === 'conv' ? { ...node, settings: { ...node.settings, bias: false } } : node,
    );
    const document = { ...small, graph: { ...small.graph, nodes } };
    save('numbers.loom', document);
    const target = { column: 'y', transforms: [{ type: 'oneHot', settings: { classes: CLASSES } }] };
    save('rows.loom', { ...document, data: { ...document.data, targets: { target } } });
    const [numbers, rows] = await Promise.all(
      ['numbers.loom', 'rows.loom'].map(
        async (file) => lines((await loom('train', file, '--json')).out).at(-1) as { test: Record<string, number> },
      ),
    );
    expect(rows!.test.loss).toBeCloseTo(numbers!.test.loss!, 6);
    expect(rows!.test.accuracy).toBe(numbers!.test.accuracy);
  });
});

describe('loom, given what it cannot use,', () => {
  const fails = async (expected: string, ...args: string[]) => {
    const { code, err } = await loom(...args);
    expect(err).toContain(expected);
    expect(code).toBe(1);
    expect(err).not.toMatch(/^\s+at /m);
  };
  const broken = (name: string, change: (document: Document) => Document): string => {
    save(name, change(smallDocument()));
    return name;
  };

  it('names the place of damage and newer versions', async () => {
    const text = serialize(smallDocument());
    writeFileSync(at('cut.loom'), text.slice(0, 500));
    await fails('cut.loom is damaged at line', 'train', 'cut.loom');
    writeFileSync(at('newer.loom'), text.replace('"version": 1', '"version": 99'));
    await fails('newer.loom was made by a newer Layerloom (format 99', 'train', 'newer.loom');
    await fails('nowhere.loom cannot be opened: there is no such file', 'train', 'nowhere.loom');
    expect(readFileSync(at('cut.loom'), 'utf8')).toBe(text.slice(0, 500));
  });

  it('says what does not fit about the data', async () => {
    await fails(
      'The data file none.npz was not found at',
      'train',
      broken('missing.loom', (d) => ({
        ...d,
        data: { ...d.data, dataset: { type: 'numpy', settings: { inputs: 'none.npz' } } },
      })),
    );
    await fails(
      'The data has no column "z". It has x, y.',
      'train',
      broken('column.loom', (d) => ({
        ...d,
        data: { ...d.data, targets: { target: { column: 'z', transforms: [] } } },
      })),
    );
    const node =
      (id: string, settings: Record<string, number | number[]>) =>
      (d: Document): Document => ({
        ...d,
        graph: { ...d.graph, nodes: d.graph.nodes.map((n) => (n.id === id ? { ...n, settings } : n)) },
      });
    await fails(
      'Input "input" expects 1×9×9 a sample. The data has 1×8×8.',
      'train',
      broken('shape.loom', node('input', { shape: [1, 9, 9] })),
    );
    await fails(
      'The column "y" has 3 classes, but Dense "dense" gives 2 outputs',
      'train',
      broken('labels.loom', node('dense', { units: 2 })),
    );
    writeFileSync(at('pictures2.npz'), readFileSync(at('pictures.npz')).subarray(0, 9000));
    await fails('pictures2.npz cannot be read:', 'train', 'bars.loom', '--data', 'numpy:inputs=pictures2.npz');
  });

  it('says which token a vocabulary has not, before it trains and where it predicts', async () => {
    const look = (
      name: string,
      vocabulary: number,
      given: { values: string; data: object },
      ...before: readonly (readonly [string, string, object])[]
    ): string => {
      const layers = [
        ['words', 'input', { shape: [4], values: given.values }],
        ...before,
        ['look', 'embedding', { vocabulary, width: 3 }],
        ['flat', 'flatten', {}],
        ['out', 'dense', { units: 8 }],
      ] as const;
      const nodes = layers.map(([id, type, settings], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } }));
      const edges = layers
        .slice(1)
        .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } }));
      save(
        name,
        documentSchema.parse({
          format: 'loom',
          version: 1,
          graph: { nodes, edges },
          data: { split: { validation: 0, test: 0 }, ...given.data },
          training: { losses: [{ loss: { type: 'crossEntropy' } }], epochs: 1, batchSize: 4 },
        }),
      );
      return name;
    };
    // what a file has as whole numbers in several places are numbers here: a Cast makes them tokens
    const tokens = Int32Array.from({ length: 2000 * 4 }, (_, i) => (i === 7001 ? 6 : i === 7990 ? 11 : i % 6));
    writeFileSync(
      at('words.npz'),
      zipSync({
        'x.npy': writeNpy({ shape: [2000, 4], data: tokens }),
        'y.npy': writeNpy({ shape: [2000], data: new Uint8Array(2000).fill(1) }),
      }),
    );
    const arrays = {
      values: 'float32',
      data: {
        dataset: { type: 'numpy', settings: { inputs: 'words.npz' } },
        inputs: { words: { column: 'x' } },
        targets: { target: { column: 'y' } },
      },
    };
    const cast = ['cast', 'cast', { to: 'int32' }] as const;
    await fails(
      'Embedding "look" takes the tokens 0 to 5 (Vocabulary: 6). There is 6 in "x", row 1751 (counted from 1). Set Vocabulary to 12 or more, or choose data with fewer.',
      'train',
      look('few.loom', 6, arrays, cast),
    );
    expect(await loom('train', look('enough.loom', 12, arrays, cast), '--steps', '2', '--out', 'words')).toMatchObject({
      code: 0,
    });

    writeFileSync(at('negative.npy'), writeNpy({ shape: [2, 4], data: Float32Array.from([0, 1, 2, 3, 4, 5, -1, 7]) }));
    await fails(
      'There is -1 in row 2 (counted from 1). Leave it out, or train with more tokens.',
      'predict',
      'enough.loom',
      '--weights',
      'words',
      '--input',
      'negative.npy',
      '--output',
      'none.npy',
    );

    const model = templateOf('char-language-model')!.make({ vocabulary: 10 });
    save('text.loom', {
      ...model,
      data: { ...model.data, dataset: { type: 'text', settings: { file: 'words.txt', length: 64 } } },
    });
    writeFileSync(at('words.txt'), 'all these words of the text\n'.repeat(40));
    await fails(
      'The column "next" has 15 classes, but Dense "decoder" gives 10 outputs, one for each class. Give it as many outputs, or choose other data.\nloom: Embedding "embedding" takes the tokens 0 to 9 (Vocabulary: 10). There is 12 ("t") in "tokens", row 1 (counted from 1). Set Vocabulary to 15 or more, or choose data with fewer.',
      'train',
      'text.loom',
    );
  });

  it('checks what it will train with: the data and their rows are looked at', async () => {
    const units = (count: number) => (d: Document) => ({
      ...d,
      graph: {
        ...d.graph,
        nodes: d.graph.nodes.map((n) => (n.id === 'dense' ? { ...n, settings: { units: count } } : n)),
      },
    });
    const few = broken('few-outputs.loom', units(2));
    const said = 'The column "y" has 3 classes, but Dense "dense" gives 2 outputs, one for each class.';
    await fails(said, 'train', few);
    expect(await loom('check', few)).toMatchObject({ code: 1, out: expect.stringContaining(`error: ${said}`) });
    const more = broken('more-outputs.loom', units(5));
    expect(await loom('check', more)).toMatchObject({
      code: 0,
      out: expect.stringContaining('warning: The column "y"'),
    });
    const right = await loom('check', broken('right.loom', units(3)));
    expect(right).toMatchObject({ code: 0, out: expect.stringMatching(/^hint: The batch norm right behind .*\n$/) });
    const gone = await loom('check', few, '--data', 'numpy:inputs=gone.npz');
    expect(gone).toMatchObject({ code: 1, out: expect.stringContaining('gone.npz. Choose the file again.') });
  });

  it('says why a graph cannot train', async () => {
    await fails(
      'no loss is set on an output',
      'train',
      broken('no-loss.loom', (d) => ({ ...d, training: { ...d.training, losses: [] } })),
    );
    await fails(
      'No layer before the loss has weights that may change',
      'train',
      broken('frozen.loom', (d) => ({
        ...d,
        graph: { ...d.graph, nodes: d.graph.nodes.map((n) => ({ ...n, frozen: true })) },
      })),
    );
    await fails(
      'What early stopping watches must be loss or accuracy. It is f1.',
      'train',
      broken('watches.loom', (d) => ({
        ...d,
        training: { ...d.training, earlyStopping: { monitor: 'f1', patience: 2, minimumChange: 0 } },
      })),
    );
    await fails(
      'The loss is set on "gone", which is not in the graph',
      'train',
      broken('gone.loom', (d) => ({
        ...d,
        training: { ...d.training, losses: [{ ...d.training.losses[0]!, output: 'gone' }] },
      })),
    );
  });

  it('names the data or the layer where a loss is no number', async () => {
    await fails(
      'The first layer whose output is not a finite number is "norm". Lower the learning rate, clip the gradients, or check the data for missing values, then train again. There was no checkpoint yet.',
      'train',
      broken('diverges.loom', (d) => ({
        ...d,
        training: { ...d.training, optimizer: { type: 'sgd', settings: {} }, learningRate: 1e38 },
      })),
      '--out',
      'diverged',
    );
    expect(readFileSync(at('diverged', 'metrics.jsonl'), 'utf8')).toContain('"code":"loss-not-finite"');
    const x = Float32Array.from({ length: 100 }, (_, i) => (i === 50 ? Number.NaN : i));
    const labels = Uint8Array.from({ length: 100 }, (_, i) => i % 2);
    writeFileSync(
      at('nan.npz'),
      zipSync({ 'x.npy': writeNpy({ shape: [100, 1], data: x }), 'y.npy': writeNpy({ shape: [100], data: labels }) }),
    );
    const document = smallDocument();
    const [input, dense] = [document.graph.nodes[0]!, document.graph.nodes.at(-1)!];
    save('nan.loom', {
      ...document,
      graph: {
        ...document.graph,
        nodes: [{ ...input, settings: { shape: [1] } }, dense],
        edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
      },
      data: {
        ...document.data,
        dataset: { type: 'numpy', settings: { inputs: 'nan.npz' } },
        inputs: { input: { column: 'x', transforms: [] } },
        split: { method: 'random', validation: 0, test: 0, seed: 0 },
      },
    });
    await fails('The data has a NaN in "x", row 51 (counted from 1).', 'train', 'nan.loom');
  });

  it('says why it cannot write, and leaves alone what is there', async () => {
    writeFileSync(at('file'), 'mine');
    await fails(
      'cannot be written: part of the path is a file',
      'train',
      'bars.loom',
      '--out',
      path.join('file', 'run'),
    );
    mkdirSync(at('used'));
    writeFileSync(at('used', 'mine'), 'mine');
    await fails('there are files in it already', 'train', 'bars.loom', '--out', 'used');
    expect(readFileSync(at('file'), 'utf8')).toBe('mine');
    if (process.getuid?.() !== 0 && process.platform !== 'win32') {
      mkdirSync(at('locked'));
      chmodSync(at('locked'), 0o555);
      await fails('you may not write there', 'train', 'bars.loom', '--out', path.join('locked', 'run'));
    }
  });

  it('says which weights do not fit', async () => {
    await loom('train', 'bars.loom', '--steps', '1', '--out', 'fits');
    await fails(
      'The weight "dense.weight" should be 5×144. The file has 3×144.',
      'evaluate',
      broken('wider.loom', (d) => ({
        ...d,
        graph: {
          ...d.graph,
          nodes: d.graph.nodes.map((n) => (n.id === 'dense' ? { ...n, settings: { units: 5 } } : n)),
        },
      })),
      '--weights',
      'fits',
    );
    writeFileSync(at('torn.safetensors'), readFileSync(at('fits', 'weights.safetensors')).subarray(0, 700));
    await fails('torn.safetensors is damaged', 'evaluate', 'bars.loom', '--weights', 'torn.safetensors');
    await fails(
      'there is no such file',
      'predict',
      'bars.loom',
      '--weights',
      'nothing',
      '--input',
      'five.npy',
      '--output',
      'o.npy',
    );
    writeFileSync(at('words.csv'), 'a,b\n1,2\n3,four\n');
    await fails(
      'line 3 has "four" in column 2, which is no number',
      'predict',
      'bars.loom',
      '--weights',
      'fits',
      '--input',
      'words.csv',
      '--output',
      'o.npy',
    );
  });
});
