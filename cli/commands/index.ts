/** Every command of `loom`. */
import type { Command } from '../define.ts';
import { bench } from './bench.ts';
import { check } from './check.ts';
import { data } from './data.ts';
import { engines } from './engines.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { generate } from './generate.ts';
import { gradients } from './gradients.ts';
import { importCommand } from './import.ts';
import { newCommand } from './new.ts';
import { predict } from './predict.ts';
import { program } from './program.ts';
import { runs } from './runs.ts';
import { summary } from './summary.ts';
import { templates } from './templates.ts';
import { train } from './train.ts';

/** In the order of a piece of work: make a network, look at it, train it, use it, take it elsewhere; then what is for few. */
export const COMMANDS: readonly Command[] = [
  newCommand,
  templates,
  data,
  check,
  summary,
  train,
  runs,
  evaluate,
  predict,
  generate,
  exportCommand,
  importCommand,
  gradients,
  program,
  engines,
  bench,
];
