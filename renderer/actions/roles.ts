/** What a column of a table is for: each choice is one undo step. */
import type { Column } from '../../engine/data/define.ts';
import { curesOf, placesOf } from '../../engine/data/findings/cures.ts';
import { FEATURES, partOf } from '../../engine/data/propose.ts';
import type { Document } from '../../engine/graph/document.ts';
import { configure, weighSamples } from '../../engine/graph/edits.ts';
import { applyRepair } from '../../engine/graph/repair.ts';
import { resolveFeeds } from '../../engine/data/feeds.ts';
import type { RepairAction } from '../../engine/problems.ts';
import { t } from '../../engine/texts/index.ts';
import { describedOf } from '../state/document/data.ts';
import { activeDocument, edit } from '../state/document/workspace.ts';

export type ColumnRole = 'input' | 'target' | 'weight' | 'group' | 'split' | 'none';

/** The first that it has: as a target it is nothing else. */
export function roleOf({ data, training }: Document, column: string): ColumnRole {
  const weights = new Set(training.losses.map(({ sampleWeights }) => sampleWeights));
  for (const [key, config] of Object.entries(data.targets))
    if (config.column === column) return weights.has(key) ? 'weight' : 'target';
  if (placesOf(data, column).length > 0) return 'input';
  const { method, by } = data.split;
  if (by !== column) return 'none';
  return method === 'group' ? 'group' : method === 'column' ? 'split' : 'none';
}

/** Those that it can have, and the one that it has. */
export function rolesFor(
  document: Document,
  { name, kind }: { readonly name: string; readonly kind: string },
): ColumnRole[] {
  const { data, training } = document;
  const able: Record<ColumnRole, boolean> = {
    input: Object.keys(data.joined ?? {}).length > 0 && kind !== 'picture',
    target: Object.keys(data.targets).length > 0 && !['text', 'date', 'sequence', 'picture'].includes(kind),
    weight: kind === 'number' && training.losses.length > 0,
    group: !['text', 'sequence', 'categories', 'picture'].includes(kind),
    split: kind === 'category' || kind === 'number',
    none: true,
  };
  const has = roleOf(document, name);
  // the only column of an input stays
  if (has === 'target') return ['target'];
  return (Object.keys(able) as ColumnRole[]).filter((role) => able[role] || role === has);
}

export function chooseRole(column: string, role: ColumnRole): void {
  const open = activeDocument();
  const described = open && describedOf(open);
  if (!open || described?.state !== 'ready') return;
  const { columns } = described;
  edit(t('edits.setRole', 'Set the role of a column'), (document) => withRole(document, columns, column, role));
}

/** The document in which a column of these has the role, and no other. */
export function withRole(document: Document, columns: readonly Column[], column: string, role: ColumnRole): Document {
  const before = roleOf(document, column);
  if (before === role) return document;
  const free = withoutRole(document, columns, column, before);
  const split = { ...free.data.split, by: column };
  switch (role) {
    case 'none':
      return free;
    case 'group':
      return configure(free, ['data', 'split'], { ...split, method: 'group' });
    case 'split':
      return configure(free, ['data', 'split'], { ...split, method: 'column' });
    case 'weight':
      return weighSamples(free, 0, column);
    case 'input':
      return withInput(free, columns, column);
    case 'target':
      return withTarget(free, column);
  }
}

function withoutRole(document: Document, columns: readonly Column[], column: string, role: ColumnRole): Document {
  switch (role) {
    case 'input': {
      const [cure] = curesOf(document, columns, undefined).ignore(column);
      return cure ? applyRepair(document, cure) : document;
    }
    case 'weight':
      return document.training.losses.reduce(
        (left, { sampleWeights }, i) =>
          sampleWeights && document.data.targets[sampleWeights]?.column === column
            ? weighSamples(left, i, undefined)
            : left,
        document,
      );
    case 'group':
    case 'split': {
      const { by: _, ...split } = document.data.split;
      return configure(document, ['data', 'split'], { ...split, method: 'random' });
    }
    default:
      return document;
  }
}

/** Behind the others of the first joined column, and the Inputs that it feeds are of the new size. */
function withInput(document: Document, columns: readonly Column[], name: string): Document {
  const column = columns.find((one) => one.name === name);
  const [joined = FEATURES] = Object.keys(document.data.joined ?? {});
  if (!column) return document;
  const parts = [...(document.data.joined?.[joined] ?? []), partOf(column)];
  const after = configure(document, ['data', 'joined', joined], parts);
  const { feeds } = resolveFeeds(columns, after.data);
  const actions = feeds.flatMap(({ name, config, column: { shape } }): RepairAction[] =>
    name.startsWith('input:') && config.column === joined
      ? [{ kind: 'set', node: name.slice('input:'.length), setting: 'shape', value: shape }]
      : [],
  );
  return applyRepair(after, { actions });
}

/** In place of the column that the first target had. The rows that lack it are left out. */
function withTarget(document: Document, column: string): Document {
  const [key] = Object.keys(document.data.targets);
  if (key === undefined) return document;
  const changed = configure(document, ['data', 'targets', key], { column, transforms: [] });
  return configure(changed, ['data', 'dataset', 'settings', 'target'], column);
}
