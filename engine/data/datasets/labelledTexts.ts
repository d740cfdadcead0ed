import { type Phrase, phrase, someNames, verbatim } from '../../phrases.ts';
import { choice, path } from '../../settings.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { allocate } from '../../types/dtype.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { decodeText, encoding, type TextEncoding } from '../language/decode.ts';
import { textsTensor } from '../language/ragged.ts';
import { leftOutSetting, withoutLeftOut, type Part, readClassFolder, TEXTS } from './pictureFolder.ts';
import { damaged } from './files.ts';

interface Row {
  readonly text: string;
  /** The number of its class. */
  readonly label: number;
}

export const labelledTexts = defineDataset({
  id: 'labelled-texts',
  title: 'Texts by class',
  doc:
    'A folder with one folder of text files for each class, named after it; or with one text file for each class, ' +
    'a text on each line.',
  more: 'Where it holds the folders "train", "val" and "test" instead, the classes lie in those.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds a folder or a file for each class, or the folders train, val and test.',
    }),
    row: choice(['auto', 'file', 'line', 'paragraph'], {
      label: 'A text is',
      default: 'auto',
      doc: 'What of a file is one text: all of it, each line, or what stands between empty lines.',
      names: { auto: 'As found', file: 'A file', line: 'A line', paragraph: 'A paragraph' },
    }),
    encoding,
    leftOut: leftOutSetting,
  },
  required: ['folder'],
  async open(files, { folder, row, encoding, leftOut }) {
    const { alone, ...found } = await filesByClass(files, folder);
    const { classes, rows, notes } = withoutLeftOut(found, folder, leftOut);
    const reader = new Reader(files, encoding, row === 'auto' ? (alone ? 'line' : 'file') : row);
    const columns: readonly Column[] = [
      { name: 'text', kind: 'text', shape: [], dtype: 'int32' },
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes },
    ];
    const tables = {
      train: tableOf(await reader.read(rows.train)),
      validation: tableOf(await reader.read(rows.validation)),
      test: tableOf(await reader.read(rows.test)),
    };
    if (tables.train.rows === 0) throw damaged(folder, phrase('has-no-rows'));
    return {
      columns,
      train: tables.train,
      ...(tables.validation.rows > 0 && { validation: tables.validation }),
      ...(tables.test.rows > 0 && { test: tables.test }),
      notes: [...notes, ...reader.notes],
    };
  },
});

type Found = Awaited<ReturnType<typeof readClassFolder>> & { readonly alone: boolean };

/** Folders of files; where there are none, each file of the folder is a class of its own. */
async function filesByClass(files: Files, folder: string): Promise<Found> {
  const entries = await files.list(folder);
  const texts = entries.filter(({ name, isFolder }) => !isFolder && TEXTS.rows.test(name) && !name.startsWith('.'));
  const folders = entries.filter(({ name, isFolder }) => isFolder && !name.startsWith('.'));
  if (folders.length > 0 || texts.length < 2) return { ...(await readClassFolder(files, folder, TEXTS)), alone: false };
  const names = texts.map(({ name }) => name).sort(byCodePoints);
  const rows = names.map((name, label) => ({ file: `${folder}/${name}`, label }));
  const classes = names.map((name) => name.replace(/\.[^.]+$/, ''));
  return { classes, rows: { train: rows, validation: [], test: [] }, notes: [], alone: true };
}

/** Texts are held in memory, so many bytes of them at most. */
const MOST_BYTES = 1 << 30;
/** Files that are read at a time. */
const AT_ONCE = 32;

class Reader {
  readonly #files: Files;
  readonly #encoding: TextEncoding;
  readonly #row: 'file' | 'line' | 'paragraph';
  #bytes = 0;
  #empty = 0;
  readonly #others = new Map<string, string[]>();
  readonly #lossy: string[] = [];

  constructor(files: Files, encoding: TextEncoding, row: 'file' | 'line' | 'paragraph') {
    this.#files = files;
    this.#encoding = encoding;
    this.#row = row;
  }

  async read(rows: readonly { readonly file: string; readonly label: number }[]): Promise<Row[]> {
    const read: Row[] = [];
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      const part = rows.slice(start, start + AT_ONCE);
      const contents = await Promise.all(part.map(({ file }) => this.#files.read(file)));
      part.forEach(({ file, label }, i) => {
        for (const text of this.#texts(file, contents[i]!)) read.push({ text, label });
      });
    }
    return read;
  }

  #texts(file: string, bytes: Uint8Array): readonly string[] {
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES) throw damaged(file, phrase('texts-too-large', { most: MOST_BYTES >> 20 }));
    const { text, encoding, lost } = decodeText(bytes, this.#encoding);
    if (this.#encoding === 'auto' && encoding !== 'utf-8')
      this.#others.set(encoding, [...(this.#others.get(encoding) ?? []), file]);
    if (lost > 0) this.#lossy.push(file);
    const pieces = { file: () => [text], line: () => text.split('\n'), paragraph: () => text.split(/\n\s*\n/) }[
      this.#row
    ]();
    const filled = pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
    if (this.#row === 'file' && filled.length === 0) this.#empty++;
    return filled;
  }

  get notes(): Phrase[] {
    const named = (files: readonly string[]) => someNames(files.map((file) => verbatim(file)));
    return [
      ...[...this.#others].map(([encoding, files]) =>
        phrase('files-in-encoding', { count: files.length, encoding: verbatim(encoding), files: named(files) }),
      ),
      ...(this.#lossy.length > 0
        ? [phrase('files-not-in-encoding', { count: this.#lossy.length, files: named(this.#lossy) })]
        : []),
      ...(this.#empty > 0 ? [phrase('empty-texts', { count: this.#empty })] : []),
    ];
  }
}

function tableOf(rows: readonly Row[]): Table {
  return {
    rows: rows.length,
    read(name, indices, into) {
      if (name === 'text') return textsTensor(Array.from(indices, (i) => rows[i]!.text));
      const data = into ?? allocate('int32', indices.length);
      for (let i = 0; i < indices.length; i++) data[i] = rows[indices[i]!]!.label;
      return { dtype: 'int32', shape: [indices.length], data: data as Int32Array };
    },
  };
}

export type { Part };
