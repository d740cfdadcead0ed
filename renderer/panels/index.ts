/** The panels of the dock, in their order: the first is shown by Alt+1. */
import { code } from './code/definition.ts';
import { data } from './data/definition.ts';
import { problems } from './problems/definition.ts';
import { results } from './results/definition.ts';
import { runs } from './runs/definition.ts';
import { statistics } from './statistics/definition.ts';
import { training } from './training/definition.ts';

export const PANELS = [training, statistics, results, data, code, problems, runs] as const;
