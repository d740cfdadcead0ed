/** What becomes of a node of one type. */
import type { Op } from '../read.ts';
import type { Translator } from '../translator.ts';
import type { Value } from '../values.ts';

/** Gives the node's outputs, in order. Throws `Unmapped` where these attributes or inputs have no layers. */
export type Rule = (op: Op, t: Translator, inputs: readonly (Value | undefined)[]) => Value | readonly Value[];
export type RuleTable = Readonly<Record<string, Rule>>;

/** What the importer of PyTorch writes where an operator has no layer and leaves sizes as they are: an Identity keeps its place. */
export const STANDING = 'layerloom.standing';
/** Pools to a size of their own (attribute `output_size`), as that importer writes them. */
export const ADAPTIVE = { average: 'layerloom.adaptiveAverage', max: 'layerloom.adaptiveMax' } as const;
