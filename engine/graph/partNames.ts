/** What the parts of the rows are called in a column that deals them out. */

/** By their order: to learn from, to validate and to test on. */
const PARTS = [
  ['train', 'training', '0'],
  ['val', 'valid', 'validate', 'validation', 'dev', 'development', '1'],
  ['test', 'testing', 'eval', 'evaluation', 'holdout', 'hold-out', '2'],
];

/** The place of a part; -1 of a name that is none's. */
export const partNamed = (name: string): number =>
  PARTS.findIndex((names) => names.includes(name.trim().toLowerCase()));

/** The parts that the classes of a column name; a column of numbers says 0, 1 and 2. */
export const partsNamed = (classes: readonly string[] = ['0', '1', '2']): readonly number[] => classes.map(partNamed);
