/** `src/class-folders.ts` of an exported project: folders of files by class, as the engine reads them (`data/datasets/pictureFolder.ts`). */
export const CLASS_FOLDERS = `/** Folders of files, one for each class. */
import { readdirSync } from 'node:fs';
import type { Numbers } from './arrays.ts';

const FOREIGN = /^(\\.|__MACOSX$|__pycache__$|@eaDir$|\\$RECYCLE\\.BIN$|System Volume Information$)/i;
/** The parts that a folder may be dealt out into, by what their folders are called. */
const PARTS: Record<string, 'train' | 'validation' | 'test'> = {
  train: 'train', training: 'train', val: 'validation', valid: 'validation', validation: 'validation', test: 'test', testing: 'test',
};

/** By code points: 1, 10, 2, B, a. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The folders in a folder, or its files of an ending; hidden ones and those of systems are passed over. */
const entries = (folder: string, ending?: RegExp): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !FOREIGN.test(entry.name) && entry.isDirectory() === (ending === undefined) && (ending?.test(entry.name) ?? true))
    .map(({ name }) => name)
    .sort(compare);

/** Every folder in a folder, and itself. */
const foldersUnder = (folder: string): string[] => [folder, ...entries(folder).flatMap((name) => foldersUnder(\`\${folder}/\${name}\`))];
/** All files of an ending in a folder. */
export const filesUnder = (folder: string, ending: RegExp): string[] =>
  foldersUnder(folder)
    .sort(compare)
    .flatMap((place) => entries(place, ending).map((name) => \`\${place}/\${name}\`));

/** Where the parts lie: the folder itself is that of training where it holds none, and one that holds but one more is gone into. */
function partsOf(folder: string, ending: RegExp, depth = 0): { train: string; validation?: string; test?: string } {
  const found: { train?: string; validation?: string; test?: string } = {};
  const folders = entries(folder);
  const others = folders.filter((name) => {
    const part = PARTS[name.toLowerCase()];
    if (!part || found[part]) return true;
    found[part] = \`\${folder}/\${name}\`;
    return false;
  });
  const { train, ...parts } = found;
  if (train && (others.length === 0 || Object.keys(parts).length > 0)) return { train, ...parts };
  const inner = \`\${folder}/\${folders[0]}\`;
  const wraps = folders.length === 1 && depth < 4 && entries(folder, ending).length === 0;
  return wraps && entries(inner).length > 0 && entries(inner, ending).length === 0 ? partsOf(inner, ending, depth + 1) : { train: folder };
}

/**
 * What is read of the files of an ending in a folder for each class, or in such folders below train, val and test. A label is the place of its class
 * among the names of all.
 */
export function byClass<T>(
  folder: string,
  ending: RegExp,
  read: (files: readonly string[], labels: Numbers) => T,
): { train: T; validation?: T; test?: T } {
  const { train, ...others } = partsOf(folder, ending);
  const classes = entries(train).filter((name) => filesUnder(\`\${train}/\${name}\`, ending).length > 0);
  const rowsOf = (place: string) => {
    const there = entries(place);
    return classes.flatMap((name, label) => {
      const alike = there.includes(name) ? [name] : there.filter((one) => one.toLowerCase() === name.toLowerCase() && !classes.includes(one));
      return alike.flatMap((one) => filesUnder(\`\${place}/\${one}\`, ending)).map((file) => ({ file, label }));
    });
  };
  const readAll = (rows: readonly { file: string; label: number }[]): T =>
    read(rows.map(({ file }) => file), { shape: [rows.length], data: Int32Array.from(rows, ({ label }) => label) });
  const parts = Object.entries(others).map(([part, place]) => [part, rowsOf(place)] as const);
  const known = parts.flatMap(([part, rows]) => (rows.length > 0 ? [[part, readAll(rows)] as const] : []));
  return { train: readAll(rowsOf(train)), ...Object.fromEntries(known) };
}
`;
