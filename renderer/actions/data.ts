/** What is learned from: the dataset, the columns that feed the network, and their transforms. */
import type { Verbatim } from '../../engine/phrases.ts';
import type { Column } from '../../engine/data/define.ts';
import { FEATURES, partOf } from '../../engine/data/propose.ts';
import type { TableKind } from '../../engine/data/tables.ts';
import type { Choice, ColumnConfig } from '../../engine/graph/document.ts';
import { configure } from '../../engine/graph/edits.ts';
import { isFed } from '../../engine/layers/index.ts';
import { describe, settled, withColumns } from '../state/document/data.ts';
import { activeDocument, edit } from '../state/document/workspace.ts';
import { setInDocument } from './recipe.ts';
import { datasetOf, dealtFor, transformOf } from '../../engine/data/index.ts';
import { ask } from '../state/host.ts';
import { t } from '../../engine/texts/index.ts';

/** Chooses a dataset, or another setting of it, and then maps its columns where nothing that fits is mapped: one undo step. */
export async function chooseDataset(dataset: Choice, label = t('edits.chooseData', 'Choose data')): Promise<void> {
  const open = activeDocument();
  if (!open) return;
  const merge = `data ${dataset.type}`;
  edit(label, (document) => ({ ...document, data: { ...document.data, dataset } }), { merge });
  await settled(dataset);
  const chosen = activeDocument()?.document.data;
  if (chosen?.dataset !== dataset) return;
  await describe(dataset, open.path, dealtFor(chosen));
  edit(label, (document) => (document.data.dataset === dataset ? withColumns(document, open) : document), { merge });
}

/** Another value of a setting of the dataset; undefined is its default. */
export async function setDatasetSetting(name: string, value: unknown): Promise<void> {
  const open = activeDocument();
  const dataset = open?.document.data.dataset;
  if (!dataset) return;
  // what the person names is no secret wish of a document's
  if (typeof value === 'string' && value !== '' && datasetOf(dataset.type)?.settings[name]?.kind === 'path')
    await ask('data.allow', { paths: [value], path: open.path });
  await chooseDataset(withSetting(dataset, name, value));
}

/** A choice with another value of one of its settings; undefined is its default. */
export function withSetting({ type, settings }: Choice, name: string, value: unknown): Choice {
  const { [name]: _, ...others } = settings;
  return {
    type,
    settings: value === undefined ? others : { ...others, [name]: value as Choice['settings'][string] },
  };
}

/** Where a column is used, below `data`: for an input, a target, or as a part of a joined column. */
export type FeedPlace = readonly ['inputs' | 'targets', string] | readonly ['joined', string, number];

const configAt = ([kind, key, part]: FeedPlace): ColumnConfig | undefined => {
  const data = activeDocument()?.document.data;
  return kind === 'joined' ? data?.joined?.[key]?.[part!] : data?.[kind][key];
};
const transformsAt = (place: FeedPlace): readonly Choice[] => configAt(place)?.transforms ?? [];
const setTransforms = (place: FeedPlace, transforms: readonly Choice[]): void =>
  setInDocument(t('data.transforms', 'Transforms'), ['data', ...place, 'transforms'], transforms);

/** The column that is used there; its transforms stay. */
export const chooseColumn = (place: FeedPlace, title: Verbatim, column: string): void =>
  setInDocument(t('data.column', 'Column for {{title}}', { title }), ['data', ...place], {
    column,
    transforms: transformsAt(place),
  });

export const addTransform = (place: FeedPlace, transform: Choice): void =>
  setTransforms(place, [...transformsAt(place), transform]);

export const removeTransform = (place: FeedPlace, index: number): void =>
  setTransforms(place, transformsAt(place).toSpliced(index, 1));

/** One place earlier or later. */
export function moveTransform(place: FeedPlace, index: number, by: 1 | -1): void {
  const transforms = transformsAt(place);
  const moved = transforms[index];
  if (moved) setTransforms(place, transforms.toSpliced(index, 1).toSpliced(index + by, 0, moved));
}

export async function setTransformSetting(
  place: FeedPlace,
  index: number,
  name: string,
  value: unknown,
): Promise<void> {
  const kind = transformOf(transformsAt(place)[index]?.type ?? '')?.settings[name]?.kind;
  // what the person names is no secret wish of a document's
  if (typeof value === 'string' && value !== '' && kind === 'path')
    await ask('data.allow', { paths: [value], path: activeDocument()?.path ?? null });
  setTransforms(
    place,
    transformsAt(place).map((one, i) => (i === index ? withSetting(one, name, value) : one)),
  );
}

/** Joins columns into one, which the first input is given: each as it is proposed for a table. */
export function joinColumns(columns: readonly Column[]): void {
  const open = activeDocument();
  const input = open?.document.graph.nodes.find(isFed);
  if (!open) return;
  edit(t('edits.joinColumns', 'Join columns'), (document) => {
    const joined = configure(document, ['data', 'joined'], {
      ...document.data.joined,
      [FEATURES]: columns.map(partOf),
    });
    return input ? configure(joined, ['data', 'inputs', input.id], { column: FEATURES, transforms: [] }) : joined;
  });
}

const setParts = (name: string, parts: readonly ColumnConfig[]): void =>
  setInDocument(t('edits.joinedColumns', 'Joined columns'), ['data', 'joined', name], parts);
const partsOf = (name: string): readonly ColumnConfig[] => activeDocument()?.document.data.joined?.[name] ?? [];

/** One column more, behind the others. */
export const addPart = (name: string, column: Column): void => setParts(name, [...partsOf(name), partOf(column)]);
export const removePart = (name: string, part: number): void => setParts(name, partsOf(name).toSpliced(part, 1));

/** What a column of a table holds, where it is not what was found; undefined is what was found. */
export async function chooseKind(column: string, kind: TableKind): Promise<void> {
  const kinds = activeDocument()?.document.data.dataset?.settings.kinds as Readonly<Record<string, string>> | undefined;
  await setDatasetSetting('kinds', { ...kinds, [column]: kind });
}
