/** What is learned from: the dataset, the columns that feed the network, and their transforms. */
import type { Verbatim } from '../../engine/phrases.ts';
import type { Choice } from '../../engine/graph/document.ts';
import { describe, settled, withColumns } from '../state/document/data.ts';
import { activeDocument, edit } from '../state/document/workspace.ts';
import { setInDocument } from './recipe.ts';
import { datasetOf } from '../../engine/data/index.ts';
import { ask } from '../state/host.ts';
import { t } from '../../engine/texts/index.ts';

/** Chooses a dataset, or another setting of it, and then maps its columns where nothing that fits is mapped: one undo step. */
export async function chooseDataset(dataset: Choice, label = t('edits.chooseData', 'Choose data')): Promise<void> {
  const open = activeDocument();
  if (!open) return;
  const merge = `data ${dataset.type}`;
  edit(label, (document) => ({ ...document, data: { ...document.data, dataset } }), { merge });
  await settled(dataset);
  if (activeDocument()?.document.data.dataset !== dataset) return;
  await describe(dataset, open.path);
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

/** What a column is given to. */
export type FeedKind = 'inputs' | 'targets';

const transformsOf = (kind: FeedKind, key: string): readonly Choice[] =>
  activeDocument()?.document.data[kind][key]?.transforms ?? [];
const setTransforms = (kind: FeedKind, key: string, transforms: readonly Choice[]): void =>
  setInDocument(t('data.transforms', 'Transforms'), ['data', kind, key, 'transforms'], transforms);

/** The column that feeds an input or is the truth of a target; its transforms stay. */
export const chooseColumn = (kind: FeedKind, key: string, title: Verbatim, column: string): void =>
  setInDocument(t('data.column', 'Column for {{title}}', { title }), ['data', kind, key], {
    column,
    transforms: transformsOf(kind, key),
  });

export const addTransform = (kind: FeedKind, key: string, type: string): void =>
  setTransforms(kind, key, [...transformsOf(kind, key), { type, settings: {} }]);

export const removeTransform = (kind: FeedKind, key: string, index: number): void =>
  setTransforms(kind, key, transformsOf(kind, key).toSpliced(index, 1));

/** One place earlier or later. */
export function moveTransform(kind: FeedKind, key: string, index: number, by: 1 | -1): void {
  const transforms = transformsOf(kind, key);
  const moved = transforms[index];
  if (moved) setTransforms(kind, key, transforms.toSpliced(index, 1).toSpliced(index + by, 0, moved));
}

export const setTransformSetting = (kind: FeedKind, key: string, index: number, name: string, value: unknown): void =>
  setTransforms(
    kind,
    key,
    transformsOf(kind, key).map((one, i) => (i === index ? withSetting(one, name, value) : one)),
  );
