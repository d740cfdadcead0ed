/** Characters of names that are not seen and do something: what a terminal, an editor or a compiler would obey. */

/** Controls, line breaks of every kind, and what turns the direction of writing; as the inside of a class of a pattern with the flag `u`. */
export const CONTROLS = String.raw`\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF`;
/** Halves of characters, which no encoding can write. */
export const HALVES = String.raw`\p{Cs}`;

const UNSEEN = `[${CONTROLS}${HALVES}]`;

/** Whether a text has such characters. */
export const hasUnseen = (text: string): boolean => new RegExp(UNSEEN, 'u').test(text);

/** The text with such characters as strings of code write them: `\n`, `\u2028`. */
export const withoutUnseen = (text: string): string =>
  text.replace(new RegExp(UNSEEN, 'gu'), (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
