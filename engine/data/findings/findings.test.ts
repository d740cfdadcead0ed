/** Findings in a table that has something of each, their evidence, and what comes of the cures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Document } from '../../graph/document.ts';
import { parseDocument } from '../../graph/file.ts';
import { applyRepair } from '../../graph/repair.ts';
import { checkGraph } from '../../passes/check.ts';
import { type Problem, wordProblem } from '../../problems.ts';
import { diskFiles } from '../../node/data/disk-files.ts';
import { word } from '../../texts/index.ts';
import { describeDataset } from '../preview.ts';
import { trainingProblems } from '../../train/obstacles.ts';
import { resolveFeeds } from '../feeds.ts';
import { readText } from '../language/chain.ts';
import { findings, findingsOfFile } from './facts.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'findings-'));
const files = diskFiles(folder);
const ROWS = 300;
const PARTS = ['number', 'amount', 'twin', 'fixed', 'leak', 'late', 'part'];

beforeAll(() => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home'));
  const chance = (row: number, column: number) => (Math.sin(row * 12.9898 + column * 78.233) * 43758.5453) % 1;
  const lines = Array.from({ length: ROWS }, (_, row) => {
    // every twentieth row is rare, the last fifth lies later; row 12 is row 11 again
    const i = row === 12 ? 11 : row;
    const rare = i % 20 === 19;
    const amount = (rare ? 17 : 10) + 3 * chance(i, 1);
    const late = (row >= 240 ? 100 : 0) + 10 * Math.abs(chance(i, 2));
    return [
      `N${String(i)}`,
      row === 100 ? '9999' : row === 50 ? '?!' : row % 10 === 3 ? '' : amount.toFixed(3),
      row === 100 ? '9999' : row === 50 ? '?!' : row % 10 === 3 ? '' : amount.toFixed(3),
      7,
      rare !== (row === 77) ? 'yes' : 'no',
      late.toFixed(3),
      (16_777_216 + 3 * i).toString(),
      rare !== (row === 77) ? 'rare' : 'usual',
    ].join(',');
  });
  writeFileSync(path.join(folder, 'table.csv'), `${[...PARTS, 'label'].join(',')}\n${lines.join('\n')}\n`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const part = (column: string, transforms: object[] = [{ type: 'standardize', settings: {} }]) => ({
  column,
  transforms,
});
const oneHot = (classes: number) => [{ type: 'oneHot', settings: { classes } }];
const fill = { type: 'impute', settings: {} };
const standard = { type: 'standardize', settings: {} };
function document(split: object = {}): Document {
  const joined = [
    part('amount', [fill, standard]),
    part('twin', [fill, standard]),
    part('fixed'),
    part('leak', oneHot(2)),
    part('late'),
    part('part'),
  ];
  const written = {
    format: 'loom',
    version: 1,
    name: 'Table',
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [7] }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 100 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
      blocks: [],
      groups: [],
      notes: [],
    },
    data: {
      dataset: { type: 'table', settings: { file: 'table.csv', target: 'label' } },
      joined: { features: joined },
      inputs: { input: { column: 'features', transforms: [] } },
      targets: { target: { column: 'label', transforms: [] } },
      split: { method: 'order', validation: 0.2, test: 0, seed: 0, ...split },
    },
    training: {
      losses: [{ target: 'target', loss: { type: 'crossEntropy', settings: {} }, weight: 1 }],
      metrics: [],
      optimizer: { type: 'sgd', settings: {} },
    },
  };
  return parseDocument(JSON.stringify(written), 'table.loom');
}

const work = { breathe: async () => {} };
const found = (doc = document()) => findings(doc, files, work);
const said = (problems: readonly Problem[], code: string) =>
  problems.filter((one) => one.code === code).map((one) => wordProblem(one));
const cured = (doc: Document, problems: readonly Problem[], title: string): Document => {
  const repair = problems.flatMap(({ repairs }) => repairs).find((one) => word(one.title) === title);
  if (!repair) throw new Error(`no cure is called ${title}`);
  return applyRepair(doc, repair);
};

describe('what a table shows', () => {
  it('each with its evidence', async () => {
    const problems = await found();
    expect(problems.map((one) => wordProblem(one))).toMatchInlineSnapshot(`
      [
        "The column "leak" gives "label" away: by itself it says 100 % of it. Leave it out if it is known only together with the answer.",
        "table.csv, column "amount": values that are no numbers count as missing, 1 of 270. The first is "?!" in row 51.",
        "table.csv, column "twin": values that are no numbers count as missing, 1 of 270. The first is "?!" in row 51.",
        "Labels of "label" that look wrong: 3. The rows most like theirs have another: row 78 is "rare" and looks like "usual", row 101 is "usual" and looks like "rare", row 300 is "rare" and looks like "usual".",
        "Classes of "label" are out of balance: 227 training rows are "usual", and 13 are "rare". Always guessing "usual" is right in 95 % of them.",
        "The values of "late" in the validation rows are others than in the training rows: the distance of their distributions is 1 of 1.",
        "The values of "part" in the validation rows are others than in the training rows: the distance of their distributions is 1 of 1.",
        "The column "fixed" is the same in every row: nothing follows from it.",
        "The column "twin" says the same as "amount" in every row.",
        "The column "part" has whole numbers up to 16778113. A network computes with seven digits: neighbours become the same.",
        "The column "amount" has no value in 30 of 300 rows (10 %).",
        "The column "twin" has no value in 30 of 300 rows (10 %).",
        "Of "amount" 1 values lie far from the others, the first in row 101: 9999. Usual are -0.349 to 20.588.",
        "Of "twin" 1 values lie far from the others, the first in row 101: 9999. Usual are -0.349 to 20.588.",
        "There again: 1 of 300 rows, such as row 13, which is like row 12.",
      ]
    `);
  });

  it('nothing where a cure was taken', async () => {
    let doc = document();
    for (const title of [
      'Leave twin out',
      'Leave fixed out',
      'Leave leak out',
      'Leave part out',
      'Clip amount',
      'Weigh the classes',
      'Split by class',
    ]) {
      doc = cured(doc, await found(doc), title);
    }
    expect(doc.data.joined!.features!.map(({ column }) => column)).toEqual(['amount', 'late']);
    expect(doc.graph.nodes[0]!.settings.shape).toEqual([2]);
    expect(doc.data.split).toMatchObject({ method: 'stratified', by: 'label' });
    expect(doc.training.losses[0]!.loss.settings.classWeights).toHaveLength(2);
    const left = await found(doc);
    expect(left.map(({ code }) => code)).not.toEqual(
      expect.arrayContaining(['data-constant', 'data-same-column', 'data-gives-away', 'data-drift']),
    );
    // what it comes to is a document that trains
    const { columns } = await describeDataset(doc.data.dataset!, files);
    const checked = checkGraph(doc.graph);
    expect(trainingProblems(doc, checked, { data: { state: 'ready', columns } }).data).toEqual([]);
  });

  it('rows are left out of the file that is trained on', async () => {
    let doc = document();
    doc = cured(doc, await found(doc), 'Leave out rows without amount');
    const { rows, notes } = await describeDataset(doc.data.dataset!, files);
    expect(rows.train).toBe(ROWS - 31);
    expect(notes.map(word).join(' ')).toContain('31 rows have nothing in "amount" and are left out.');
    const again = await found(doc);
    expect(said(again, 'data-missing-values').join()).not.toContain('"amount"');
  });
});

it('a sign that is taken off, and signs that differ', async () => {
  const lines = ['"$1,287.50",1%,7', '$3,2,-', '($4),3%,9', '$5,4%,-'];
  writeFileSync(path.join(folder, 'signs.csv'), `price,share,label\n${lines.join('\n')}\n`);
  const dataset = { type: 'table', settings: { file: 'signs.csv' } };
  const problems = await findingsOfFile(dataset, 'label', files, work);
  expect(said(problems, 'data-sign')).toEqual([
    'signs.csv, column "price": "$" is taken off its values, 4 of 4. "$1,287.50" is read as 1287.5.',
  ]);
  expect(said(problems, 'data-signs')).toEqual([
    'signs.csv, column "share": its numbers do not all have the same sign (3 with "%", 1 without). The first that ' +
      'differs is "2" in row 2: it is read as category. Read as numbers, those with "%" and those without any have a value.',
  ]);
});

describe('texts of which a part is read', () => {
  const reviews = (length: number): Document => {
    const { data, graph, ...rest } = document();
    const input = { ...graph.nodes[0]!, settings: { shape: [length], values: 'int32' } };
    return {
      ...rest,
      graph: { ...graph, nodes: [input, ...graph.nodes.slice(1)] },
      data: {
        ...data,
        dataset: { type: 'table', settings: { file: 'reviews.csv', target: 'label' } },
        joined: {},
        inputs: { input: { column: 'review', transforms: [...readText(length)] } },
        split: { ...data.split, method: 'order', validation: 0, test: 0 },
      },
    };
  };
  beforeAll(() => {
    // every tenth of 60 has 40 words, the others 8
    const text = (row: number) => Array.from({ length: row % 10 === 0 ? 40 : 8 }, (_, i) => `word${row + i}`).join(' ');
    const lines = Array.from({ length: 60 }, (_, row) => `"${text(row)} it was.",${row % 2 ? 'good' : 'bad'}`);
    writeFileSync(path.join(folder, 'reviews.csv'), `review,label\n${lines.join('\n')}\n`);
  });

  it('are counted, with the longest, and one press reads all of them or their other end', async () => {
    const doc = reviews(16);
    const problems = await found(doc);
    expect(said(problems, 'data-texts-cut')).toEqual([
      'Of 60 texts in "review" 6 have more than the 16 tokens that are read, the longest 43: their end is cut off. ' +
        'Read more tokens if it matters, which makes a step slower.',
    ]);
    const other = cured(doc, problems, 'Keep their end instead');
    expect(said(await found(other), 'data-texts-cut').join()).toContain('their beginning is cut off');
    const whole = cured(other, await found(other), 'Read 48 tokens');
    expect(said(await found(whole), 'data-texts-cut')).toEqual([]);
    expect(whole.graph.nodes[0]!.settings.shape).toEqual([48]);
    const { columns } = await describeDataset(whole.data.dataset!, files);
    expect(resolveFeeds(columns, whole.data).feeds.map(({ column }) => column.shape)).toEqual([[48], []]);
  });

  it('are told of a file alone, by what would be read of it', async () => {
    const lines = Array.from(
      { length: 100 },
      (_, row) => `"It was ${'so '.repeat(row % 30 === 0 ? 60 : 2)}${row}.",${row % 2}`,
    );
    writeFileSync(path.join(folder, 'alone.csv'), `review,label\n${lines.join('\n')}\n`);
    const all = await findingsOfFile({ type: 'table', settings: { file: 'alone.csv' } }, 'label', files, work);
    expect(said(all, 'data-texts-cut')).toEqual([expect.stringContaining('4 have more than the 16 tokens')]);
  });
});
