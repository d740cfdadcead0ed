/** Text in columns, as a terminal shows it. */

/** On a terminal Chinese letters and their punctuation take two places each. */
export const widthOf = (text: string): number =>
  [...text].reduce((width, letter) => width + (/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u.test(letter) ? 2 : 1), 0);

/** Columns of text, the first `left` to the left and the others to the right. */
export function tableText(rows: readonly (readonly string[])[], left = 2): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const room = ' '.repeat(widths[column]! - widthOf(cell));
          return column < left ? cell + room : room + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What is not broken: a word with its punctuation, or a Chinese letter with what may not begin a line. */
const UNIT = /\s+|\p{Script=Han}[。，、；：！？）”》]*|[^\s\p{Script=Han}，、；]+[，、；]*/gu;

/** Lines of text no wider than so many places, all but the first after so many spaces; a longer word has a line of its own. */
export function wrapped(text: string, width: number, indent = 0): string {
  const lines: string[] = [''];
  for (const [unit] of text.matchAll(UNIT)) {
    const line = lines.at(-1)!;
    if (line !== '' && widthOf(line + unit.trimEnd()) > width - indent) lines.push(unit);
    else lines[lines.length - 1] = line + unit;
  }
  return lines.map((line) => line.trim()).join(`\n${' '.repeat(indent)}`);
}

export { grouped } from '../engine/types/bytes.ts';
