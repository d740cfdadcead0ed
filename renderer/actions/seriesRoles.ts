/** What a column of a table over time is for: each choice is one undo step. */
import { series, type SeriesSettings } from '../../engine/data/datasets/series.ts';
import type { Choice, Document } from '../../engine/graph/document.ts';
import { configure } from '../../engine/graph/edits.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { t } from '../../engine/texts/index.ts';
import { edit } from '../state/document/workspace.ts';

export type SeriesRole = 'time' | 'target' | 'input' | 'group' | 'none';

const settingsOf = ({ data }: Document): SeriesSettings =>
  resolveSettings(series.settings, data.dataset!.settings).settings as unknown as SeriesSettings;

export const isSeries = ({ data }: Document): boolean => data.dataset?.type === series.id;
export const seriesTarget = (document: Document): string => settingsOf(document).target;

interface Seen {
  readonly name: string;
  readonly kind: string;
}

export function seriesRoleOf(document: Document, { name, kind }: Seen): SeriesRole {
  const { time, target, group, roles } = settingsOf(document);
  if (name === time) return 'time';
  if (name === target) return 'target';
  if (name === group || roles[name] === 'group') return 'group';
  return kind === 'number' && roles[name] !== 'none' ? 'input' : 'none';
}

/** Those that it can have: time and target are given to another column, and never to none. */
export function seriesRolesFor(document: Document, column: Seen): readonly SeriesRole[] {
  const has = seriesRoleOf(document, column);
  if (has === 'time' || has === 'target') return [has];
  const isNumber = column.kind === 'number';
  const isTime = isNumber || column.kind === 'date';
  return [
    ...(isTime ? (['time'] as const) : []),
    ...(isNumber ? (['target', 'input'] as const) : []),
    ...(column.kind === 'category' || has === 'group' ? (['group'] as const) : []),
    'none',
  ];
}

export function withSeriesRole(document: Document, { name }: Seen, role: SeriesRole): Document {
  const { group, roles } = settingsOf(document);
  const { [name]: _, ...others } = roles;
  const isOnlyGroup = role === 'group' && group === '';
  const next: Record<string, Choice['settings'][string]> = {
    ...document.data.dataset!.settings,
    roles:
      role === 'none'
        ? { ...others, [name]: 'none' }
        : role === 'group' && !isOnlyGroup
          ? { ...others, [name]: 'group' }
          : others,
  };
  if (role === 'time' || role === 'target') next[role] = name;
  if (isOnlyGroup) next.group = name;
  else if (group === name) next.group = '';
  return configure(document, ['data', 'dataset', 'settings'], next);
}

export function chooseSeriesRole(column: Seen, role: SeriesRole): void {
  edit(t('edits.setRole', 'Set the role of a column'), (document) => withSeriesRole(document, column, role));
}
