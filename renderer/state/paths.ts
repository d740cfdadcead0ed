/** Paths of the machine, as Windows or the others write them; the page has no Node to ask. */

export const join = (folder: string, name: string): string =>
  `${folder.replace(/[\\/]$/, '')}${folder.includes('\\') ? '\\' : '/'}${name}`;

export const isAbsolute = (path: string): boolean => /^([\\/]|[a-z]:)/i.test(path);

export const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '');

/** A document's name as the name of a file. */
export const safeName = (name: string): string => name.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'network';

export const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** With the first of the extensions where it has none of them. */
export const withExtension = (name: string, extensions: readonly string[]): string =>
  extensions.length === 0 || extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`))
    ? name
    : `${name}.${extensions[0]}`;
