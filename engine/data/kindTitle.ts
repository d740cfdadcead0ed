/** What kinds of columns are called, in the language that is spoken. */
import { t } from '../texts/index.ts';
import type { Column } from './define.ts';
import type { TableKind } from './tables.ts';

export function kindTitle(kind: Column['kind'] | TableKind): string {
  switch (kind) {
    case 'image':
      return t('columns.image', 'picture');
    case 'number':
      return t('columns.number', 'number');
    case 'category':
      return t('columns.category', 'category');
    case 'categories':
      return t('columns.categories', 'several categories');
    case 'sequence':
      return t('columns.sequence', 'sequence');
    case 'picture':
      return t('columns.picture', 'picture path');
    case 'tokens':
      return t('columns.tokens', 'tokens');
    case 'date':
      return t('columns.date', 'date');
    case 'text':
      return t('columns.text', 'text');
    case 'ignore':
      return t('columns.ignore', 'ignored');
  }
}
