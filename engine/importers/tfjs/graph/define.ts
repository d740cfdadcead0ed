import type { Emitter, Held } from './emitter.ts';
import type { GraphNode } from './nodes.ts';

/** What a node gives. Throws `NotRead` where it cannot be said. */
export type Rule = (e: Emitter, node: GraphNode, inputs: readonly Held[]) => Held | readonly Held[];
export type RuleTable = Readonly<Record<string, Rule>>;
