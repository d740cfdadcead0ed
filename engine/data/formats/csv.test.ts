import { describe, expect, it } from 'vitest';
import { word } from '../../texts/index.ts';
import { readCsv } from './csv.ts';

const read = (text: string) => readCsv(new TextEncoder().encode(text));
const rowsOf = (text: string): number[][] => {
  const { shape, data } = read(text);
  return Array.from({ length: shape[0] }, (_, row) => [...data.subarray(row * shape[1], (row + 1) * shape[1])]);
};

describe('tables of numbers', () => {
  it.each([
    ['commas', '1,2\n3,4\n'],
    ['no break at the end', '1,2\n3,4'],
    ['semicolons', '1;2\n3;4'],
    ['tabs', '1\t2\n3\t4'],
    ['breaks of Windows and of old Macs', '1,2\r\n3,4\r\n'],
    ['old Macs', '1,2\r3,4\r'],
    ['a byte-order mark', '\ufeff1,2\n3,4'],
    ['quotes', '"1","2"\n"3","4"'],
    ['spaces around', ' 1 , 2\n3, "4" '],
    ['names', 'a,b\n1,2\n3,4'],
    ['quoted names with everything in them', '"a, ""x""\n(cm)",b\n1,2\n3,4'],
    ['the name of the first column left out, as an index has it', ',b\n1,2\n3,4'],
    ['empty lines between and behind', '1,2\n\n3,4\n\n\n'],
    ['a declared separator', 'sep=;\n1;2\n3;4'],
    ['a byte-order mark before names', '\ufeff"a";"b"\n1;2\n3;4'],
  ])('with %s', (_, text) =>
    expect(rowsOf(text)).toEqual([
      [1, 2],
      [3, 4],
    ]),
  );

  it('may have decimal commas', () => {
    expect(rowsOf('1,5;-2,25\n3;4e1')).toEqual([
      [1.5, -2.25],
      [3, 40],
    ]);
    expect(rowsOf('"1,5","2,25"')).toEqual([[1.5, 2.25]]);
    expect(() => read('1,5;2\n1.234;3')).toThrow('line 2 has the decimal point of "1.234"');
    // a thousand, or one and a bit
    expect(() => read('"1,234",2')).toThrow('line 1 has "1,234" in column 1, which is no number');
  });

  it.each([
    ['1,,3\n4,5,6', 'line 1 has no value in column 2'],
    [',2,3\n4,5,6', 'line 1 has no value in column 1'],
    ['1,x,3\n4,5,6', 'line 1 has "x" in column 2, which is no number'],
    ['1O.5\n2', 'line 1 has "1O.5" in column 1, which is no number'],
    ['NaN,NaN\n4,5', 'line 1 has "NaN" in column 1, which is no number'],
    ['NA\n4', 'line 1 has "NA"'],
    ['n/a,?\n4,5', 'line 1 has "n/a"'],
    ['-,-\n4,5', 'line 1 has "-"'],
    ['0x10,2', 'line 1 has "0x10"'],
    ['Infinity\n1', 'line 1 has "Infinity"'],
    ['1\n\n3', 'line 2 has no value in column 1'],
    ['a,b\n1,2\n3', 'line 3 has 1 values, the first has 2'],
    ['"a\nb",c\n1,2\n3,x', 'line 4 has "x" in column 2'],
    ['1,"2\n3,4', 'the quote that opens in line 1 is never closed'],
    ['1,2"\n3,4', 'line 1 has a quote inside a value'],
    ['1,"2"3\n3,4', 'line 1 has a quote inside a value'],
    ['1e39', 'line 1 has "1e39" in column 1, which is beyond what float32 can hold'],
    ['a,b\n', 'it has no rows'],
    ['\n\n', 'it has no rows'],
  ])('refuse %j', (text, said) => expect(() => read(text)).toThrow(said));

  it('are told of another encoding', () => {
    const wide = (text: string, mark: boolean, big: boolean) => {
      const units = [...(mark ? '\ufeff' : ''), ...text].map((sign) => sign.charCodeAt(0));
      return Uint8Array.from(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])));
    };
    for (const mark of [true, false])
      for (const big of [true, false])
        expect(() => readCsv(wide('1,2\n3,4', mark, big))).toThrow('it is UTF-16 text; save it as UTF-8');
    expect(() => readCsv(Uint8Array.of(49, 50, 0, 1))).toThrow('it is not text');
    // names in Latin-1
    expect([...readCsv(Uint8Array.of(0x67, 0xf6, 0x0a, 0x31)).data]).toEqual([1]);
  });

  it('say what float32 rounds', () => {
    const { data, notes } = read('1\n16777217\n33554433');
    expect([...data]).toEqual([1, 16777216, 33554432]);
    expect(notes.map(word)).toEqual(['Line 2 has 16777217, which float32 rounds to 16777216.']);
  });
});
