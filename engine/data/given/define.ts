/** What files and folders that a person gives may be: one file here = one kind, listed in `index.ts`. */
import type { Choice } from '../../graph/document.ts';
import type { Files } from '../define.ts';

/** What lies in one place, looked at once. */
export interface Given {
  /** The folders and files that were given, or where one folder was, what lies directly in it. */
  readonly folders: readonly GivenPath[];
  readonly files: readonly GivenPath[];
  /** The folder that was given, where it was one. */
  readonly folder: string | undefined;
}
export interface GivenPath {
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
}

/** What reads it, where it looks like this kind; undefined where it does not. */
export type Recognizer = (given: Given, files: Files) => Promise<Choice | undefined>;

/** Names that systems leave behind. */
export const FOREIGN = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/** A form to be handed in beside tables to learn from: what it says is made up. */
export const FORM = /(^|[ _-])(sample|gender)?[ _-]?submission([ _.-]|$)/i;

export const namedPath = (path: string): GivenPath => ({
  path,
  name: /[^\\/]*$/.exec(path.replace(/[\\/]+$/, ''))![0],
});
