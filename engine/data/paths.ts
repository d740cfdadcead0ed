/** Where the files of a document's data lie. */
import type { Choice, DataConfig } from '../graph/document.ts';
import type { Schema } from '../settings.ts';
import { datasetOf, transformOf } from './index.ts';
import { readyTable } from './ready/index.ts';

/** The paths among a dataset's settings, as they are written. */
export const datasetPaths = ({ type, settings }: Choice): readonly string[] =>
  pathsAmong(datasetOf(type)?.settings ?? {}, settings);

/** The same, with those that ship with the program. */
export const everyPath = ({ type, settings }: Choice): readonly string[] =>
  allAmong(datasetOf(type)?.settings ?? {}, settings);

/** Those of `datasetPaths`, by the names of their settings. */
export const namedPaths = ({
  type,
  settings,
}: Choice): readonly { readonly setting: string; readonly path: string }[] =>
  Object.entries(settings).flatMap(([setting, value]) =>
    pathsAmong(datasetOf(type)?.settings ?? {}, { [setting]: value }).map((path) => ({ setting, path })),
  );

/** Every path that is read where a document's data are: those of its dataset and of its transforms. */
export function dataPaths({ dataset, inputs, targets, joined = {} }: DataPaths): readonly string[] {
  const columns = [...Object.values(inputs), ...Object.values(targets), ...Object.values(joined).flat()];
  return [
    ...(dataset ? datasetPaths(dataset) : []),
    ...columns.flatMap(({ transforms }) =>
      transforms.flatMap(({ type, settings }) => pathsAmong(transformOf(type)?.settings ?? {}, settings)),
    ),
  ];
}
type DataPaths = Pick<DataConfig, 'dataset' | 'inputs' | 'targets' | 'joined'>;

const pathsAmong = (fields: Schema, settings: Choice['settings']): readonly string[] =>
  allAmong(fields, settings).filter((path) => !isOurs(path));

const allAmong = (fields: Schema, settings: Choice['settings']): readonly string[] =>
  Object.entries(settings).flatMap(([name, value]) =>
    Object.hasOwn(fields, name) && fields[name]!.kind === 'path' && typeof value === 'string' ? [value] : [],
  );

/** No file, or one that ships with the program. */
const isOurs = (path: string): boolean => path === '' || readyTable(path) !== undefined;

/** `\\server\share`: reading it sends the person's name, and what proves it, to another machine. Two slashes mean the same on Windows. */
export const isNetworkPath = (path: string): boolean => /^\s*[\\/]{2}/.test(path);

/** With `~` at its beginning as the person's own folder. */
export const expandHome = (path: string, home: string): string =>
  path === '~' ? home : /^~[\\/]/.test(path) ? home + path.slice(1) : path;
