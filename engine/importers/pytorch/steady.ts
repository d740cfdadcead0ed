/**
 * What a program makes of sizes, buffers and constants alone: places, masks, tables of angles. Such a tensor is the same for each sample,
 * also where the program says how many there are: it is kept for one, which meets all of them. What counts the samples (`arange` of
 * how many there are) is 0 then, which says something only as the place of a sample in what is kept so.
 */
import { plainName } from './held.ts';
import { Named, type Argument, type Node, type Program } from './program.ts';

export interface Steady {
  /** The open size that is the number of samples. */
  readonly batch: string | undefined;
  readonly names: ReadonlySet<string>;
  /** Of them those that count the samples. */
  readonly counts: ReadonlySet<string>;
  /** Nodes that make something else of such a count: there is no sample of which it would be true. */
  readonly mixed: ReadonlySet<Node>;
}

const PASSES: ReadonlySet<string> = new Set([
  ...['unsqueeze', 'squeeze', 'view', 'reshape', 'expand', 'to', '_to_copy', 'clone', 'contiguous', 'alias', 'detach'],
]);
/** Whether all numbers stay what they are, if in another shape. */
const leavesAsTheyAre = (op: string, { other, start = 0, end, step = 1 }: Node['args']): boolean =>
  PASSES.has(op) ||
  (/^(add|sub)$/.test(op) && other === 0) ||
  (op === 'slice' && start === 0 && Number(end) >= Number.MAX_SAFE_INTEGER && step === 1);

/** What meets place by place, so that one stands for all samples. */
const BROADCASTS: ReadonlySet<string> = new Set([
  ...['add', 'sub', 'rsub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  ...['logical_and', 'logical_or', 'logical_xor', 'bitwise_and', 'bitwise_or', 'bitwise_xor', '__and__', '__or__'],
  ...['where', 'masked_fill', 'matmul', 'bmm', 'embedding', 'scaled_dot_product_attention', 'index', 'gather'],
]);
/** By chance, anew each time. */
const BY_CHANCE = /^(rand|normal|bernoulli|multinomial|dropout|native_dropout|empty)/;

/** The tensors that an argument names. */
export const namesIn = (argument: Argument): string[] =>
  (Array.isArray(argument) ? (argument as readonly Argument[]) : [argument]).flatMap((one) =>
    one instanceof Named ? [one.name] : [],
  );

/** Whether what is kept for one sample may stand among what flows in this node. */
export const meetsAll = ({ op }: Node): boolean => BROADCASTS.has(plainName(op).replace(/_$/, ''));

export function steadyIn({ nodes, metas, inputs, owned, parameters }: Program): Steady {
  const batch = inputs.map((name) => metas.get(name)?.sizes[0]?.open).find((open) => open !== undefined);
  const names = new Set([...owned.keys()].filter((name) => !parameters.has(name)));
  const counts = new Set<string>();
  const mixed = new Set<Node>();
  const isOfSamples = (name: string) => batch !== undefined && metas.get(name)?.sizes[0]?.open === batch;
  for (const node of nodes) {
    const { op, args, outputs } = node;
    const plain = plainName(op);
    const read = Object.values(args).flatMap(namesIn);
    const counting = read.filter((name) => counts.has(name));
    const isSteady = read.every((name) => names.has(name)) && !BY_CHANCE.test(plain);
    if (isSteady) for (const name of outputs) names.add(name);
    if (plain === 'arange' && isSteady && isOfSamples(outputs[0]!)) counts.add(outputs[0]!);
    if (counting.length === 0) continue;
    if (leavesAsTheyAre(plain, args)) counts.add(outputs[0]!);
    else if (!isPlaceOfSample(node, counts, isOfSamples)) mixed.add(node);
  }
  return { batch, names, counts, mixed };
}

/** Whether the count stands first among places in what has an entry for each sample. */
function isPlaceOfSample(
  { op, args }: Node,
  counts: ReadonlySet<string>,
  isOfSamples: (name: string) => boolean,
): boolean {
  const { self, indices } = args;
  if (plainName(op) !== 'index' || !(self instanceof Named) || !Array.isArray(indices)) return false;
  const [first, ...rest] = (indices as readonly Argument[]).map(namesIn);
  const isCount = (name: string) => counts.has(name);
  return first!.some(isCount) && !rest.flat().some(isCount) && isOfSamples(self.name);
}
