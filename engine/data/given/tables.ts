/** Tables: one, or one to learn from and one to test on. */
import { TABLE_FILES } from '../datasets/tableFile.ts';
import type { Recognizer } from './define.ts';

const TABLE = new RegExp(`\\.(${TABLE_FILES.join('|')})$`, 'i');
const TEST = /(^|[ _-])(test|testing|holdout|eval)([ _.-]|$)/i;
/** Whether a table is called one to test on. */
export const isToTest = (name: string): boolean => TEST.test(name);

export const tables: Recognizer = async ({ files }) => {
  const all = files.filter(({ name }) => TABLE.test(name));
  const [train, ...others] = all.filter(({ name }) => !isToTest(name));
  const tests = all.filter(({ name }) => isToTest(name));
  if (!train || others.length > 0 || tests.length > 1) return undefined;
  const [test] = tests;
  return { type: 'table', settings: { file: train.path, ...(test && { test: test.path }) } };
};
