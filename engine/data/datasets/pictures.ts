import { problem, UserError } from '../../problems.ts';
import { choice, int, path } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { PICTURE } from '../formats/picture.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';

const TEST = 'test';

export const pictures = defineDataset({
  id: 'pictures',
  title: 'Folder of pictures',
  doc:
    'A folder with one folder of pictures for each class, named after it. Where it holds the folders "train" and ' +
    '"test" instead, the classes lie in those. Pictures are read when they are needed and stretched to one size.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds a folder for each class, or the folders train and test.',
    }),
    width: int({ label: 'Width', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
    height: int({ label: 'Height', default: 64, min: 1, doc: 'Of every picture, in pixels.' }),
    colours: choice(['grey', 'rgb'], {
      label: 'Colours',
      default: 'rgb',
      doc: 'One channel of grey, or red, green and blue.',
      names: { grey: 'Grey', rgb: 'Red, green, blue' },
    }),
  },
  async open(files, { folder, width, height, colours }) {
    const shape = [colours === 'grey' ? 1 : 3, height, width] as const;
    const top = (await files.list(folder)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
    const parted = top.includes('train') && top.every((name) => name === 'train' || name === TEST);
    const train = parted ? `${folder}/train` : folder;
    const classes = parted ? (await files.list(train)).filter(({ isFolder }) => isFolder).map(({ name }) => name) : top;
    const damaged = (reason: Phrase) => new UserError(problem('dataset-damaged', { file: verbatim(folder), reason }));
    if (classes.length < 2)
      throw damaged(
        classes.length === 0 ? phrase('no-class-folders') : phrase('one-class-folder', { name: verbatim(classes[0]!) }),
      );
    const columns: readonly Column[] = [
      { name: 'image', kind: 'image', shape, dtype: 'float32', range: [0, 255] },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
    ];
    const found = await rows(files, train, classes);
    if (found.length === 0) throw damaged(phrase('no-pictures-in-folders'));
    const testing = parted && top.includes(TEST) ? await rows(files, `${folder}/${TEST}`, classes) : [];
    return {
      columns,
      train: tableOf(files, found, columns),
      ...(testing.length > 0 && { test: tableOf(files, testing, columns) }),
    };
  },
});

interface Row {
  readonly file: string;
  readonly label: number;
}

/** The picture files of every class, in the order of their names. */
async function rows(files: Files, folder: string, classes: readonly string[]): Promise<Row[]> {
  const lists = await Promise.all(
    classes.map(async (name, label) =>
      (await files.list(`${folder}/${name}`))
        .filter((entry) => !entry.isFolder && PICTURE.test(entry.name))
        .map((entry) => ({ file: `${folder}/${name}/${entry.name}`, label })),
    ),
  );
  return lists.flat();
}

function tableOf(files: Files, rows: readonly Row[], columns: readonly Column[]): Table {
  const [image, label] = columns as readonly [Column, Column];
  const shape = image.shape as readonly [number, number, number];
  const size = shape[0] * shape[1] * shape[2];
  return {
    rows: rows.length,
    read(name, indices, into) {
      const pixels = name === image.name;
      const data = into ?? allocate(pixels ? 'float32' : 'int32', indices.length * (pixels ? size : 1));
      for (let i = 0; i < indices.length; i++) {
        const { file, label } = rows[indices[i]!]!;
        if (pixels) data.set(files.picture(file, shape), i * size);
        else data[i] = label;
      }
      return { dtype: (pixels ? image : label).dtype, shape: [indices.length, ...(pixels ? shape : [])], data };
    },
  };
}
