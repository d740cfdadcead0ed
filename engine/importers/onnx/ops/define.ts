/** What becomes of a node of one type. */
import type { Op } from '../read.ts';
import type { Translator } from '../translator.ts';
import type { Value } from '../values.ts';

/** Gives the node's outputs, in order. Throws `Unmapped` where these attributes or inputs have no layers. */
export type Rule = (op: Op, t: Translator, inputs: readonly (Value | undefined)[]) => Value | readonly Value[];
export type RuleTable = Readonly<Record<string, Rule>>;
