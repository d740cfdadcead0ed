import type { Choice } from '../../graph/document.ts';
import { areSounds } from '../../graph/sounds.ts';
import { verbatim } from '../../phrases.ts';
import { path, resolveSettings } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { leftOutSetting, type PictureRow, readClassFolder, SOUNDS, withoutLeftOut } from './pictureFolder.ts';
import {
  factsOf,
  FORM,
  formNotes,
  readSounds,
  soundColumn,
  soundFault,
  type SoundForm,
  soundSettings,
} from './sounds/read.ts';

export const sounds = defineDataset({
  id: 'sounds',
  title: 'Folder of sounds',
  doc: 'A folder with one folder of WAV files for each class, named after it.',
  more:
    'Where it holds the folders "train", "val" and "test" instead, the classes lie in those. What is no WAV file ' +
    'is passed over. Sounds are read when they are needed, the mean of their channels, and brought to one rate and ' +
    'one length.',
  settings: {
    folder: path({
      label: 'Folder',
      default: '',
      doc: 'Holds a folder for each class, or the folders train, val and test.',
    }),
    ...soundSettings,
    leftOut: leftOutSetting,
  },
  required: ['folder'],
  async open(files, { folder, skipDamaged, leftOut, ...form }) {
    const found = withoutLeftOut(await readClassFolder(files, folder, SOUNDS), folder, leftOut);
    const columns: readonly [Column, Column] = [
      soundColumn(form),
      { name: 'label', kind: 'category', shape: [], dtype: 'int32', classes: found.classes },
    ];
    const table = (part: readonly PictureRow[]) => tableOf(files, part, columns, form);
    const { rows, notes } = found;
    const all = [...rows.train, ...rows.validation, ...rows.test].map(({ file }) => file);
    return {
      columns,
      train: table(rows.train),
      ...(rows.validation.length > 0 && { validation: table(rows.validation) }),
      ...(rows.test.length > 0 && { test: table(rows.test) }),
      skipsDamaged: skipDamaged,
      notes: [...notes, ...formNotes(factsOf(files, all), form)],
    };
  },
});

/** The form in which sounds are read, where that is what a document learns from. */
export function soundForm(choice: Choice | null): SoundForm | undefined {
  if (!areSounds(choice)) return undefined;
  const known = Object.fromEntries(Object.entries(choice.settings).filter(([name]) => name in FORM));
  return resolveSettings(FORM, known).settings;
}

function tableOf(
  files: Files,
  rows: readonly PictureRow[],
  [sound, label]: readonly [Column, Column],
  form: SoundForm,
): Table {
  const fileOf = (row: number) => rows[row]!.file;
  return {
    rows: rows.length,
    damage(row) {
      const reason = soundFault(files, fileOf(row));
      return reason === undefined ? undefined : { file: verbatim(fileOf(row)), reason };
    },
    fileOf,
    read(name, indices, into) {
      if (name === sound.name) return readSounds(files, form, { rows: rows.length, fileOf }, indices, into);
      const data = into ?? allocate('int32', indices.length);
      for (let i = 0; i < indices.length; i++) data[i] = rows[indices[i]!]!.label;
      return { dtype: label.dtype, shape: [indices.length], data } as Tensor;
    },
  };
}
