import { phrase } from '../../phrases.ts';
import type { ColumnKind } from './define.ts';

/** Known by its name only. */
export const ignore: ColumnKind = { kept: 'nothing', against: () => phrase('ignore-column') };
