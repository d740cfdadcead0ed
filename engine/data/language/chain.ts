/** How a text becomes tokens of one length, unless a person says it otherwise. */
import type { Choice, ColumnConfig } from '../../graph/document.ts';
import { resolveSettings } from '../../settings.ts';
import type { Column } from '../define.ts';
import { transformOf } from '../index.ts';

/** Tokens that a network reads of a text where nothing else is known. */
export const USUAL_LENGTH = 128;

const choice = (type: string, settings: Choice['settings'] = {}): Choice => ({ type, settings });

/** To rows of so many tokens. */
export const toLength = (length: number): readonly Choice[] => [
  choice('truncate', { length }),
  choice('pad', { length }),
];

/** From texts to rows of so many words; `vocabulary`: different ones at most. */
export const readText = (length = USUAL_LENGTH, vocabulary?: number): readonly Choice[] => [
  choice('normalizeText'),
  choice('lowerCase'),
  choice('tokenize', vocabulary === undefined ? {} : { vocabulary }),
  ...toLength(length),
];

const TEXT: Column = { name: '', kind: 'text', shape: [], dtype: 'int32' };

/** Whether its transforms begin with a text. */
export function readsText({ transforms: [first] }: Pick<ColumnConfig, 'transforms'>): boolean {
  const transform = first && transformOf(first.type);
  if (!transform) return false;
  const { settings } = resolveSettings(transform.settings, first.settings);
  const ofNumbers = transform.column({ ...TEXT, kind: 'number', dtype: 'float32' }, settings);
  // a file that is missing keeps a transform from neither
  return 'received' in ofNumbers && (first.type === 'tokenize' || !('received' in transform.column(TEXT, settings)));
}
