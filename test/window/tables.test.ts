/** From a table to a network that learns from it, over the real host. */
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { obstaclesOf } from '../../engine/train/obstacles.ts';
import { openByDialog, openDropped } from '../../renderer/actions/files.ts';
import { areRows, chooseTable, learnFromRows } from '../../renderer/actions/given.ts';
import { proposalFor } from '../../renderer/actions/tables.ts';
import { describe as describeDataset } from '../../renderer/state/document/data.ts';
import { problemsOf } from '../../renderer/state/document/problems.ts';
import { activeDocument } from '../../renderer/state/document/workspace.ts';
import { type Confirmation, dialogs, type GivenQuestion, type TableQuestion } from '../../renderer/state/dialogs.ts';
import { addPart, chooseKind, removePart } from '../../renderer/actions/data.ts';
import { describedOf } from '../../renderer/state/document/data.ts';
import { documentFromTable } from '../../templates/fromTable.ts';
import { droppedFile, droppedFolder } from './dropped.ts';
import { TestEditor } from './TestEditor.ts';
import { eventually, startHost, type WindowHost } from './host.ts';

const PENGUINS = path.join(import.meta.dirname, '..', 'training', 'fixtures', 'penguins.csv');
let host: WindowHost;
beforeAll(async () => {
  host = await startHost();
  vi.stubEnv('LAYERLOOM_HOME', host.home);
});
afterAll(() => void vi.unstubAllEnvs());

/** The question about the table that is open, once it is. */
async function asked(): Promise<TableQuestion> {
  await eventually(() => dialogs.getState().at(-1)?.id).toBe('table');
  return dialogs.getState().at(-1)!.question as TableQuestion;
}
const answer = (value: unknown) => dialogs.getState().at(-1)!.close(value);
const obstacles = () => obstaclesOf(problemsOf(activeDocument()!)).map(({ code }) => code);

describe('a table that is dropped', () => {
  it('is kept, and becomes a network without problems that predicts the column which was chosen', async () => {
    const penguins = () => openDropped([droppedFile(new File([readFileSync(PENGUINS)], 'penguins.csv'))]);
    const first = penguins();
    const before = statSync((await asked()).file).mtimeMs;
    answer(null);
    await first;
    // the same file once more has not changed
    const dropped = penguins();
    const { file, proposal } = await asked();
    expect(statSync(file).mtimeMs).toBe(before);
    expect(path.basename(file)).toBe('penguins.csv');
    expect(readFileSync(file)).toEqual(readFileSync(PENGUINS));
    expect(proposal).toMatchObject({ target: 'Species', rows: 344, width: 11 });
    const chosen = await proposalFor(file, { targets: ['Sex'] });
    expect(chosen).toMatchObject({
      target: 'Sex',
      task: { kind: 'classes', classes: ['.', 'FEMALE', 'MALE'] },
      rows: 334,
    });
    answer({ proposal: chosen, train: false });
    await dropped;
    const open = activeDocument()!;
    expect(open.document.name).toBe('penguins');
    await describeDataset(open.document.data.dataset!, open.path);
    expect(obstacles()).toEqual([]);
  });

  it('opens nothing where the person thinks better of it', async () => {
    const before = activeDocument();
    const dropped = openDropped([droppedFile(new File([readFileSync(PENGUINS)], 'penguins.csv'))]);
    await asked();
    answer(null);
    await dropped;
    expect(activeDocument()).toBe(before);
  });

  it('of prompts and answers is learned as such, although it was chosen as a table', async () => {
    const file = path.join(host.folder, 'talk.jsonl');
    writeFileSync(
      file,
      Array.from({ length: 12 }, (_, i) => JSON.stringify({ prompt: `${i}?`, answer: `${i}!` })).join('\n'),
    );
    host.choose(file);
    const chosen = chooseTable();
    await eventually(() => dialogs.getState().at(-1)?.id).toBe('given');
    const { proposal } = dialogs.getState().at(-1)!.question as GivenQuestion;
    expect(proposal).toMatchObject({ dataset: { type: 'answers' }, task: { kind: 'answer' }, rows: 12 });
    answer(null);
    await chosen;
  });

  it('is opened without the lines that do not fit, where the person wants that', async () => {
    const lines = readFileSync(PENGUINS, 'utf8').trim().split('\n');
    const faulty = new File([[...lines, 'one,two'].join('\n')], 'faulty.csv');
    const dropped = openDropped([droppedFile(faulty)]);
    await eventually(() => dialogs.getState().at(-1)?.id).toBe('confirm');
    const { description, answers } = dialogs.getState().at(-1)!.question as Confirmation;
    expect(description).toContain('"one,two": it has 2 values, where the others have 7.');
    expect(answers.map(({ title }) => title)).toEqual(['Cancel', 'Leave such lines out']);
    answer('yes');
    const { proposal } = await asked();
    expect(proposal).toMatchObject({ rows: 344, dataset: { settings: { faulty: 'skip' } } });
    answer(null);
    await dropped;
  });

  it('is refused in its own words where it is none', async () => {
    await expect(openDropped([droppedFile(new File([''], 'empty.csv'))])).rejects.toThrow(
      /empty\.csv cannot be read: it is empty/,
    );
  });
});

describe('other data that are dropped', () => {
  it('become a network that learns what is proposed for them, here texts by class', async () => {
    const words = { good: 'fine lovely', bad: 'poor sad' };
    const contents = Object.fromEntries(
      Object.entries(words).flatMap(([name, text]) =>
        Array.from({ length: 20 }, (_, i) => [`${name}/${i}.txt`, `a ${text} film ${i}`]),
      ),
    );
    const dropped = openDropped([droppedFolder('reviews', contents)]);
    await eventually(() => dialogs.getState().at(-1)?.id).toBe('given');
    const { name, proposal } = dialogs.getState().at(-1)!.question as GivenQuestion;
    expect(name).toBe('reviews');
    expect(proposal).toMatchObject({ task: { kind: 'classes', classes: ['bad', 'good'] }, rows: 40 });
    answer({ proposal, train: false });
    await dropped;
    const { dataset } = activeDocument()!.document.data;
    expect(dataset?.type).toBe('labelled-texts');
    await describeDataset(dataset!, null);
    expect(obstacles()).toEqual([]);
  });

  it('may be a table to learn from and one to test on', async () => {
    const lines = readFileSync(PENGUINS, 'utf8').trimEnd().split('\n');
    const part = (rows: readonly string[]) => `${[lines[0], ...rows].join('\n')}\n`;
    const dropped = openDropped([
      droppedFile(new File([part(lines.filter((_, i) => i > 0 && i % 4 === 0))], 'test.csv')),
      droppedFile(new File([part(lines.filter((_, i) => i > 0 && i % 4 !== 0))], 'train.csv')),
    ]);
    const { proposal } = await asked();
    answer({ proposal, train: false });
    await dropped;
    const { dataset } = activeDocument()!.document.data;
    expect(path.basename(String(dataset?.settings.test))).toBe('test.csv');
    await describeDataset(dataset!, null);
    const described = describedOf(activeDocument()!);
    expect(described.state === 'ready' && described.rows).toEqual({ train: 258, validation: null, test: 86 });
  });

  it('may be rows that are pasted', async () => {
    expect(['a,b\n1,2', 'a\tb\n1\t2\n', 'a text, of\nlines', 'one,line'].map(areRows)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const pasted = learnFromRows(
      `x\tkind\n${Array.from({ length: 40 }, (_, i) => `${i}\t${i < 20 ? 'low' : 'high'}`).join('\n')}`,
    );
    const { proposal } = await asked();
    expect(proposal).toMatchObject({ target: 'kind', inputs: ['x'], rows: 40 });
    answer(null);
    await pasted;
  });
});

describe('the columns of a table', () => {
  it('are joined, left out and added again, and hold what the person says', async () => {
    const file = path.join(host.folder, 'kinds.csv');
    copyFileSync(PENGUINS, file);
    const editor = new TestEditor(documentFromTable(await proposalFor(file, { targets: ['Species'] }), 'kinds'));
    const { dataset } = editor.document.data;
    const described = async () => {
      await describeDataset(editor.document.data.dataset!, editor.open.path);
      const found = describedOf(editor.open);
      return found.state === 'ready' ? found.columns : [];
    };
    const names = () => editor.document.data.joined!.features!.map(({ column }) => column);
    const columns = await described();
    editor.act(() => removePart('features', 0));
    expect(names()).not.toContain('Island');
    await eventually(obstacles).toEqual(['data-mismatch']);
    editor.repair('Set the shape to 8');
    await eventually(obstacles).toEqual([]);
    editor.act(() => addPart('features', columns.find(({ name }) => name === 'Island')!));
    expect(names().at(-1)).toBe('Island');
    await chooseKind('Sex', 'text');
    expect(editor.document.data.dataset).toEqual({
      ...dataset,
      settings: { ...dataset!.settings, kinds: { Sex: 'text' } },
    });
    expect((await described()).find(({ name }) => name === 'Sex')).toMatchObject({ kind: 'text' });
  });
});

it('a table is opened like any other file', async () => {
  copyFileSync(PENGUINS, path.join(host.folder, 'birds.csv'));
  host.choose(path.join(host.folder, 'birds.csv'));
  const opening = openByDialog();
  answer({ proposal: (await asked()).proposal, train: false });
  await opening;
  expect(activeDocument()!.document.data.dataset).toMatchObject({
    type: 'table',
    settings: { file: path.join(host.folder, 'birds.csv'), target: 'Species' },
  });
});
