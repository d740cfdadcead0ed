/**
 * Text of others on a terminal. Names, paths and messages may hold control characters that a terminal obeys: they set its title,
 * overwrite lines, or turn the order of letters round. Here they are shown instead of sent.
 */

/** Controls but for tab and line feed, separators of lines, and what changes the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OBEYED = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const shown = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** As a terminal may have it: what it would obey is shown as `\u001b`, as in JSON, so that JSON stays what it says. */
export const forTerminal = (text: string): string => text.replace(OBEYED, shown);

/** The same on one line: for a message that may hold another's lines. */
export const oneLine = (text: string): string => forTerminal(text).replace(/\s*\n\s*/g, ' ');
