/** Sounds: in a folder for each class, in a form that most of them have. */
import { readClassFolder, SOUNDS } from '../datasets/pictureFolder.ts';
import { sounds } from '../datasets/sounds.ts';
import { factsOf } from '../datasets/sounds/read.ts';
import type { Files } from '../define.ts';
import type { Recognizer } from './define.ts';
import { classFolders } from './folders.ts';

/** Voices, and most of what is told apart, lie below half of it. */
const MOST_RATE = 16_000;
/** So many of the sounds are not cut, if they are not longer than so many seconds. */
const [WHOLE, MOST_SECONDS] = [0.9, 5];

/** The rate and the length that most of these have, as settings of a dataset of sounds. Throws a `UserError` where none can be read. */
export function commonForm(
  files: Files,
  all: readonly string[],
): { readonly rate?: number; readonly seconds?: number } {
  const facts = factsOf(files, all);
  const rate = Math.min(MOST_RATE, mostFrequent(facts.map((one) => one.rate)));
  const lengths = facts.map((one) => one.samples / one.rate).sort((a, b) => a - b);
  const common = lengths[Math.min(lengths.length - 1, Math.floor(WHOLE * lengths.length))]!;
  const seconds = Math.min(MOST_SECONDS, Math.max(0.1, Math.ceil(common * 20 - 1e-6) / 20));
  return { ...(rate !== MOST_RATE && { rate }), ...(seconds !== 1 && { seconds }) };
}

/** A folder with a folder of WAV files for each class. */
export const classSounds: Recognizer = async ({ folder }, files) => {
  if (folder === undefined || !(await classFolders(files, folder, SOUNDS))) return undefined;
  const { rows } = await readClassFolder(files, folder, SOUNDS);
  const all = [...rows.train, ...rows.validation, ...rows.test].map(({ file }) => file);
  return { type: sounds.id, settings: { folder, ...commonForm(files, all) } };
};

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
