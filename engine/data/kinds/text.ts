import { phrase } from '../../phrases.ts';
import { textsTensor } from '../language/ragged.ts';
import type { ColumnKind } from './define.ts';

/** As a part of a row of numbers: how often each word is there. */
const countWords = ['normalizeText', 'lowerCase', 'bagOfWords'].map((type) => ({ type, settings: {} }));

export const text: ColumnKind = {
  kept: 'texts',
  column: ({ name }) => ({ name, kind: 'text', shape: [], dtype: 'int32' }),
  ofTexts: textsTensor,
  part: ({ name }) => ({ column: name, transforms: [...countWords] }),
  against: ({ prose }) => (prose ? undefined : phrase('text-column')),
};
