/**
 * What compiling a document gives: its programs, one set for each batch size, and what their inputs and outputs mean.
 *
 * Names in programs: `input:<node>` and `target:<key of data.targets>` are the data, `weight` and `state` tensors have
 * their file name (`conv2d_1.weight`), optimizer slots are `<weight>/<slot>`. Scalars start with `@`: `@seed` (int32, the
 * step's seed), `@<name>` (float32, the optimizer's scalars). Outputs: `loss` (mean, with regularizers; 0 where nothing counts),
 * `costs` (for each loss, and for all regularizers together, the sum of what it costs and what that weighs: batches add up),
 * `metric:<index>`, `output:<node>` (what the node gives), `readout:<node>` (the loss's readout of it), `gradient:<weight>`.
 */
import type { Program } from '../ir/program.ts';
import type { WeightSpec } from '../layers/define.ts';
import { MASK } from '../learn/pruning.ts';
import type { Slices } from '../slices.ts';
import type { Shape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';

export type ProgramKind =
  /** One whole step: forward, loss, gradients, clipping, update, metrics. Updates weights, state and slots. */
  | 'train'
  /** The same step, which also says what `observe.ts` lists: `weight:<weight>` and `activation:<node>`. */
  | 'observe'
  /** The forward half of `observe`. */
  | 'observedLoss'
  /** Forward in evaluation mode with loss, metrics and readouts. */
  | 'evaluate'
  /** Loss and metrics of judged outputs that are the same for every row and are fed, one for each node: `constant:<node>`. */
  | 'constant'
  /** Forward in evaluation mode: `output:` and `readout:` of every output. */
  | 'predict'
  /** Forward in evaluation mode: `output:` of every node, in order. Finds where numbers go wrong. */
  | 'inspect'
  /** Forward in training mode: `statistic:<state>`, what a batch alone says of every running statistic. Updates nothing. */
  | 'statistics'
  /** Loss in training mode and the gradient of every trainable weight, before clipping. Updates nothing. */
  | 'gradients'
  /** The forward half of `train` for engines that differentiate themselves: loss, metrics, next state; no gradients. */
  | 'loss'
  /**
   * The other half: (weights, slots, gradients of the terms by `gradientOf`, `counted`, running statistics after the forward half
   * where they are averaged, scalars) -> next weights and slots, clipping included.
   */
  | 'update';

/** From a program to one that computes the same, with the same inputs and outputs. */
type Rewrite = (program: Program) => Program;

/** One rewrite after the other, as one. */
export interface Rewrites extends Rewrite {
  readonly each: readonly Rewrite[];
}
export const rewrites = (...each: readonly Rewrite[]): Rewrites =>
  Object.assign((program: Program) => each.reduce((rewritten, rewrite) => rewrite(rewritten), program), { each });

/** Rewrites into a form that is fast on a runtime. */
export interface RuntimeForms {
  /** For the forward half of a step before it is differentiated: gradients follow from the new form by themselves. */
  readonly forward: Rewrites;
  /** For every whole program. */
  readonly whole: Rewrites;
}

/** The passes that make a program, by what they leave. The first half of a training step has its own before it is differentiated. */
export type StageName =
  | 'lowered'
  | 'forward-simplified'
  | 'forward-formed'
  | 'differentiated'
  | 'simplified'
  | 'formed';

/** A program as one of its passes left it. */
export interface Stage {
  readonly name: StageName;
  readonly program: Program;
}

export interface ModelWeight extends WeightSpec {
  /** `<label or id>.<name>`. */
  readonly name: string;
  readonly node: string;
  /** Learned in this training: its role is not `state` and its node is not frozen. */
  readonly trainable: boolean;
  /** A running statistic that training moves: not every layer that has it keeps it as it is. */
  readonly moving: boolean;
  /** The sizes of maps, channels first, that its last axis has all numbers of, laid in a row. */
  readonly maps?: readonly number[];
  /** Its names in the layers that share it, as files from elsewhere may have it. */
  readonly aliases?: readonly string[];
}

/** What the gradient of a term by a weight is called. */
export const gradientOf = (weight: string, term: number): string =>
  term === 0 ? `gradient:${weight}` : `gradient:${weight}/${term}`;

/** Before the node whose output is fed in the program `constant`. */
export const CONSTANT = 'constant:';

/** Before what layers keep from one place of a sequence to the next: as it goes in, and as it comes out. */
export const BEFORE = 'before:';
export const NEXT = 'next:';

export interface ModelTensor {
  /** The program's name for it: `input:<node>`, `target:<key>`, `output:<node>`. */
  readonly name: string;
  readonly node?: string;
  readonly type: TensorType;
}

export interface CompiledModel {
  readonly weights: readonly ModelWeight[];
  /** Optimizer slots and averages, with the weight or running statistic they belong to and the value they start with. */
  readonly slots: readonly {
    readonly name: string;
    readonly weight: string;
    /** A number for all elements, or what the weight itself starts with. */
    readonly start: number | 'weight';
    readonly shape: Shape;
  }[];
  readonly inputs: readonly ModelTensor[];
  readonly targets: readonly ModelTensor[];
  readonly outputs: readonly ModelTensor[];
  /**
   * What of the program `loss` is differentiated for an update: the loss itself, or where several batches make one update the sums
   * that are divided, when the last of them has come, by how much has counted in all (its output `counted`, in their order).
   */
  readonly terms: readonly string[];
  /** Names of the optimizer's scalars and their values at a step (counted from 1). */
  scalars(at: { step: number; learningRate: number }): Readonly<Record<string, number>>;
  /**
   * Compiled on first use and kept. A runtime that differentiates nothing itself may give programs, and the forward half of `train`
   * and `gradients` before it is differentiated, another form; always the same one.
   */
  program(kind: ProgramKind, batch: number, forms?: RuntimeForms): Program;
  /** The same, pass by pass. */
  programInSlices(kind: ProgramKind, batch: number, forms?: RuntimeForms): Slices<Program>;
  /** The same program after each of the passes that make it, in their order. */
  stages(kind: ProgramKind, batch: number, forms?: RuntimeForms): readonly Stage[];
}

/** The names of the weights that pruning makes sparse: those that have a mask. */
export const kernelsOf = ({ slots }: Pick<CompiledModel, 'slots'>): readonly string[] =>
  slots.flatMap(({ name, weight }) => (name === `${weight}/${MASK}` ? [weight] : []));
