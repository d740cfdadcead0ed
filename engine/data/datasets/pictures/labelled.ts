import { type Phrase, phrase, someNames, verbatim } from '../../../phrases.ts';
import { path, text } from '../../../settings.ts';
import { type Column, defineDataset, type Files, type Table } from '../../define.ts';
import { PICTURE } from '../../formats/picture.ts';
import { columnOf, readColumn } from '../../kinds/index.ts';
import { leadsOutside, placeOf, within } from './named.ts';
import { AS_FOUND, type StoredTable, type TableColumn, type TableOptions } from '../../tables.ts';
import { damaged } from '../files.ts';
import { leftOutNotes, leftOutSetting, stillIn } from '../pictureFolder.ts';
import { TABLE_FILES, TABLE_SETTINGS } from '../tableFile.ts';
import { pictureSettings, type PictureSettings, pictureShape, readPicture } from './read.ts';

export const labelledPictures = defineDataset({
  id: 'labelled-pictures',
  title: 'Pictures with a table',
  doc:
    'A table with the name of a picture file in each row, and what is to be learned of it: a class, several classes in one cell (cat|dog), ' +
    'or numbers. The pictures lie in a folder, or beside the table.',
  settings: {
    table: path({
      label: 'Table',
      default: '',
      doc: 'Has a row for each picture, such as labels.csv.',
      extensions: TABLE_FILES,
    }),
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Where the pictures lie; names in the table start there.',
      blank: { value: '', text: 'beside the table' },
    }),
    file: text({
      label: 'Column of names',
      default: '',
      doc: 'The column with the names of the picture files.',
      blank: { value: '', text: 'as found' },
    }),
    faulty: TABLE_SETTINGS.faulty,
    ...pictureSettings,
    leftOut: leftOutSetting,
  },
  required: ['table'],
  async open(files, { table, folder, file, faulty, leftOut, ...settings }) {
    const named = await namesOf(files, table, file, { ...AS_FOUND, faulty });
    const { stored, index } = named;
    const aside = new Map<string, Phrase>();
    const labels = stored.columns.flatMap((of, at): Label[] => {
      const column = at === index || of.kind === 'text' || of.kind === 'picture' ? undefined : columnOf(of, false);
      if (column) return [{ column, index: at }];
      if (at !== index) aside.set(of.name, phrase(of.kind === 'text' ? 'text-column' : 'ignore-column'));
      return [];
    });
    const image = { ...imageColumn(settings), name: freeName('image', stored.columns) };
    const place = placeOf(table, folder);
    const all = rowsOf(named, table, place);
    const left = stored.rows - all.places.length;
    const rows = withoutFiles(all, place, leftOut);
    return {
      columns: [image, ...labels.map(({ column }) => column)],
      train: tableOf(files, stored, rows, { image, labels, settings }),
      skipsDamaged: settings.skipDamaged,
      aside,
      notes: [
        ...stored.notes,
        ...(left > 0
          ? [phrase('rows-without-target', { count: left, column: verbatim(stored.columns[index]!.name) })]
          : []),
        ...leftOutNotes(all.places.length - rows.places.length),
        ...[...aside].map(([name, reason]) => phrase('column-left-aside', { name: verbatim(name), reason })),
      ],
    };
  },
});

const imageColumn = (settings: PictureSettings): Column => ({
  name: 'image',
  kind: 'image',
  shape: pictureShape(settings),
  dtype: 'float32',
  range: [0, 255],
});
const freeName = (name: string, taken: readonly TableColumn[]): string =>
  taken.some((one) => one.name === name) ? freeName(`${name} file`, taken) : name;

interface Named {
  /** Read with the names as a category: their texts are its classes. */
  readonly stored: StoredTable;
  /** The column of the names. */
  readonly index: number;
}

/** The table, and its column of names: the one that was chosen, or the first most of whose values name pictures. Throws a `UserError`. */
async function namesOf(files: Files, table: string, wanted: string, options: TableOptions): Promise<Named> {
  const first = await files.table(table, options);
  const able = first.columns.filter(({ name, kind }) =>
    wanted === '' ? ['text', 'category', 'picture'].includes(kind) : name === wanted,
  );
  // a table may be too short to tell
  const several = Object.fromEntries(
    first.columns.flatMap(({ name, kind, classes = [] }) =>
      kind === 'category' && classes.some((one) => /[|;]/.test(one)) ? [[name, 'categories']] : [],
    ),
  );
  for (const { name } of able) {
    const stored = await files.table(table, { ...options, kinds: { ...several, [name]: 'category' } });
    const index = stored.columns.findIndex((column) => column.name === name);
    const texts = stored.columns[index]!.classes ?? [];
    const pictures = texts.filter((one) => PICTURE.test(one)).length;
    if (wanted !== '' || (texts.length > 0 && pictures * 2 > texts.length)) return { stored, index };
  }
  const columns = someNames(first.columns.map(({ name }) => phrase('quoted', { name: verbatim(name) })));
  throw damaged(table, phrase('no-column-of-pictures', { columns }));
}

interface Rows {
  /** Rows of the table that name a picture. */
  readonly places: Int32Array;
  /** The picture of each. */
  readonly paths: readonly string[];
}

/** Names lead nowhere else than into the folder: a table may come from anywhere. Throws a `UserError` that names row and value. */
function rowsOf({ stored, index }: Named, table: string, folder: string): Rows {
  const all = Int32Array.from({ length: stored.rows }, (_, row) => row);
  const numbers = new Float64Array(stored.rows);
  stored.read(index, all, numbers);
  const { classes = [] } = stored.columns[index]!;
  const places = all.filter((row) => !Number.isNaN(numbers[row]));
  const paths = Array.from(places, (row) => {
    const name = classes[numbers[row]!]!;
    if (leadsOutside(name)) throw damaged(table, phrase('picture-outside', { row: row + 1, name: verbatim(name) }));
    return folder + within(name);
  });
  return { places, paths };
}

function withoutFiles({ places, paths }: Rows, folder: string, leftOut: Readonly<Record<string, string>>): Rows {
  const whole = folder.replace(/\/$/, '');
  const kept = stillIn([...places.keys()], whole, leftOut, (at) => paths[at]!);
  return { places: Int32Array.from(kept, (at) => places[at]!), paths: kept.map((at) => paths[at]!) };
}

interface Label {
  readonly column: Column;
  readonly index: number;
}

function tableOf(
  files: Files,
  stored: StoredTable,
  { places, paths }: Rows,
  {
    image,
    labels,
    settings,
  }: { readonly image: Column; readonly labels: readonly Label[]; readonly settings: PictureSettings },
): Table {
  return {
    rows: places.length,
    damage(row) {
      const reason = files.pictureFault(paths[row]!);
      return reason === undefined ? undefined : { file: verbatim(paths[row]!), reason };
    },
    fileOf: (row) => paths[row]!,
    read(name, indices, into) {
      if (name === image.name)
        return readPicture(
          files,
          image,
          settings,
          { rows: places.length, fileOf: (row) => paths[row]! },
          indices,
          into,
        );
      const { column, index } = labels.find((one) => one.column.name === name)!;
      const rows = Int32Array.from(indices, (row) => places[row]!);
      return readColumn(stored, index, column, rows, { into });
    },
  };
}
