/** Tables: one, or one to learn from and one to test on, among others that belong to them. */
import { TABLE_FILES } from '../datasets/tableFile.ts';
import { FORM, type GivenPath, type Recognizer } from './define.ts';

const TABLE = new RegExp(`\\.(${TABLE_FILES.join('|')})$`, 'i');
const TEST = /(^|[ _-])(test|testing|holdout|eval)([ _.-]|$)/i;
/** Whether a table is called one to test on. */
export const isToTest = (name: string): boolean => TEST.test(name);

/** `train.csv`, `training data.csv` */
const TRAIN = /(^|[ _-])train(ing)?([ _-]?(data|set))?\.[^.]+$/i;
/** What describes tables as often as it is one. */
const NOTES = /\.txt$/i;

export const tables: Recognizer = async ({ files }) => {
  const found = files.filter(({ name }) => TABLE.test(name));
  const all = withoutSome(withoutSome(found, FORM), NOTES);
  const tests = all.filter(({ name }) => isToTest(name));
  const rest = all.filter(({ name }) => !isToTest(name));
  // beside the table that is called so lie those that are looked up
  const called = rest.filter(({ name }) => TRAIN.test(name));
  const [train, ...others] = called.length > 0 ? called : rest;
  if (!train || others.length > 0 || tests.length > 1) return undefined;
  const [test] = tests;
  return { type: 'table', settings: { file: train.path, ...(test && { test: test.path }) } };
};

/** Those that are not called so, where there are any. */
function withoutSome(files: readonly GivenPath[], called: RegExp): readonly GivenPath[] {
  const others = files.filter(({ name }) => !called.test(name));
  return others.length > 0 ? others : files;
}
