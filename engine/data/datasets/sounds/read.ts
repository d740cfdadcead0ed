/** Sound files as rows of a dataset: how all of them are brought to one form, and what is told of those that have another. */
import { type Phrase, phrase, someNames, type Value, verbatim } from '../../../phrases.ts';
import { Refusal, reasonOf, UserError } from '../../../problems.ts';
import { boolean, choice, int, number, type SettingsOf } from '../../../settings.ts';
import { allocate, type TensorData } from '../../../types/dtype.ts';
import type { Tensor } from '../../../types/tensor.ts';
import { DamagedRow } from '../../damaged.ts';
import type { Column, Files } from '../../define.ts';
import { readWav, resampled, type SoundFacts, soundFacts } from '../../formats/wav.ts';
import { damaged, type FileRows } from '../files.ts';

/** How every sound is brought to one form. */
export const FORM = {
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

export const soundSettings = {
  ...FORM,
  skipDamaged: boolean({
    label: 'Skip damaged',
    default: false,
    doc: 'Sounds that cannot be read are passed over and told; else they keep the training from starting.',
  }),
};

export const soundColumn = (form: SoundForm): Column => ({
  name: 'sound',
  kind: 'number',
  shape: [samplesOf(form)],
  dtype: 'float32',
  rate: form.rate,
});

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

/** Rows of a column of sounds. Throws a `DamagedRow` for the first that cannot be read. */
export function readSounds(
  files: Files,
  form: SoundForm,
  { rows, fileOf, called }: FileRows,
  indices: ArrayLike<number>,
  into?: TensorData,
): Tensor {
  const size = samplesOf(form);
  const data = (into ?? allocate('float32', indices.length * size)) as Float32Array;
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    const fault = orFault(() => writeSound(files.bytes(fileOf(row)), form, data, i * size));
    if (fault instanceof Fault)
      throw new DamagedRow(row, rows, { file: called?.(row) ?? verbatim(fileOf(row)), reason: fault.reason });
  }
  return { dtype: 'float32', shape: [indices.length, size], data } as Tensor;
}

/** Why a sound cannot be read, as far as its headers show it. */
export function soundFault(files: Files, file: string): Value | undefined {
  const fault = orFault(() => soundFacts(files.bytes(file)));
  return fault instanceof Fault ? fault.reason : undefined;
}

/** Sounds whose headers are looked at. */
const MOST_LOOKED = 2000;

/** What the headers of sounds say, evenly some of many. Throws a `UserError` that names the first where none of them can be read. */
export function factsOf(files: Files, all: readonly string[]): readonly SoundFacts[] {
  const count = Math.min(all.length, MOST_LOOKED);
  const looked = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
  const facts = looked.flatMap((file) => {
    const fact = orFault(() => soundFacts(files.bytes(file)));
    return fact instanceof Fault ? [] : [fact];
  });
  if (facts.length === 0 && count > 0) named(looked[0]!, () => soundFacts(files.bytes(looked[0]!)));
  return facts;
}

/** Why a file is not read. */
class Fault {
  readonly reason: Value;
  constructor(reason: Value) {
    this.reason = reason;
  }
}

/** What is read, or why it is not: the file itself is none, or cannot be had. */
function orFault<T>(read: () => T): T | Fault {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return new Fault(error.reason);
    const [found] = error instanceof UserError ? error.problems : [];
    if (found?.code === 'dataset-missing') return new Fault(phrase('no-such-file'));
    if (found?.code === 'file-unreadable') return new Fault(found.values.reason!);
    throw error;
  }
}

/** What becomes of those of another form. */
export function formNotes(facts: readonly SoundFacts[], form: SoundForm): Phrase[] {
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
