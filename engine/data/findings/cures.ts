/** What a document can have done to it about what is found: each cure is one undo step. */
import type { Choice, ColumnConfig, DataConfig, Document } from '../../graph/document.ts';
import { lossOf } from '../../learn/index.ts';
import { phrase, verbatim } from '../../phrases.ts';
import type { Repair, RepairAction } from '../../problems.ts';
import { settingsFor } from '../datasets/pictures/maskValues.ts';
import type { Column } from '../define.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { resolveFeeds } from '../feeds.ts';
import type { Cures, Facts } from './define.ts';

export const NO_CURES: Cures = {
  ignore: () => [],
  fill: () => [],
  clip: () => [],
  leaveGapsOut: () => [],
  leaveOut: () => [],
  leaveFilesOut: () => [],
  readAs: () => [],
  readMore: () => [],
  keepOtherEnd: () => [],
  stratify: () => [],
  weigh: () => [],
  keepShapes: () => [],
  readMasks: () => [],
  show: () => [],
};

/** More rows are no list that a person would want in a document. */
const MOST_ROWS = 10_000;

interface Place {
  readonly path: readonly (string | number)[];
  readonly config: ColumnConfig;
}

/** `target`: the column that is predicted, with the counts of its classes where it has some. */
export function curesOf(
  document: Document,
  columns: readonly Column[],
  target: { readonly name: string; readonly classes?: Facts['classes'] | undefined } | undefined,
): Cures {
  const { data, training } = document;
  const settings = data.dataset?.settings ?? {};
  const set = (name: string, value: unknown): RepairAction => ({
    kind: 'configure',
    path: ['data', 'dataset', 'settings', name],
    value,
  });
  /** The column with a transform put before its others. */
  const before = (
    column: string,
    type: string,
    given: ColumnConfig['transforms'][number]['settings'],
  ): RepairAction[] =>
    placesOf(data, column).map(({ path, config: { transforms } }) => ({
      kind: 'configure',
      path: ['data', ...path, 'transforms'],
      value: [{ type, settings: given }, ...transforms],
    }));
  const named = (
    id:
      | 'fill-gaps'
      | 'clip-column'
      | 'ignore-the-column'
      | 'leave-gaps-out'
      | 'read-as-category'
      | 'read-as-number'
      | 'read-as-date',
    column: string,
  ) => phrase(id, { column: verbatim(column) });
  const known = (name: string) => columns.find((column) => column.name === name);
  return {
    ignore: (column) => one(named('ignore-the-column', column), withoutColumn(document, columns, column)),
    fill(column) {
      const filled = placesOf(data, column).some(({ config }) =>
        config.transforms.some(({ type }) => type === 'impute'),
      );
      const able = known(column)?.kind === 'number' && column !== target?.name;
      return filled || !able ? [] : one(named('fill-gaps', column), before(column, 'impute', {}));
    },
    clip: (column, least, greatest) =>
      one(named('clip-column', column), before(column, 'clip', { least: short(least), greatest: short(greatest) })),
    leaveGapsOut(column) {
      const gaps = (settings.gaps ?? {}) as Readonly<Record<string, string>>;
      if (column in gaps || column === target?.name || known(column)?.kind === 'text') return [];
      return one(named('leave-gaps-out', column), [set('gaps', { ...gaps, [column]: 'leaveOut' })]);
    },
    leaveOut: (rows) =>
      one(
        phrase('leave-rows-out'),
        rowsLeftOut(settings, rows).map((value) => set('leftOut', value)),
      ),
    leaveFilesOut: (files, all = false) =>
      one(
        phrase(all ? 'leave-unsure-out' : 'leave-files-out'),
        filesLeftOut(settings, files).map((value) => set('leftOut', value)),
      ),
    readAs: (column, kind) =>
      one(named(`read-as-${kind}`, column), [
        set('kinds', { ...((settings.kinds ?? {}) as Readonly<Record<string, string>>), [column]: kind }),
      ]),
    ...curesOfTexts(document),
    stratify() {
      if (!target || data.split.method === 'stratified') return [];
      const value = { ...data.split, method: 'stratified', by: target.name };
      return one(phrase('stratify-split'), [{ kind: 'configure', path: ['data', 'split'], value }]);
    },
    weigh: () =>
      one(phrase('weigh-classes'), target?.classes ? weighed(data, training, target.name, target.classes) : []),
    ...curesOfPictures(set),
    show: () => [{ title: phrase('show-data'), actions: [{ kind: 'show', what: 'data' }] }],
  };
}

const one = (title: Repair['title'], actions: readonly RepairAction[]): readonly Repair[] =>
  actions.length > 0 ? [{ title, actions }] : [];

type Settings = NonNullable<DataConfig['dataset']>['settings'];

/** With these rows, from 0, what is left out of a table; nothing where there are none, or too many. */
function rowsLeftOut({ leftOut = [] }: Settings, rows: readonly number[]): readonly (readonly number[])[] {
  const all = [...new Set([...(leftOut as readonly number[]), ...rows.map((row) => row + 1)])];
  return rows.length === 0 || all.length > MOST_ROWS ? [] : [all.sort((a, b) => a - b)];
}

/** With these files what is left out of a folder; nothing where there are none, or too many. */
function filesLeftOut(
  { leftOut = {} }: Settings,
  files: readonly string[],
): readonly Readonly<Record<string, string>>[] {
  const all = [...new Set([...Object.keys(leftOut as object), ...files])].sort(byCodePoints);
  return files.length === 0 || all.length > MOST_ROWS
    ? []
    : [Object.fromEntries(all.map((name) => [name, 'leaveOut']))];
}

/** Six digits say it as well. */
const short = (value: number): number => Number(value.toPrecision(6));

/** Where a column is used, below `data`. */
export function placesOf(data: Pick<DataConfig, 'inputs' | 'joined'>, column: string): Place[] {
  const inputs = Object.entries(data.inputs).map(([key, config]): Place => ({ path: ['inputs', key], config }));
  const joined = Object.entries(data.joined ?? {}).flatMap(([name, parts]) =>
    parts.map((config, part): Place => ({ path: ['joined', name, part], config })),
  );
  return [...inputs, ...joined].filter(({ config }) => config.column === column);
}

const curesOfPictures = (
  set: (name: string, value: unknown) => RepairAction,
): Pick<Cures, 'keepShapes' | 'readMasks'> => ({
  keepShapes: () => one(phrase('keep-shapes'), [set('fit', 'fit')]),
  readMasks: (greys) =>
    one(
      phrase('read-masks', { values: greys.known.map((value) => verbatim(String(value))) }),
      Object.entries(settingsFor(greys)).map(([name, value]) => set(name, value)),
    ),
});

const curesOfTexts = ({ data, graph }: Document): Pick<Cures, 'readMore' | 'keepOtherEnd'> => ({
  readMore: (column, length) =>
    one(phrase('read-tokens', { length }), [
      ...withSettings(data, column, { truncate: { length }, pad: { length } }),
      ...graph.nodes.flatMap(({ id, settings: { shape } }): RepairAction[] =>
        data.inputs[id]?.column === column && Array.isArray(shape) && shape.length === 1
          ? [{ kind: 'set', node: id, setting: 'shape', value: [length] }]
          : [],
      ),
    ]),
  keepOtherEnd: (column, keep) =>
    one(
      phrase(keep === 'first' ? 'keep-last' : 'keep-first'),
      withSettings(data, column, { truncate: { keep: keep === 'first' ? 'last' : 'first' } }),
    ),
});

/** The transforms of a column with other settings, by their types. */
const withSettings = (
  data: DataConfig,
  column: string,
  changed: Readonly<Record<string, Choice['settings']>>,
): RepairAction[] =>
  placesOf(data, column).map(({ path, config: { transforms } }) => ({
    kind: 'configure',
    path: ['data', ...path, 'transforms'],
    value: transforms.map(({ type, settings }) => ({ type, settings: { ...settings, ...changed[type] } })),
  }));

/** Takes a column out of those that are joined, and lets the Inputs that they feed be of their new size. */
function withoutColumn({ data, graph }: Document, columns: readonly Column[], column: string): RepairAction[] {
  const changed = Object.entries(data.joined ?? {}).flatMap(([name, parts]) => {
    const left = parts.filter((part) => part.column !== column);
    return left.length > 0 && left.length < parts.length ? [[name, left] as const] : [];
  });
  if (changed.length === 0) return [];
  const after = { ...data, joined: { ...data.joined, ...Object.fromEntries(changed) } };
  const shapes = new Map(resolveFeeds(columns, after).feeds.map(({ name, column: { shape } }) => [name, shape]));
  const sized = graph.nodes.flatMap(({ id, settings }): RepairAction[] => {
    const shape = shapes.get(`input:${id}`);
    const fed = changed.some(([name]) => data.inputs[id]?.column === name);
    return fed && shape && 'shape' in settings ? [{ kind: 'set', node: id, setting: 'shape', value: shape }] : [];
  });
  return [
    ...changed.map(([name, value]): RepairAction => ({ kind: 'configure', path: ['data', 'joined', name], value })),
    ...sized,
  ];
}

/** Each class counts as if all had as many rows: scikit-learn's "balanced". */
function weighed(
  data: DataConfig,
  training: Document['training'],
  target: string,
  { names, counts }: NonNullable<Facts['classes']>,
): RepairAction[] {
  const all = counts.train.reduce((sum, count) => sum + count, 0);
  const value = counts.train.map((count) => short(count === 0 ? 1 : all / (names.length * count)));
  return training.losses.flatMap(({ target: key, loss }, i): RepairAction[] => {
    const able = lossOf(loss.type)?.settings.classWeights && data.targets[key]?.column === target;
    const given = (loss.settings.classWeights ?? []) as readonly number[];
    return able && given.length === 0
      ? [{ kind: 'configure', path: ['training', 'losses', i, 'loss', 'settings', 'classWeights'], value }]
      : [];
  });
}
