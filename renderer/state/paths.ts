/** The last part of a path, of Windows too. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!;
