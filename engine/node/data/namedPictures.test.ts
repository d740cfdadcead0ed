/** Tables that name pictures: as they lie on a disk, what is proposed for them, and rows whose picture cannot be read. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { findDamaged, toldOfDamaged } from '../../data/damaged.ts';
import { openDataset } from '../../data/pipeline.ts';
import { proposalLines, propose } from '../../data/propose.ts';
import { AS_FOUND } from '../../data/tables.ts';
import { word } from '../../texts/index.ts';
import { wordProblem } from '../../problems.ts';
import { diskFiles } from './disk-files.ts';

const fixtures = path.join(import.meta.dirname, '../../../test/conformance/fixtures');
const pictures = JSON.parse(readFileSync(path.join(fixtures, 'pictures.json'), 'utf8')) as {
  readonly files: Readonly<Record<string, string>>;
};
const folder = mkdtempSync(path.join(tmpdir(), 'loom-named-'));
const files = diskFiles(folder);
const write = (name: string, content: Uint8Array | string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
};

beforeAll(() => {
  vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home'));
  const picture = Buffer.from(pictures.files['rgb.png']!, 'base64');
  for (let i = 0; i < 6; i++) write(`set/shots/${i}.png`, picture);
  write('set/shots/broken.png', picture.subarray(0, 60));
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 6}.png,${i % 7},${i % 2 ? 'yes' : 'no'}`);
  write('set/whole.csv', `shot,age,answer\n${rows.join('\n')}\n`);
  const bad = rows.with(3, 'gone.png,1,yes').with(5, ',2,no').with(8, 'broken.png,3,no').with(9, '../../x.png,3,yes');
  write('set/bad.csv', `shot,age,answer\n${bad.join('\n')}\n`);
});

it('a column of names of pictures is found, read in the size of the files, from the folder beside the table', async () => {
  const { columns } = await files.table(path.join(folder, 'set/whole.csv'), AS_FOUND);
  expect(columns.map(({ kind }) => kind)).toEqual(['picture', 'number', 'category']);
  const proposal = await propose(files, path.join(folder, 'set/whole.csv'));
  expect(proposal).toMatchObject({
    target: 'answer',
    inputs: ['age', 'shot'],
    pictures: [{ column: 'shot', shape: [3, 21, 33] }],
    dataset: { settings: { folder: `${folder}/set/shots`, width: 33, height: 21, kinds: { shot: 'picture' } } },
  });
  expect(proposalLines(proposal).map(word)).toContain('"shot" names pictures, which are read as 3×21×33.');
  const { train } = await openDataset(proposal.dataset, files);
  const read = train.read('shot', [1, 7]);
  expect(read.shape).toEqual([2, 3, 21, 33]);
  const alone = files.picture(`${folder}/set/shots/1.png`, [3, 21, 33]);
  expect([...read.data.subarray(0, alone.length)]).toEqual([...alone]);
  expect(train.fileOf!(7, 'shot')).toBe(`${folder}/set/shots/1.png`);
  expect(train.fileOf!(7, 'age')).toBeUndefined();
});

it('rows whose picture is not there, broken, unnamed or elsewhere are told by their places before anything is trained', async () => {
  const settings = {
    file: `${folder}/set/bad.csv`,
    target: 'answer',
    folder: `${folder}/set/shots`,
    kinds: { shot: 'picture' },
  };
  const dataset = await openDataset({ type: 'table', settings }, files);
  const damaged = findDamaged(dataset);
  expect([...damaged.get(dataset.train)!.keys()]).toEqual([3, 5, 8, 9]);
  const { problems } = toldOfDamaged(dataset, damaged);
  expect(problems.map(wordProblem)).toEqual([
    '4 of 60 files cannot be read: gone.png in row 4 (there is no such file), row 6 (it names no picture), ' +
      'broken.png in row 9 (it breaks off before its end), ../../x.png in row 10 (it lies outside of the folder of pictures). ' +
      'Skip them, or put whole files in their place.',
  ]);
  // a network that does not read them does not mind
  expect(findDamaged(dataset, undefined, new Set(['age'])).size).toBe(0);
  const skipping = await openDataset({ type: 'table', settings: { ...settings, skipDamaged: true } }, files);
  const told = toldOfDamaged(skipping, findDamaged(skipping));
  expect(told.problems).toEqual([]);
  expect(word(told.notes[0]!)).toContain('gone.png in row 4');
  expect(() => dataset.train.read('shot', [0, 5])).toThrow(/row 6/);
});
