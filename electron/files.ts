/** The document that a command line names: how systems hand over a double-clicked file. */
import path from 'node:path';
import { OPENED } from '../host/opened.ts';

/** `from` is where relative paths start: the folder in which the command was given. */
export function fileOf(argv: readonly string[], from: string): string | null {
  const isOpened = (name: string) => OPENED.some((ending) => name.toLowerCase().endsWith(ending));
  const named = argv.slice(1).find((argument) => !argument.startsWith('-') && isOpened(argument));
  return named === undefined ? null : path.resolve(from, named);
}
