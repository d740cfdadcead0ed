import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeOds, writeXlsx } from 'hucre';
import startSqlite from 'sql.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AS_FOUND, type StoredTable, type TableOptions } from '../../data/tables.ts';
import { word } from '../../texts/index.ts';
import { tablesKept } from './kept.ts';
import { openTable } from './openTable.ts';
import { stopAtLarge } from './spreadsheet.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tables-'));
  vi.stubEnv('LAYERLOOM_HOME', path.join(folder, 'home'));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const written = (name: string, content: string | Uint8Array): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};
const opened = (content: string | Uint8Array, options: Partial<TableOptions> = {}, name = `${Math.random()}.csv`) =>
  openTable(written(name, content), { ...AS_FOUND, ...options });
const values = (table: StoredTable, name: string): number[] => {
  const out = new Float64Array(table.rows);
  const index = table.columns.findIndex((column) => column.name === name);
  table.read(
    index,
    Int32Array.from({ length: table.rows }, (_, i) => i),
    out,
  );
  return [...out];
};
const kinds = ({ columns }: StoredTable) => Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));

describe('several values in a cell', () => {
  test('classes and numbers are told from names, sentences and telephone numbers by all values', async () => {
    const line = (i: number) =>
      [
        ['cat|dog', 'dog', 'bird|cat|dog', ''][i % 4],
        `${i} ${i + 1}${i % 3 === 0 ? ` ${i / 2}` : ''} 7`,
        `[${i}, ${2 * i}]`,
        `Smith; John ${i}`,
        `555 ${1000 + i}`,
        i === 5 ? 'soon' : `${i} ${i} ${i}`,
      ].join('\t');
    const rows = Array.from({ length: 60 }, (_, i) => line(i));
    const table = await opened(`tags\tsteps\tpair\tname\tphone\tfew\n${rows.join('\n')}\n`);
    expect(kinds(table)).toEqual({
      ...{ tags: 'categories', steps: 'sequence', pair: 'sequence' },
      ...{ name: 'text', phone: 'text', few: 'sequence' },
    });
    const [tags, steps, , , , few] = table.columns;
    expect(tags).toMatchObject({ classes: ['bird', 'cat', 'dog'], between: 'bars', distinct: 3, missing: 15 });
    expect(steps).toMatchObject({ longest: 4 });
    expect(few).toMatchObject({ unreadable: { count: 1, row: 6, value: 'soon' } });
    expect(table.texts(0, [2, 3])).toEqual(['bird|cat|dog', '']);
    const { columns } = await table.study.profile(undefined, { breathe: async () => {} });
    expect(columns[0]!.values).toEqual([
      { value: 'dog', count: 45 },
      { value: 'cat', count: 30 },
      { value: 'bird', count: 15 },
    ]);
    const unread = { filters: [{ column: 'few', test: 'unreadable' as const, value: '' }], sort: null };
    expect((await table.study.page(unread, 0, 9)).rows).toEqual([6]);
  });

  test('a kind that is chosen is taken: commas stand between classes where no bars do', async () => {
    const table = await opened('tags\n"a, b"\nb\n"c,a"\n', { kinds: { tags: 'categories' } });
    expect(table.columns[0]).toMatchObject({ kind: 'categories', classes: ['a', 'b', 'c'], between: 'commas' });
  });

  test('lists of a file that knows types are read as such', async () => {
    const file = path.join(folder, 'lists.parquet');
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    await duck.run(
      `COPY (SELECT ['a', 'b'] AS tags, [1.5, 2.5]::DOUBLE[] AS steps UNION ALL SELECT ['b'], [3, 4, 5]) TO '${file}' (FORMAT parquet)`,
    );
    duck.closeSync();
    const table = await openTable(file, AS_FOUND);
    expect(table.columns).toMatchObject([
      { kind: 'categories', classes: ['a', 'b'] },
      { kind: 'sequence', longest: 3 },
    ]);
  });
});

describe('CSV', () => {
  test('separator, header, decimal comma, thousands, dates and quotes are found in the file', async () => {
    const table = await opened(
      'Preis;Anzahl;Tag;"Ort; genau"\n1,5;1.200;03.04.2025;"Köln"\n-2,25;13;31.12.2024;"a;""b"""\n1.234,5;7;;Köln\n',
    );
    expect(kinds(table)).toEqual({ Preis: 'number', Anzahl: 'number', Tag: 'date', 'Ort; genau': 'category' });
    expect(values(table, 'Preis')).toEqual([1.5, -2.25, 1234.5]);
    expect(values(table, 'Tag')).toEqual([20181, 20088, Number.NaN]);
    expect(table.columns[3]!.classes).toEqual(['Köln', 'a;"b"']);
    expect(values(table, 'Ort; genau')).toEqual([0, 1, 0]);
  });
  test.each([
    ['thousands', '$', ['$1,287.50', '-$5', '($1,200)', '—', '$.5', '7'], [1287.5, -5, -1200, Number.NaN, 0.5, 7]],
    [
      'comma',
      '€',
      ['€ 1.287,50', '12,5 €', '1 287,50 €', '1\u202f287\u00a0€', '-', '−3 €'],
      [1287.5, 12.5, 1287.5, 1287, Number.NaN, -3],
    ],
    ['point', '%', ['13%', '-4.5 %', '0', '?', '100 %', ''], [13, -4.5, 0, Number.NaN, 100, Number.NaN]],
    ['point', 'CHF', ["CHF 1'287.50", 'CHF 5', 'CHF6', '.', '7 CHF', '8'], [1287.5, 5, 6, Number.NaN, 7, 8]],
  ] as const)(
    'a sign beside the numbers of a column is taken off and told: %s %s',
    async (reading, sign, texts, numbers) => {
      // one of fifty may lack it
      const rows = [...texts, ...Array.from({ length: 100 }, (_, i) => `${sign}${i}`)];
      const table = await opened(`a\tb\n${rows.map((text) => `${text}\tx`).join('\n')}\n`);
      const [column] = table.columns;
      const count =
        rows.length - numbers.filter((number, i) => Number.isNaN(number) || !texts[i]!.includes(sign)).length;
      expect(column).toMatchObject({ kind: 'number', reading, sign: { sign, count } });
      expect(column!.unreadable).toBeUndefined();
      expect(values(table, 'a').slice(0, numbers.length)).toEqual(numbers);
      expect(values(table, 'a').slice(numbers.length)).toEqual(Array.from({ length: 100 }, (_, i) => i));
      expect(column!.missing).toBe(numbers.filter(Number.isNaN).length);
      expect(table.notes).toMatchObject([{ text: 'phrases.sign-taken-off', values: { sign, count } }]);
    },
  );
  test('numbers of several signs, and some without, are no numbers unless a person says so', async () => {
    const rows = ['$1', '€2', '$3', '$4', '£5', '6'].map((money, i) => `${money}\t${i < 2 ? `${i}%` : i}`);
    const content = `money\tshare\n${rows.join('\n')}\n`;
    const { columns, notes } = await opened(content);
    const signs = [
      ['$', 3],
      ['€', 1],
      ['£', 1],
      ['', 1],
    ].map(([sign, count]) => ({ sign, count }));
    expect(columns).toMatchObject([
      { kind: 'category', nearly: { kind: 'number', able: 6, others: 3, row: 2, value: '€2', signs } },
      { kind: 'category', nearly: { kind: 'number', able: 6, others: 2, row: 1, value: '0%' } },
    ]);
    expect(notes.map(word)).toEqual([
      expect.stringMatching(
        /"money": its numbers .* \(3 with "\$", 1 with "€", 1 with "£", 1 without; .* "€2" in row 2\)/,
      ),
      expect.stringMatching(/"share": its numbers .* \(4 without, 2 with "%"; .* "0%" in row 1\)/),
    ]);
    const chosen = await opened(content, { kinds: { money: 'number', share: 'number' } });
    expect(values(chosen, 'money')).toEqual([1, Number.NaN, 3, 4, Number.NaN, 6]);
    expect(chosen.columns[0]!.unreadable).toMatchObject({ count: 2, row: 2, value: '€2' });
    expect(values(chosen, 'share')).toEqual([0, 1, 2, 3, 4, 5]);
  });
  test('signs that differ only behind the first rows count as well', async () => {
    const rows = Array.from({ length: 22_000 }, (_, i) => `${i < 20_000 ? '$' : '€'}${i}`);
    const { columns } = await opened(`a,b\n${rows.map((text) => `${text},x`).join('\n')}\n`);
    expect(columns[0]).toMatchObject({ kind: 'text', nearly: { others: 2000, row: 20_001, value: '€20000' } });
  });
  test('a dash is nothing among numbers and dates, and a class among words', async () => {
    const rows = ['1,2025-01-02,a', '-,-,-', '2,—,b', '.,2025-01-04,a', '3,2025-01-05,-', '–,2025-01-06,b'];
    const table = await opened(`n,d,w\n${rows.join('\n')}\n`);
    expect(kinds(table)).toEqual({ n: 'number', d: 'date', w: 'category' });
    expect(table.columns.map(({ missing, unreadable }) => [missing, unreadable])).toEqual([
      [3, undefined],
      [2, undefined],
      [0, undefined],
    ]);
    expect(table.columns[2]!.classes).toEqual(['-', 'a', 'b']);
    expect(values(table, 'n')).toEqual([1, Number.NaN, 2, Number.NaN, 3, Number.NaN]);
    const words = await opened(`n\n1\n-\n2\n`, { kinds: { n: 'category' } });
    expect(words.columns[0]!.classes).toEqual(['-', '1', '2']);
  });
  test('times are exact to the second, and large whole numbers to the last digit', async () => {
    const table = await opened('at,id\n2025-03-04 13:37:59,1700000001\n2025-03-04 13:38:00,1700000002\n');
    const [first, second] = values(table, 'at').map((days) => Math.round(days * 86_400_000));
    expect([new Date(first!).toISOString(), second! - first!]).toEqual(['2025-03-04T13:37:59.000Z', 1000]);
    expect(values(table, 'id')).toEqual([1_700_000_001, 1_700_000_002]);
  });
  test('what is missing is missing, and what is no number among numbers is counted with its place', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => (i === 41 ? '?!' : i === 7 ? 'NA' : String(i)));
    const table = await opened(`a,b\n${rows.map((value) => `${value},x`).join('\n')}\n`);
    expect(table.columns[0]).toMatchObject({
      kind: 'number',
      missing: 1,
      unreadable: { count: 1, row: 42, value: '?!' },
    });
    expect(values(table, 'a')[41]).toBeNaN();
    expect(values(table, 'a')[7]).toBeNaN();
    expect(table.notes).toMatchObject([{ text: 'phrases.values-no-numbers', values: { count: 1, row: 42 } }]);
  });
  test('what keeps a column from being of numbers or dates is told: how many values, and the first', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i < 3 ? 'n/k' : i + 0.5},2025-01-${i === 9 || i === 30 ? 'x' : (i % 28) + 1}`,
    );
    const { columns, notes } = await opened(`a,d\n${rows.join('\n')}\n`);
    expect(columns).toMatchObject([
      { kind: 'text', nearly: { kind: 'number', able: 57, others: 3, row: 1, value: 'n/k' } },
      { kind: 'category', nearly: { kind: 'date', able: 58, others: 2, row: 10, value: '2025-01-x' } },
    ]);
    expect(notes.map(({ text }) => text)).toEqual(['phrases.nearly-numbers', 'phrases.nearly-dates']);
    const chosen = await opened(`a,d\n${rows.join('\n')}\n`, { kinds: { a: 'text', d: 'text' } });
    expect([chosen.notes, chosen.columns.flatMap(({ nearly = [] }) => nearly)]).toEqual([[], []]);
  });
  test('columns of one name, and without one, are told by the names that they were given', async () => {
    const { columns, notes } = await opened('a,,b,a\n1,2,3,4\n5,6,7,8\n');
    expect(columns.map(({ name }) => name)).toEqual(['a', 'column1', 'b', 'a_1']);
    expect(notes.map(word)).toEqual([
      'In the first line 2 columns have no names of their own and were given some: "" as "column1", "a" as "a_1".',
    ]);
    expect((await opened('x_1,x_2\n1,2\n3,4\n')).notes).toEqual([]);
  });
  test('a NUL among the values is a value, and so many classes keep their order', async () => {
    expect((await opened('x,y\n1,a\n2,\0\n3,a\n')).columns[1]!.classes).toEqual(['\0', 'a']);
    const names = Array.from({ length: 5000 }, (_, i) => `k${String((i * 7919) % 5000).padStart(4, '0')}`);
    const table = await opened(`k\n${names.join('\n')}\n`, { kinds: { k: 'category' } });
    expect(values(table, 'k')).toEqual(names.map((name) => Number(name.slice(1))));
  });
  test.each([
    ['1,2\n3\n4,5\n', 'short.csv: 1. The first is line 3, "3": it has 1 value, where the others have 2.'],
    ['1,2\n3,4,5,6\n4,5\n', 'line 3, "3,4,5,6": it has 4 values, where the others have 2.'],
    [
      `1,2\n${'1,2\n'.repeat(30)}"x,2\n${'1,2\n'.repeat(30)}`,
      'line 33, ""x,2": a quote opens in it that is never closed.',
    ],
  ])('a line that does not fit is told with what is wrong in it: %#', async (lines, says) => {
    await expect(opened(`a,b\n${lines}`, {}, 'short.csv')).rejects.toThrow(says);
  });
  test('JSON that breaks off is told by its line', async () => {
    await expect(opened('{"a":1}\n{"a":\n{"a":3}\n', {}, 'broken.jsonl')).rejects.toThrow(/^line 3 is no JSON/);
  });
  test('lines of another width stop the reading, or are left out and counted', async () => {
    const content = `a,b\n${'1,2\n'.repeat(30)}3\n${'4,5\n'.repeat(30)}6,7,8\n`;
    await expect(opened(content)).rejects.toMatchObject({
      problems: [{ code: 'table-lines', values: { count: 2, line: 32 } }],
    });
    const table = await opened(content, { faulty: 'skip' });
    expect(table.rows).toBe(60);
    expect(table.notes).toMatchObject([{ text: 'phrases.lines-left-out', values: { count: 2, line: 32 } }]);
  });
  test.each([
    ['UTF-8 with a byte-order mark', '\ufeffname,Größe\nä,1\nö,2\n', 'utf-8'],
    ['UTF-16', '\ufeffname,Größe\nä,1\nö,2\n', 'utf-16le'],
    ['Windows 1252', 'name,Größe\nä,1\nö,2\n', 'latin1'],
  ] as const)('%s', async (_, text, encoding) => {
    const table = await opened(Buffer.from(text, encoding as BufferEncoding));
    expect(kinds(table)).toEqual({ name: 'category', Größe: 'number' });
    expect(table.columns[0]!.classes).toEqual(['ä', 'ö']);
  });
  test('a character that the parts of a long file are cut in is whole again', async () => {
    const line = `${'x'.repeat(10)},ä\n`;
    const table = await opened(`k,v\n${line.repeat(100_000)}`);
    expect(table.rows).toBe(100_000);
    expect(table.notes).toEqual([]);
  });
  test('kinds can be chosen: class numbers are ordered by size', async () => {
    const content = `q\n${[10, 9, 2, 10].join('\n')}\n`;
    expect(kinds(await opened(content))).toEqual({ q: 'number' });
    const table = await opened(content, { kinds: { q: 'category' } });
    expect(table.columns[0]!.classes).toEqual(['2', '9', '10']);
    expect(values(table, 'q')).toEqual([2, 1, 0, 2]);
  });
  test('names of columns may hold any sign', async () => {
    const table = await opened(`"$'",'b,"c ""d""",?\n1,2,3,x\n4,5,6,y\n`);
    expect(table.columns.map(({ name }) => name)).toEqual(["$'", "'b", 'c "d"', '?']);
    expect(values(table, "$'")).toEqual([1, 4]);
  });
  test('line breaks of every system, and a name with signs that stand for others', async () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(
        values(await opened(`a,b${end}1,2${end}3,4${end}`, {}, `[1]*${end.length}${end.charCodeAt(0)}.csv`), 'b'),
      ).toEqual([2, 4]);
  });
  test('the first line is a row where it looks like one', async () => {
    const table = await opened('5.1,3.5,setosa\n4.9,3,setosa\n6,2,virginica\n');
    expect(table.rows).toBe(3);
    expect(Object.values(kinds(table))).toEqual(['number', 'number', 'category']);
  });
  test.each([
    ['an empty file', ''],
    ['a header alone', 'a,b\n'],
    ['bytes of anything', Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 251)],
  ])('%s is refused or read, and never ends the program', async (_, content) => {
    await opened(content as string).then(
      (table) => expect(table.rows).toBeGreaterThan(0),
      (error) => expect(error.reason ?? error.problems).toBeDefined(),
    );
  });
});

test('JSON and JSON lines', async () => {
  const rows = [
    { a: 1, b: 'x', c: true, d: [[1]] },
    { a: null, b: 'y', c: false, d: [[2]] },
  ];
  for (const [name, content] of [
    ['rows.json', JSON.stringify(rows)],
    ['rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
  ] as const) {
    const table = await opened(content, {}, name);
    expect(kinds(table)).toEqual({ a: 'number', b: 'category', c: 'category' });
    expect(values(table, 'a')).toEqual([1, Number.NaN]);
    expect(values(table, 'c')).toEqual([1, 0]);
    expect(table.notes).toMatchObject([{ text: 'phrases.column-of-type', values: { name: 'd' } }]);
  }
});

test('values within objects are columns, called after the way there', async () => {
  const rows = Array.from({ length: 6 }, (_, i) => ({
    id: i,
    person: { age: 30 + i, ...(i !== 2 && { home: { city: i % 2 ? 'Rome' : 'Oslo', zip: { code: 10 * i } } }) },
    tags: [{ name: 'x' }],
  }));
  for (const [name, content] of [
    ['nested.json', JSON.stringify(rows)],
    ['nested.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
  ] as const) {
    const table = await opened(content, {}, name);
    expect(kinds(table)).toEqual({
      ...{ id: 'number', 'person.age': 'number' },
      ...{ 'person.home.city': 'category', 'person.home.zip.code': 'number' },
    });
    expect(values(table, 'person.age')).toEqual([30, 31, 32, 33, 34, 35]);
    expect(values(table, 'person.home.zip.code')).toEqual([0, 10, Number.NaN, 30, 40, 50]);
    expect(table.columns.find((one) => one.name === 'person.home.city')).toMatchObject({
      classes: ['Oslo', 'Rome'],
      missing: 1,
    });
  }
});

test('a line that is too long for one of a table is refused at once', async () => {
  const began = performance.now();
  await expect(opened(`a,b\n1,${'9'.repeat(2_100_000)}\n`)).rejects.toMatchObject({
    reason: { text: 'phrases.table-line-too-long', values: { most: 2 } },
  });
  expect(performance.now() - began).toBeLessThan(5000);
});

test('JSON that is nested so deep that its reader would end the program is refused', async () => {
  const content = `[{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "b": "[["}]`;
  await expect(opened(content, {}, 'deep.json')).rejects.toMatchObject({ reason: { text: 'phrases.nested-too-deep' } });
});

test('values of several types are texts of each, and months may have names', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    title: i % 2 ? 300 + (i % 3) : 'Up',
    day: `Jun ${(i % 28) + 1} 1998`,
  }));
  const table = await opened(JSON.stringify(rows), {}, 'mixed.json');
  expect(kinds(table)).toEqual({ title: 'category', day: 'date' });
  expect(table.columns[0]!.classes).toEqual(['300', '301', '302', 'Up']);
});

test('sheets of Excel and OpenDocument, chosen by name', async () => {
  const sheets = [
    { name: 'Notes', rows: [] },
    {
      name: 'Birds',
      rows: [
        ['kind', 'mass', 'seen'],
        ['auk, great', 1.5, new Date('2024-02-03T00:00:00Z')],
        ['tit', null, null],
      ],
    },
    { name: 'Other', rows: [['a'], [1], [2]] },
  ];
  for (const [name, bytes] of [
    ['a.xlsx', await writeXlsx({ sheets })],
    ['a.ods', await writeOds({ sheets })],
  ] as const) {
    const table = await opened(bytes, {}, name);
    expect(table.tables).toEqual(['Notes', 'Birds', 'Other']);
    expect(table.columns[0]).toMatchObject({ name: 'kind', classes: ['auk, great', 'tit'] });
    expect(values(table, 'mass')).toEqual([1.5, Number.NaN]);
    if (name === 'a.xlsx') expect(kinds(table).seen).toBe('date');
    expect(values(await opened(bytes, { table: 'Other' }, name), 'a')).toEqual([1, 2]);
    await expect(opened(bytes, { table: 'Gone' }, name)).rejects.toMatchObject({
      reason: { text: 'phrases.no-such-table', values: { names: ['Birds', 'Other'] } },
    });
  }
});

test('a page of notes is no table, and what stands above one is passed over', async () => {
  const sheets = [
    { name: 'About', rows: [['A report'], [], ['See the next page.']] },
    {
      name: 'Sales',
      rows: [['Sales of 2023'], ['(in thousands)'], [], ['region', 'units'], ['north', 3], [null, 4], ['south', 5]],
    },
  ];
  const bytes = await writeXlsx({ sheets });
  const table = await opened(bytes, {}, 'report.xlsx');
  expect(kinds(table)).toEqual({ region: 'category', units: 'number' });
  expect(values(table, 'units')).toEqual([3, 4, 5]);
  expect(table.notes.map(word)).toEqual([
    '"Sales" is read, of the tables About, Sales; another can be chosen in the Data panel.',
    '3 lines before the table were passed over.',
  ]);
  const { notes } = await opened(bytes, { table: 'Sales' }, 'report.xlsx');
  expect(notes.map(word)).toEqual(['3 lines before the table were passed over.']);
});

test('titles above a table that a spreadsheet wrote with separators are passed over', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i}.5;${i % 2 ? 'north' : 'south'};${i}`);
  const table = await opened(`Sales of 2023;;\n\n(in thousands);;\nprice;region;units\n${rows.join('\n')}\n`);
  expect(kinds(table)).toEqual({ price: 'number', region: 'category', units: 'number' });
  expect(values(table, 'units').slice(0, 3)).toEqual([0, 1, 2]);
  expect([table.rows, table.text?.skipped]).toEqual([30, 3]);
  expect(table.notes.map(word)).toEqual(['3 lines before the table were passed over.']);
  // and where the sign between values is not that of their decimals
  const german = Array.from({ length: 30 }, (_, i) => `01.03.2025;${i % 2 ? 'Nord' : 'Süd'};${i},25;${i}`);
  const bare = await opened(`Umsatz 2025 in €\n\nTag;Ort;Preis;Stück\n${german.join('\n')}\n`);
  expect(kinds(bare)).toEqual({ Tag: 'date', Ort: 'category', Preis: 'number', Stück: 'number' });
  expect(values(bare, 'Preis').slice(0, 2)).toEqual([0.25, 1.25]);
  expect((await opened(`Umsatz;;\na;b;c\n1;2;3\n4;5;6\n`, { separator: 'semicolon' })).text?.skipped).toBe(1);
  // a first row that is not full is one all the same
  expect((await opened(`1;;\n;;2\n${rows.join('\n')}\n`)).text?.skipped).toBe(0);
});

test('tables of SQLite and DuckDB; views are none', async () => {
  const { Database } = await startSqlite();
  const database = new Database();
  database.run(`CREATE TABLE "my birds" (kind TEXT, mass REAL); CREATE VIEW seen AS SELECT * FROM "my birds";
    INSERT INTO "my birds" VALUES ('auk', 1.5), ('tit', NULL)`);
  const lite = await opened(database.export(), {}, 'a.sqlite');
  const file = path.join(folder, 'a.duckdb');
  const duck = await DuckDBInstance.create(file);
  const connection = await duck.connect();
  await connection.run(`CREATE TABLE "my birds" (kind VARCHAR, mass DOUBLE); CREATE VIEW seen AS SELECT * FROM read_text('/etc/hostname');
    INSERT INTO "my birds" VALUES ('auk', 1.5), ('tit', NULL)`);
  connection.closeSync();
  duck.closeSync();
  for (const table of [lite, await openTable(file, AS_FOUND)]) {
    expect(table.tables).toEqual(['my birds']);
    expect(kinds(table)).toEqual({ kind: 'category', mass: 'number' });
    expect(values(table, 'mass')).toEqual([1.5, Number.NaN]);
  }
});

test('a file is read once, and anew when it changed, which is told', async () => {
  const file = written('again.csv', 'a\n1\n2\n');
  expect(values(await openTable(file, AS_FOUND), 'a')).toEqual([1, 2]);
  expect(values(await openTable(file, AS_FOUND), 'a')).toEqual([1, 2]);
  expect((await openTable(file, AS_FOUND)).notes).toEqual([]);
  writeFileSync(file, 'a\n3\n4\n5\n');
  const changed = await openTable(file, AS_FOUND);
  expect(values(changed, 'a')).toEqual([3, 4, 5]);
  expect(changed.notes).toMatchObject([{ text: 'phrases.read-anew', values: { file: 'again.csv' } }]);
});

test('what is kept of files that are wanted, or that another process uses, stays', async () => {
  const files = ['wanted.csv', 'elsewhere.csv', 'unused.csv'].map((name) => written(name, `a\n${name.length}\n`));
  for (const file of files) await openTable(file, AS_FOUND);
  const wanted = [{ path: 'wanted.csv', base: folder }];
  const named = async () =>
    new Map((await tablesKept.list(wanted)).map((one) => [one.file && path.basename(one.file), one]));
  const before = await named();
  // the process that started this one lives
  writeFileSync(path.join(before.get('elsewhere.csv')!.folder, `used.${process.ppid}`), '');
  // none has this number
  writeFileSync(path.join(before.get('unused.csv')!.folder, `used.${2 ** 31 - 1}`), '');
  const freed = await tablesKept.clean(wanted);
  expect(freed).toBeGreaterThanOrEqual(before.get('unused.csv')!.bytes);
  const after = await named();
  expect([...after.keys()].sort()).toEqual(['elsewhere.csv', 'wanted.csv']);
  expect([...after.values()].every(({ inUse }) => inUse)).toBe(true);
  expect(values(await openTable(files[2]!, AS_FOUND), 'a')).toEqual([10]);
});

test('a workbook that would take more memory than there may be is refused before it is read', () => {
  expect(() => stopAtLarge(90 << 20)).not.toThrow();
  expect(() => stopAtLarge(360 << 20)).toThrow(/its sheets are 360 MB unpacked, .*save the sheet as CSV/);
});

describe('a file that takes a while', () => {
  const long = `a,b\n${'1,x\n'.repeat(400_000)}`;
  const left = () => readdirSync(path.join(folder, 'home', 'tables')).filter((name) => name.includes('.'));
  test('tells how far it is, from one reading for all who wait, and goes on for who still does', async () => {
    const file = written('long.csv', long);
    const told: number[][] = [[], []];
    const tired = new AbortController();
    const progress = (who: number) => (done: number, total: number) => {
      expect(total).toBe(long.length);
      told[who]!.push(done);
      if (who === 0) tired.abort(new Error('enough'));
    };
    const [first, second] = await Promise.allSettled([
      openTable(file, AS_FOUND, { signal: tired.signal, progress: progress(0) }),
      openTable(file, AS_FOUND, { progress: progress(1) }),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { rows: 400_000 } });
    expect(told[1]).toEqual(told[1]!.toSorted((a, b) => a - b));
    expect(told[1]!.at(-1)).toBe(long.length);
  });
  test('leaves nothing where nobody waits any more, and is read when it is asked for again', async () => {
    const file = written('given-up.csv', long.replaceAll('x', 'y'));
    const tired = new AbortController();
    const reading = openTable(file, AS_FOUND, {
      signal: tired.signal,
      progress: () => tired.abort(new Error('enough')),
    });
    await expect(reading).rejects.toThrow('enough');
    expect(left()).toEqual([]);
    expect((await openTable(file, AS_FOUND)).rows).toBe(400_000);
  });
  test('that is no UTF-8 only far behind its beginning is read as what it is', async () => {
    const table = await opened(Buffer.from(`a,b\n${'12345678,x\n'.repeat(400_000)}1,ä\n`, 'latin1'));
    expect(table.columns[1]!.classes).toEqual(['x', 'ä']);
    expect(table.rows).toBe(400_001);
  });
});
