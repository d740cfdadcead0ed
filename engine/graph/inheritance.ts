/** What an instance of a block passes on to all that stands within it, whether the block is expanded or taken apart. */
import type { Node } from './document.ts';

type Key = 'steps' | 'lora' | 'frozen' | 'frozenStatistics' | 'learningRate' | 'constraint' | 'regularization';
export type Inherited = Pick<Node, Key>;
type Rules = { readonly [K in Key]: (outer: Inherited[K], own: Inherited[K]) => Inherited[K] };

/** What a node has within an instance that has `outer`. */
const RULES: Rules = {
  steps: (outer = 0, own = 0) => outer + own || undefined,
  lora: (outer, own) => own ?? outer,
  frozen: (outer, own) => outer || own,
  frozenStatistics: (outer, own) => outer || own,
  learningRate: (outer, own) => (outer === undefined ? own : outer * (own ?? 1)),
  constraint: (outer, own) => own ?? outer,
  regularization: (outer, own) => own ?? outer,
};
export const INHERITED = Object.keys(RULES) as readonly Key[];

const pass = <K extends Key>(key: K, outer: Inherited, own: Inherited): Inherited[K] =>
  RULES[key](outer[key], own[key]);

/** What a node has within an instance: its own, and what the instance passes on. */
export const inherit = (outer: Inherited, own: Inherited): Inherited =>
  Object.fromEntries(
    INHERITED.flatMap((key) => {
      const value = pass(key, outer, own);
      return value === undefined ? [] : [[key, value]];
    }),
  );
