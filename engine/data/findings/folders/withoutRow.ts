import { verbatim } from '../../../phrases.ts';
import { problem } from '../../../problems.ts';
import type { FolderFinding } from '../define.ts';

/** Pictures or sounds that lie beside those of a table, and that it does not name. */
export const withoutRow: FolderFinding = {
  id: 'withoutRow',
  find: ({ unnamed }) =>
    unnamed && unnamed.files.length > 0
      ? [
          problem('data-files-without-row', {
            ...{ count: unnamed.files.length, first: verbatim(unnamed.files[0]!) },
            folder: verbatim(unnamed.folder),
          }),
        ]
      : [],
};
