/** Where the files of a document's data lie. */
import type { Choice } from '../graph/document.ts';
import { datasetOf } from './index.ts';

/** The paths among a dataset's settings, as they are written. */
export function dataPaths({ type, settings }: Choice): string[] {
  const fields = datasetOf(type)?.settings ?? {};
  return Object.entries(settings).flatMap(([name, value]) =>
    Object.hasOwn(fields, name) && fields[name]!.kind === 'path' && typeof value === 'string' && value !== ''
      ? [value]
      : [],
  );
}

/** `\\server\share`: reading it sends the person's name, and what proves it, to another machine. Two slashes mean the same on Windows. */
export const isNetworkPath = (path: string): boolean => /^\s*[\\/]{2}/.test(path);

/** With `~` at its beginning as the person's own folder. */
export const expandHome = (path: string, home: string): string =>
  path === '~' ? home : /^~[\\/]/.test(path) ? home + path.slice(1) : path;
