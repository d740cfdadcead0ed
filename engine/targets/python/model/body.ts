/**
 * What the printer makes of a drawing before it is text: the parts of a module and the statements of its `forward`. Numbers stay apart
 * from the code around them (`Hole`), so that the bodies of a block's instances can be compared: where all are alike but for numbers
 * they are one class, and the numbers in which they differ are its arguments.
 */
import type { Block } from '../../../graph/document.ts';
import type { TorchValue } from '../../../layers/define.ts';
import { literal, tuple } from '../text.ts';

/** A value within code, which may differ between the instances of a block. */
export class Hole {
  readonly value: TorchValue;
  /** What the argument would be called. */
  readonly name: string;
  /** The part that it belongs to. */
  readonly of: string;
  /** A list without its brackets. */
  readonly spread: boolean;
  /** An argument that is left out, with what stands before it, where it is what it is without being said. */
  readonly optional: Optional | undefined;
  constructor(value: TorchValue, name: string, of: string, spread = false, optional?: Optional) {
    this.spread = spread;
    this.optional = optional;
    this.value = value;
    this.name = name;
    this.of = of;
  }
}

interface Optional {
  /** What stands before it: `, stride=`. */
  readonly lead: string;
  readonly usual: TorchValue;
}

/** A tensor that flows through `forward`. */
export class Flow {
  /** What it would be called where its name says something. */
  readonly label: string;
  /** Its name; given once all uses are known. */
  name = '';
  uses = 0;
  /** The last statement that reads it. */
  last = -1;
  /** What it is to the one layer that reads it, where that says more than a letter: `query`. */
  part: string | undefined;
  /** What was done with what bears that name: `channels first`. */
  readonly done: string;
  constructor(label: string, done = '') {
    this.label = label;
    this.done = done;
  }
}

export type Piece = string | Hole | Flow;
export type Code = readonly Piece[];

export interface Statement {
  /** The node of the drawing that it stands for. */
  readonly node: string;
  /** What it gives; for `loop` what it goes on with. */
  readonly results: readonly Flow[];
  readonly code: Code;
  /** For a list of modules that are applied one after the other: the list, and what each is given. */
  readonly loop?: { readonly over: string; readonly given: readonly Flow[]; readonly carried: number };
  /** Statements after it, over what it gives: `{result} = {expression of $y}`. */
  readonly note?: string;
  /** Instances of a block, one after the other, that are called in this place. */
  readonly instances?: readonly Body[];
}

export interface Part {
  /** The node of the drawing that it stands for. */
  readonly node: string;
  readonly attribute: string;
  /** The constructor; else a block's instance, or several in a row. */
  readonly code?: Code;
  readonly bodies?: readonly Body[];
  /** Of several: a list, else one after the other in an `nn.Sequential`. */
  readonly list?: boolean;
  readonly repeated?: boolean;
}

export interface Body {
  readonly block: Block | undefined;
  /** What the block's settings are here. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Flow[];
  readonly parts: readonly Part[];
  /** Lines of `__init__` after the parts, each for its node. */
  readonly ties: readonly { readonly node: string; readonly line: string }[];
  readonly statements: readonly Statement[];
  readonly outputs: readonly Flow[];
  /** What is wrong, in words. */
  readonly comments: readonly string[];
}

/** The statement whose value is all that a body gives, and has no name of its own: the last one. */
export function returned({ statements, outputs }: Body): Statement | undefined {
  const last = statements.at(-1);
  const [only, ...others] = last?.results ?? [];
  const isAll = only !== undefined && others.length === 0 && outputs.length === 1 && outputs[0] === only;
  return isAll && !last!.loop ? last : undefined;
}

/** A hole as code. */
export function holeText({ value, spread, optional }: Hole): string {
  if (optional) return valueText(value) === valueText(optional.usual) ? '' : optional.lead + valueText(value);
  return spread && typeof value === 'object' ? value.map(literal).join(', ') : valueText(value);
}

/** A value as code. */
export const valueText = (value: TorchValue): string =>
  typeof value === 'object' ? tuple(value.map(literal)) : literal(value);

/** Names of what goes on from statement to statement. */
export const FLOWING = ['x', 'y', 'z', 'w', 'u', 'v'];
/** Ports whose names are what everybody calls such a tensor. */
export const PARTS: readonly string[] = ['query', 'key', 'value', 'mask', 'bias'];
/** A value that is read again after so many statements is called after its node. */
const LONG = 8;

/** Gives every tensor of a body its name: `x` goes on as `x`, a branch is `y`, and what is read much later has its node's name.
 * What one layer alone reads has the name of its part there, as a query has. `only`: what comes in is called so where it is one thing. */
export function nameFlows(
  { inputs, statements, outputs }: Body,
  made: (label: string) => string,
  only: string | null = 'x',
): void {
  const flows = new Set<Flow>();
  const use = (flow: Flow, at: number) => {
    flow.uses++;
    flow.last = Math.max(flow.last, at);
  };
  statements.forEach(({ code, results, loop }, at) => {
    for (const piece of code) if (piece instanceof Flow) use(piece, at);
    for (const flow of loop?.given ?? []) use(flow, at);
    for (const flow of results) flows.add(flow);
  });
  for (const flow of outputs) use(flow, statements.length);
  inputs.forEach((flow) => {
    flow.name = inputs.length === 1 && only !== null ? only : made(flow.label);
  });
  const live = (at: number) =>
    new Set([...inputs, ...flows].filter(({ name, last }) => name !== '' && last > at).map(({ name }) => name));
  statements.forEach(({ results, loop }, at) => {
    const taken = live(at);
    const unused = (label: string): string => {
      const name = made(label);
      return taken.has(name) ? unused(label) : name;
    };
    // what is the same in each round stays as it is
    for (const { name } of loop?.given.slice(loop.carried) ?? []) taken.add(name);
    for (const [i, flow] of results.entries()) {
      const carried = loop && i < loop.carried ? loop.given[i] : undefined;
      const goesOn =
        carried !== undefined && carried.last === at && FLOWING.includes(carried.name) && !taken.has(carried.name);
      const part = flow.uses === 1 && flow.part !== undefined && !taken.has(flow.part) ? flow.part : undefined;
      const free = goesOn ? carried.name : (part ?? FLOWING.find((name) => !taken.has(name)));
      const far = flow.uses > 1 && flow.last - at >= LONG;
      flow.name = far || free === undefined || (i > 0 && !goesOn) ? unused(flow.label) : free;
      taken.add(flow.name);
    }
  });
}
