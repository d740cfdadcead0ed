/** Data outside a document's folder: asked for once, and never read before. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { machine } from '../engine/node/machine.ts';
import type { UserError } from '../engine/problems.ts';
import { OutsideData } from './outside.ts';

const root = mkdtempSync(path.join(tmpdir(), 'loom-outside-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (...parts: string[]) => path.join(root, ...parts);
for (const folder of ['home', 'me', 'project/data', 'project/sub', 'elsewhere/pictures'])
  mkdirSync(at(folder), { recursive: true });
for (const file of ['project/data/x.idx', 'elsewhere/x.idx', 'me/x.idx', 'elsewhere/pictures/1.png'])
  writeFileSync(at(file), 'x');
symlinkSync(at('elsewhere', 'x.idx'), at('project', 'link.idx'));
symlinkSync(at('project'), at('other-name'));
const places = { machine, home: at('home'), userFolder: at('me') };
const outside = () => new OutsideData(places);
/** The code of the problem, and the paths that it names. */
const refused = (images: string, folder: string | null = at('project')): Promise<unknown> =>
  outside()
    .check([images], folder)
    .then(
      () => 'read',
      (error: UserError) => [error.problems[0]!.code, error.problems[0]!.values.paths].filter(Boolean).flat(),
    );

it('reads what lies in the document’s folder without a question', async () => {
  for (const file of ['data/x.idx', './data/../data/x.idx', at('project/data/x.idx'), at('other-name/data/x.idx')])
    expect(await refused(file)).toBe('read');
  expect(await refused('data/x.idx', at('other-name'))).toBe('read');
  // what is not there is said to be so by who would read it
  expect(await refused('../elsewhere/none.idx')).toBe('read');
});

it('asks for anything else, also through links and ways up', async () => {
  const elsewhere = at('elsewhere', 'x.idx');
  expect(await refused(elsewhere)).toEqual(['data-outside', elsewhere]);
  expect(await refused('../elsewhere/x.idx')).toEqual(['data-outside', elsewhere]);
  expect(await refused('link.idx')).toEqual(['data-outside', at('project', 'link.idx')]);
  expect(await refused('~/x.idx')).toEqual(['data-outside', at('me', 'x.idx')]);
  // a document that was never saved has no folder
  expect(await refused('x.idx', null)).toEqual(['data-outside', at('me', 'x.idx')]);
  for (const far of ['\\\\server\\share\\x.idx', '//server/share/x.idx', '\\\\?\\C:\\x.idx'])
    expect(await refused(far)).toEqual(['data-outside', far]);
});

it.skipIf(process.platform === 'win32')('has no device read, whoever asks', async () => {
  expect(await refused('/dev/zero')).toEqual(['file-unreadable']);
});

it('remembers what was allowed: files, and folders with all that is in them', async () => {
  await outside().allow(['../elsewhere/x.idx', at('elsewhere', 'pictures')], at('project'));
  expect(await refused(at('elsewhere', 'x.idx'))).toBe('read');
  expect(await refused('link.idx')).toBe('read');
  expect(await refused(at('elsewhere', 'pictures', '1.png'))).toBe('read');
  expect(await refused(at('me', 'x.idx'))).toEqual(['data-outside', at('me', 'x.idx')]);
});
