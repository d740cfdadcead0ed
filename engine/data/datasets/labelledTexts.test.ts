/** Texts in folders and files that are named after their classes. */
import { expect, test } from 'vitest';
import type { Files } from '../define.ts';
import { decodeText } from '../language/decode.ts';
import type { Texts } from '../language/ragged.ts';
import { openDataset } from '../pipeline.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Files by their paths. */
function filesOf(contents: Readonly<Record<string, Uint8Array>>): Files {
  const list = async (folder: string) => {
    const inside = Object.keys(contents).filter((path) => path.startsWith(`${folder}/`));
    const names = new Map(
      inside.map((path) => path.slice(folder.length + 1).split('/')).map((p) => [p[0]!, p.length > 1]),
    );
    return [...names].map(([name, isFolder]) => ({ name, isFolder }));
  };
  return { list, read: async (path: string) => contents[path]! } as unknown as Files;
}
async function opened(contents: Readonly<Record<string, Uint8Array>>, settings: object = {}) {
  const choice = { type: 'labelled-texts', settings: { folder: 'a', ...settings } as Record<string, string> };
  const { columns, train, test, notes } = await openDataset(choice, filesOf(contents));
  const rows = Array.from({ length: train.rows }, (_, i) => i);
  const texts = (train.read('text', rows) as Texts).texts;
  return { classes: columns[1]!.classes, texts, labels: [...train.read('label', rows).data], test, notes };
}

test('each file of a class folder is a text; tests lie in a folder of their own, and what is empty is told', async () => {
  const { classes, texts, labels, test, notes } = await opened({
    'a/train/ham/1.txt': utf8('\uFEFFHello\r\nyou '),
    'a/train/ham/2.txt': utf8('  '),
    'a/train/spam/x.txt': utf8('Buy'),
    'a/train/spam/.hidden': utf8('no'),
    'a/test/ham/3.txt': utf8('Later'),
    'a/test/spam/4.txt': utf8('Sell'),
  });
  expect({ classes, texts, labels }).toEqual({
    classes: ['ham', 'spam'],
    texts: ['Hello\nyou', 'Buy'],
    labels: [0, 1],
  });
  expect(test!.rows).toBe(2);
  expect(notes).toContainEqual(expect.objectContaining({ text: 'phrases.empty-texts', values: { count: 1 } }));
});

test('each line of a file is a text where files are the classes', async () => {
  const files = { 'a/neg.txt': utf8('bad\n\nworse\n'), 'a/pos.txt': utf8('good') };
  const { classes, texts, labels } = await opened(files);
  expect({ classes, texts, labels }).toEqual({
    classes: ['neg', 'pos'],
    texts: ['bad', 'worse', 'good'],
    labels: [0, 0, 1],
  });
  expect((await opened(files, { row: 'file' })).texts).toEqual(['bad\n\nworse', 'good']);
});

test('other encodings are found and told, or chosen', async () => {
  const latin = Uint8Array.from([0x63, 0x61, 0x66, 0xe9]);
  const files = { 'a/en.txt': utf8('coffee'), 'a/fr.txt': latin };
  const { texts, notes } = await opened(files);
  expect(texts).toEqual(['coffee', 'café']);
  expect(notes).toContainEqual(
    expect.objectContaining({ text: 'phrases.files-in-encoding', values: expect.objectContaining({ count: 1 }) }),
  );
  const russian = Uint8Array.from([0xcc, 0xe8, 0xf0]);
  expect((await opened({ ...files, 'a/fr.txt': russian }, { encoding: 'windows-1251' })).texts[1]).toBe('Мир');
  expect((await opened(files, { encoding: 'utf-8' })).notes).toContainEqual(
    expect.objectContaining({ text: 'phrases.files-not-in-encoding' }),
  );
  expect(decodeText(Uint8Array.from([0xff, 0xfe, 0x41, 0x00]))).toEqual({ text: 'A', encoding: 'utf-16le', lost: 0 });
  expect(decodeText(Uint8Array.from([0xc4, 0xe3]), 'gb18030').text).toBe('你');
});

test('a folder of one class is refused in words', async () => {
  await expect(opened({ 'a/only/1.txt': utf8('x') })).rejects.toThrow(
    'texts of two classes at least, and has only "only"',
  );
});
