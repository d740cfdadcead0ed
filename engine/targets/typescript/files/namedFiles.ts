/**
 * Pictures and sounds that a table names, as an exported TypeScript project reads them: the table, then the files
 * (`data/datasets/labelled/files.ts`).
 */
import type { Choice } from '../../../graph/document.ts';
import type { LabelTable } from '../../define.ts';
import { literal } from '../../literals.ts';
import { isOwnTable, labelsRead, placeOfFiles } from '../../tables.ts';
import { READERS, type Reader } from '../data/readers.ts';

export const NAMED_FILES = `/** Files that the rows of a table name. */
import { filesUnder } from './class-folders.ts';

/** The files of a folder that are called so, with their endings or without. Names lead nowhere else: a table may come from anywhere. */
export function filesNamed(names: readonly string[], folder: string, ending: RegExp): string[] {
  const within = names.map((name) => name.trim().replaceAll('\\\\', '/'));
  const stray = within.find((name) => /^(\\/|[A-Za-z]:)/.test(name) || name.split('/').includes('..'));
  if (stray !== undefined) throw new Error(\`"\${stray}" leads out of \${folder}.\`);
  const bare = new Map<string, string>();
  if (!within.every((name) => ending.test(name)))
    for (const file of filesUnder(folder, ending).reverse()) bare.set(file.slice(folder.length + 1).replace(ending, ''), file);
  return within.map((name) => (!ending.test(name) && bare.get(name)) || \`\${folder}/\${name}\`);
}
`;

const PICTURE = /\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;
const SOUND = /\.wav$/i;

/** Each kind of such files by the dataset of class folders that reads the same, and its function that reads files. */
const KINDS = {
  'labelled-pictures': { like: 'pictures', read: 'readPictures', from: './pictures.ts', ending: PICTURE },
  'labelled-sounds': { like: 'sounds', read: 'readSounds', from: './sounds.ts', ending: SOUND },
} as const;

/** `columns`: those that are needed. Undefined where the data are no such files, or the program reads them in a way of its own. */
export function namedFilesReader(
  dataset: Choice | null,
  labels: LabelTable | undefined,
  columns: readonly string[],
): Reader | undefined {
  if (!dataset || !labels || !Object.hasOwn(KINDS, dataset.type)) return undefined;
  const read = isOwnTable(dataset, labels, columns) ? undefined : labelsRead(labels, columns);
  const { like, read: readFiles, from, ending } = KINDS[dataset.type as keyof typeof KINDS];
  const files = read && READERS[like]!(dataset.settings);
  if (!read || !files) return undefined;
  const { form, names, content } = labels;
  const { table } = dataset.settings;
  const folder = placeOfFiles(dataset);
  const { fit } = dataset.settings;
  const how = files.pictures
    ? [files.pictures, ...(fit === undefined || fit === 'stretch' ? [] : [fit])]
    : [files.sounds];
  return {
    packages: files.packages,
    imports: [
      `import { ${readFiles} } from ${literal(from)};`,
      "import { filesNamed } from './named-files.ts';",
      "import { readTable } from './table.ts';",
    ],
    ...(files.pictures && { pictures: files.pictures }),
    ...(files.sounds && { sounds: files.sounds }),
    named: { table: String(table), folder, content },
    reads: [],
    tests: false,
    body: () => [
      `const table = readTable(${literal(table)}, ${literal(form)}, ${literal([{ name: names, text: true }, ...read])}, [${literal(names)}]);`,
      `const files = filesNamed(table[${literal(names)}]!.texts!, ${literal(folder)}, ${String(ending)});`,
      `const train = { ...table, ${literal(content)}: ${readFiles}(files, ${how.map((one) => literal(one)).join(', ')}) };`,
      'return { train: train as unknown as Table };',
    ],
  };
}
