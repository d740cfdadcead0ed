/** What a split by chance lets through: windows that overlap, days around those that are tested on, one person on both sides. */
import type { DataConfig } from '../graph/document.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { type Problem, problem, type Repair } from '../problems.ts';
import type { Column } from './define.ts';

type Split = DataConfig['split'];

/** Warnings with their cures. `columns`: of a dataset that brings no parts of its own. */
export function leaks(columns: readonly Column[], { split }: Pick<DataConfig, 'split'>): Problem[] {
  const { method, by } = split;
  if (method === 'order' || method === 'column' || (split.test === 0 && split.validation === 0)) return [];
  const named = (role: Column['role']) => columns.find((column) => column.role === role)?.name;
  const group = named('group');
  if (method === 'group' && by === group && group !== undefined) return [];
  const inOrder = cure(phrase('split-by-order'), split, { method: 'order' });
  if (named('span') !== undefined) return [problem('split-leaks-windows', {}, { repairs: [inOrder] })];
  if (group !== undefined) {
    const together = cure(phrase('keep-together', { column: verbatim(group) }), split, {
      method: 'group',
      by: group,
    });
    return [problem('split-leaks-group', { column: verbatim(group) }, { repairs: [together] })];
  }
  const time = named('time');
  if (time === undefined || method === 'group') return [];
  return [problem('split-leaks-time', { column: verbatim(time) }, { repairs: [inOrder] })];
}

function cure(title: Phrase, { by: _, ...split }: Split, better: Partial<Split>): Repair {
  return { title, actions: [{ kind: 'configure', path: ['data', 'split'], value: { ...split, ...better } }] };
}
