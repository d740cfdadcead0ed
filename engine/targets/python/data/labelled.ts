/** Pictures and sounds that a table names, as an exported Python project reads them: the table, then each file when it is asked for. */
import type { Choice } from '../../../graph/document.ts';
import type { LabelTable } from '../../define.ts';
import { isOwnTable, labelsRead, placeOfFiles } from '../../tables.ts';
import { columnCall } from '../tables/reader.ts';
import { literal } from '../text.ts';
import { askedRows, type FileRows, picturesOf, type Reader, soundsOf, UNDER } from './readers.ts';

const NAMED = `${UNDER}

def files_named(names, folder, endings):
    """The files that a table names, with their endings or without."""
    names, bare = [name.strip().replace("\\\\", "/") for name in names], {}
    if not all(name.lower().endswith(endings) for name in names):
        for path in reversed(files_under(folder, endings)):
            bare[os.path.splitext(os.path.relpath(path, folder))[0].replace(os.sep, "/")] = path
    return [
        os.path.join(folder, name) if name.lower().endswith(endings) else bare.get(name, os.path.join(folder, name))
        for name in names
    ]
`;

const KINDS: Readonly<Record<string, (settings: Choice['settings']) => FileRows | undefined>> = {
  'labelled-pictures': picturesOf,
  'labelled-sounds': soundsOf,
};

/**
 * `columns`: those that are needed, and `inputs` those of them that the network reads. Undefined where the data are no such files, or
 * the program reads them in a way of its own: they go along as numbers.
 */
export function labelledReader(
  dataset: Choice | null,
  labels: LabelTable | undefined,
  columns: readonly string[],
  inputs: readonly string[],
): Reader | undefined {
  if (!dataset || !labels || !Object.hasOwn(KINDS, dataset.type)) return undefined;
  const { table } = dataset.settings;
  const { form, names, content } = labels;
  const of = KINDS[dataset.type]!(dataset.settings);
  if (!of || isOwnTable(dataset, labels, columns)) return undefined;
  const read = labelsRead(labels, columns);
  const others = read.map(({ name }) => `, ${literal(name)}: table[${literal(name)}]`).join('');
  return {
    packages: of.packages,
    functions: [
      `${of.functions}\n\n${NAMED}\n`,
      '# How the file of the table is read, and which columns: the names of the files, and what is known of them.',
      `FORM = ${literal(form)}`,
      `COLUMNS = [${[{ name: names, text: true }, ...read].map(columnCall).join(', ')}]\n`,
    ].join('\n'),
    // a file alone says nothing of the other columns
    ...(inputs.every((name) => name === content) && { rows: askedRows(of, content) }),
    alone: true,
    body: () => [
      `table = read_columns(${literal(table)}, FORM, COLUMNS, filled=[${literal(names)}])`,
      `files = files_named(table[${literal(names)}], ${literal(placeOfFiles(dataset))}, ${of.endings})`,
      of.form,
      `return {"train": {${literal(content)}: ${of.rows}${others}}}`,
    ],
  };
}
