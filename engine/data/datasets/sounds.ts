import type { Choice } from '../../graph/document.ts';
import { type Phrase, phrase, someNames, verbatim } from '../../phrases.ts';
import { reasonOf, Refusal } from '../../problems.ts';
import { boolean, choice, int, number, path, resolveSettings, type SettingsOf } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { DamagedRow } from '../damaged.ts';
import { type Column, defineDataset, type Files, type Table } from '../define.ts';
import { readWav, resampled, type SoundFacts, soundFacts } from '../formats/wav.ts';
import { damaged } from './files.ts';
import {
  leftOutSetting,
  withoutLeftOut,
  type PictureFolder,
  type PictureRow,
  readClassFolder,
  SOUNDS,
} from './pictureFolder.ts';

/** How every sound is brought to one form. */
const FORM = {
  rate: int({
    label: 'Rate',
    default: 16_000,
    min: 1000,
    max: 768_000,
    unit: 'Hz',
    doc: 'Samples a second of every sound: one that has others is brought to as many.',
  }),
  seconds: number({
    label: 'Length',
    default: 1,
    min: 0.01,
    max: 600,
    unit: 's',
    doc: 'Of every sound: a shorter one is followed by silence, a longer one is cut.',
  }),
  part: choice(['start', 'middle', 'end'], {
    label: 'Of longer ones',
    default: 'middle',
    doc: 'Which part of a longer sound is kept.',
    names: { start: 'The beginning', middle: 'The middle', end: 'The end' },
  }),
};
export type SoundForm = SettingsOf<typeof FORM>;

/** What sounds are called, and their classes. */
export const SOUND_COLUMN = 'sound';
export const SOUND_LABEL = 'label';

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
    ...FORM,
    skipDamaged: boolean({
      label: 'Skip damaged',
      default: false,
      doc: 'Sounds that cannot be read are passed over and told; else they keep the training from starting.',
    }),
    leftOut: leftOutSetting,
  },
  required: ['folder'],
  async open(files, { folder, skipDamaged, leftOut, ...form }) {
    const found = withoutLeftOut(await readClassFolder(files, folder, SOUNDS), folder, leftOut);
    const columns: readonly [Column, Column] = [
      { name: SOUND_COLUMN, kind: 'number', shape: [samplesOf(form)], dtype: 'float32', rate: form.rate },
      { name: SOUND_LABEL, kind: 'category', shape: [], dtype: 'int32', classes: found.classes },
    ];
    const table = (part: readonly PictureRow[]) => tableOf(files, part, columns, form);
    const { rows, notes } = found;
    return {
      columns,
      train: table(rows.train),
      ...(rows.validation.length > 0 && { validation: table(rows.validation) }),
      ...(rows.test.length > 0 && { test: table(rows.test) }),
      skipsDamaged: skipDamaged,
      notes: [...notes, ...formNotes(factsOf(files, found), form)],
    };
  },
});

/** The form in which sounds are read, where that is what a document learns from. */
export function soundForm(choice: Choice | null): SoundForm | undefined {
  if (choice?.type !== sounds.id) return undefined;
  const known = Object.fromEntries(Object.entries(choice.settings).filter(([name]) => name in FORM));
  return resolveSettings(FORM, known).settings;
}

/** Samples of every sound in this form. */
export const samplesOf = ({ rate, seconds }: SoundForm): number => Math.max(1, Math.round(rate * seconds));

/** A WAV file's sound in this form, into `out` from `at` on. Throws a `Refusal`. */
export function writeSound(bytes: Uint8Array, form: SoundForm, out: Float32Array, at: number): void {
  const samples = resampled(readWav(bytes), form.rate);
  const size = samplesOf(form);
  const over = Math.max(0, samples.length - size);
  const from = form.part === 'start' ? 0 : form.part === 'end' ? over : Math.floor(over / 2);
  out.fill(0, at, at + size);
  out.set(samples.subarray(from, from + size), at);
}

/** Sounds whose headers are looked at. */
const MOST_LOOKED = 2000;

/** What the headers of sounds say, evenly some of many. Throws a `UserError` that names the first where none of them can be read. */
export function factsOf(files: Files, { rows }: PictureFolder): readonly SoundFacts[] {
  const all = [...rows.train, ...rows.validation, ...rows.test];
  const count = Math.min(all.length, MOST_LOOKED);
  const looked = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!.file);
  const facts = looked.flatMap((file) => {
    const fact = orFault(() => soundFacts(files.bytes(file)));
    return fact instanceof Refusal ? [] : [fact];
  });
  if (facts.length === 0 && count > 0) named(looked[0]!, () => soundFacts(files.bytes(looked[0]!)));
  return facts;
}

/** What is read, or why it is not. */
function orFault<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What becomes of those of another form. */
function formNotes(facts: readonly SoundFacts[], form: SoundForm): Phrase[] {
  const of = facts.length;
  const size = samplesOf(form);
  const lengths = facts.map(({ rate, samples }) => Math.round((samples * form.rate) / rate));
  const others = facts.filter(({ rate }) => rate !== form.rate);
  const rates = [...new Set(others.map(({ rate }) => rate))].sort((a, b) => a - b);
  const several = facts.filter(({ channels }) => channels > 1).length;
  const [shorter, longer] = [lengths.filter((one) => one < size).length, lengths.filter((one) => one > size).length];
  const seconds = verbatim(String(form.seconds));
  return [
    ...(others.length > 0
      ? [
          phrase('sounds-resampled', {
            count: others.length,
            of,
            rates: someNames(rates.map((rate) => verbatim(String(rate)))),
            rate: verbatim(String(form.rate)),
          }),
        ]
      : []),
    ...(several > 0 ? [phrase('sounds-mixed', { count: several, of })] : []),
    ...(shorter > 0 ? [phrase('sounds-filled', { count: shorter, of, seconds })] : []),
    ...(longer > 0 ? [phrase('sounds-cut', { count: longer, of, seconds })] : []),
  ];
}

/** What reading a file gives; its errors name the file. */
export function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? damaged(file, reasonOf(error)) : error;
  }
}

function tableOf(
  files: Files,
  rows: readonly PictureRow[],
  [sound, label]: readonly [Column, Column],
  form: SoundForm,
): Table {
  const fileOf = (row: number) => rows[row]!.file;
  const size = samplesOf(form);
  const damageOf = (row: number, fault: unknown) =>
    fault instanceof Refusal ? { file: verbatim(fileOf(row)), reason: fault.reason } : undefined;
  return {
    rows: rows.length,
    damage: (row) =>
      damageOf(
        row,
        orFault(() => soundFacts(files.bytes(fileOf(row)))),
      ),
    fileOf,
    read(name, indices, into) {
      if (name === sound.name) {
        const data = (into ?? allocate('float32', indices.length * size)) as Float32Array;
        for (let i = 0; i < indices.length; i++) {
          const row = indices[i]!;
          const fault = orFault(() => writeSound(files.bytes(fileOf(row)), form, data, i * size));
          const damage = damageOf(row, fault);
          if (damage) throw new DamagedRow(row, rows.length, damage);
        }
        return { dtype: 'float32', shape: [indices.length, size], data } as Tensor;
      }
      const data = into ?? allocate('int32', indices.length);
      for (let i = 0; i < indices.length; i++) data[i] = rows[indices[i]!]!.label;
      return { dtype: label.dtype, shape: [indices.length], data } as Tensor;
    },
  };
}
