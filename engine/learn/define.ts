/**
 * What the rules of learning are: losses, optimizers, schedules, initializers and metrics, each a file of its own.
 * All but schedules and initializers build programs.
 */
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import type { Schema, SettingsOf } from '../settings.ts';
import type { Shape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import type { Phrase, PlainPhraseId, Value as TextValue } from '../phrases.ts';

interface Described<S extends Schema> {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  /** LaTeX. */
  readonly formula?: string;
  readonly source?: { readonly title: string; readonly url: string };
  readonly settings: S;
}

/** What a loss or metric cannot work with; the checker makes a problem of it. */
export interface Mismatch {
  readonly expected: Phrase;
  readonly received: TextValue;
}

/** What a loss compares an output with. */
export type Comparison =
  /** One class for each row, by its number or as a row of probabilities (one-hot where it is certain). */
  | 'classes'
  /** One class for each row, by its number alone. */
  | 'class-numbers'
  /** Probabilities of all classes for each row. */
  | 'distributions'
  /** For each element yes or no, by itself: several labels, or a mask. */
  | 'yes-or-no'
  /** A number for each element. */
  | 'numbers'
  /** A row of class numbers for each sample, at no known places of the output. */
  | 'label-sequences'
  /** A number for each sample that only says which samples are alike. */
  | 'identities';

/**
 * What a batch costs, in such a form that batches add up: the loss of rows is the sum over all of their batches divided by the
 * weight of all, however they are cut. Where nothing counts the weight is 0, and there is no loss.
 */
export interface Cost {
  /** Scalar: every cost times how much it counts, added up. */
  readonly sum: Value;
  /** Scalar: how much they count in all; a number where that is in proportion to the number of rows. */
  readonly weight: Value | number;
}

export interface Loss<S extends Schema = Schema> extends Described<S> {
  readonly compares: Comparison;
  /** For yes or no, the least that a target may be; 0 where left out. The most is 1. */
  readonly least?: number;
  /** The label of rows that are left out: they cost nothing, and count in no metric. */
  ignored?(settings: SettingsOf<S>): number | undefined;
  /** Undefined where it fits. Types have the symbolic batch. */
  accepts(prediction: TensorType, target: TensorType, settings: SettingsOf<S>): Mismatch | undefined;
  /** What it has a cost of: elements of the output, rows along its last axis, samples, or only the batch together. */
  readonly costs: 'elements' | 'rows' | 'samples' | 'batch';
  /** What the batch costs; each cost counts as much as `weights` says, of a shape that `weighted` takes. */
  lower(b: Builder, prediction: Value, target: Value, settings: SettingsOf<S>, weights?: Value): Cost;
  /** It reads raw outputs (logits) and applies softmax or sigmoid itself. */
  readonly logits?: boolean;
  /** Turns the judged output into what a person reads (probabilities from logits); the output itself where left out. */
  readout?(b: Builder, prediction: Value): Value;
  /** For numbers that are read out otherwise than they are given, the output that is read as this one. */
  unread?(value: number): number;
}

export interface Slot {
  readonly name: string;
  /** The value that it starts with. */
  readonly start: number;
  /** Its shape, where that is not the weight's. */
  readonly shape?: Shape;
}

/** In the language of `engine/expression`, by the names of what they give. */
export type Formulas = Readonly<Record<string, string>>;

/** A function of a step: a formula of `step` and the settings, or the product of that over the steps from 1 on. */
export interface StepFunction {
  readonly doc: string;
  readonly kind: 'formula' | 'product';
  readonly formula: string;
}

/** The slot of a weight's average over the steps. */
export const AVERAGE = 'average';

export interface Optimizer<S extends Schema = Schema> extends Described<S> {
  readonly learningRate: number;
  /** What it remembers of a weight of this shape. */
  slots(settings: SettingsOf<S>, shape: Shape): readonly Slot[];
  /**
   * Numbers that change from step to step (learning rate, bias corrections), as formulas of `step`, which counts from 1, of
   * `learningRate` and of the settings. The engine computes them outside the program in double precision; exports print them.
   */
  scalars(settings: SettingsOf<S>): Formulas;
  /** Numbers that these formulas name, each after those that it names itself. */
  readonly where?: Formulas;
  /** Functions of a step that these formulas call. */
  readonly stepFunctions?: Readonly<Record<string, StepFunction>>;
  /** The next weight and slots. */
  update(
    b: Builder,
    of: {
      readonly weight: Value;
      readonly gradient: Value;
      readonly slots: Readonly<Record<string, Value>>;
      readonly scalars: Readonly<Record<string, Value>>;
    },
    settings: SettingsOf<S>,
  ): { readonly weight: Value; readonly slots: Readonly<Record<string, Value>> };
}

/** How the learning rate changes while training goes on: a factor on the document's learning rate, computed outside the program. */
export interface Schedule<S extends Schema = Schema> extends Described<S> {
  /** What `time` counts: steps, or finished epochs. */
  unit(settings: SettingsOf<S>): 'steps' | 'epochs';
  /**
   * As a formula of `time`, which counts what is done in the schedule's unit, 0 at the first step, of `whole`, all of the
   * training in it (1 at least), of the settings and of what is remembered.
   */
  factor(settings: SettingsOf<S>): string;
  /** What that formula names besides, each after those that it names itself. */
  readonly where?: Formulas;
  /** What fits no single field. */
  check?(settings: SettingsOf<S>): Mismatch | undefined;
  readonly memory?: ScheduleMemory;
}

/** What a schedule remembers that follows the validation metric. */
export interface ScheduleMemory {
  /** In this order, with what each starts from. */
  readonly start: Readonly<Record<string, number>>;
  /** What becomes of each after an epoch: formulas of all of them, of the `value`, of whether `higher` is better, and of the settings. */
  readonly next: Formulas;
  /** What these name besides, each after those that it names itself. */
  readonly where: Formulas;
}

export interface Constraint<S extends Schema = Schema> extends Described<S> {
  /** The nearest weight that is allowed. */
  apply(b: Builder, weight: Value, settings: SettingsOf<S>): Value;
}

export interface Initializer<S extends Schema = Schema> extends Described<S> {
  /** The tensor's elements, row-major. `uniform` gives numbers in [0, 1). */
  fill(
    of: { readonly shape: Shape; readonly fanIn: number; readonly fanOut: number },
    settings: SettingsOf<S>,
    uniform: () => number,
  ): Float32Array;
}

/**
 * What the totals of a metric are, and what its formula can name. In each, `nothing` is a value that is not defined.
 * Names: the totals themselves, sums. `classes`, `pairs`: how often each class (row) was taken for each other (column); lists over
 * the classes of how often each was `right`, `chosen` and `actual`, or over all pairs of a true class and a choice of their
 * `count`, of `actual` and `chosen` and of the `distance` between them. `outputs`: lists over the outputs of the `count` of their
 * targets, of their `spread`, the squared distances from their mean, and of the squared `residual`. `scores`: how rows rank; its
 * formula is about one class: lists from the highest score to the lowest of rows of its `own` and of `other` classes, `ownUpTo`
 * and `allUpTo` each score, and the numbers of `positives` and `negatives`.
 */
export type Totals = readonly string[] | 'classes' | 'pairs' | 'outputs' | 'scores';

/**
 * A metric is what programs add up batch by batch (`accumulation.ts` says how parts become one), and what the total says. So it is
 * exact over a whole split however the split is cut into batches, but for what judges rows `among` those of their batch.
 */
export interface Metric<S extends Schema = Schema> extends Described<S> {
  readonly better: 'higher' | 'lower' | 'none';
  /** How it prints: as a share in per cent, or as a number. A matrix has rows = truth, columns = prediction. */
  readonly shows: 'percent' | 'number' | 'matrix';
  accepts(prediction: TensorType, target: TensorType, settings: SettingsOf<S>): Mismatch | undefined;
  /**
   * A float32 vector of sums over the batch, over what counts: `counted` is a bool along the first axes of the output, all of
   * it where left out. What does not count is in no sum, whatever its target is. Sums of outputs that are not finite are NaN. For
   * `outputs` it is what `accumulation.ts` merges, [6, outputs], for `scores` a row [truth, logits ...] for each of the output.
   */
  accumulate(b: Builder, prediction: Value, target: Value, settings: SettingsOf<S>, counted?: Value): Value;
  /** It judges rows among those of their batch, so that how they are cut matters; each row for itself where left out. */
  readonly among?: 'batch';
  readonly totals: Totals;
  /** Where it has no value, as the end of a sentence. */
  readonly undefinedWhere: PlainPhraseId;
  /** Whether it is a mean over so many classes, for which it is told which of them have no rows. */
  averages?(settings: SettingsOf<S>, classes: number): boolean;
  /** What a class that has none counts in the mean over classes of scores; where left out the mean has none either. */
  readonly missing?: number;
  /** Its value as a formula of the totals and the settings (`formulas.ts`), for so many classes; the totals themselves where it is left out. */
  value?(settings: SettingsOf<S>, classes: number): string;
  /** What that formula names besides, each after those that it names itself. */
  readonly where?: Formulas;
}

export const defineLoss = <const S extends Schema>(spec: Loss<S>): Loss => spec as unknown as Loss;
export const defineOptimizer = <const S extends Schema>(spec: Optimizer<S>): Optimizer => spec as unknown as Optimizer;
export const defineSchedule = <const S extends Schema>(spec: Schedule<S>): Schedule => spec as unknown as Schedule;
export const defineConstraint = <const S extends Schema>(spec: Constraint<S>): Constraint =>
  spec as unknown as Constraint;
export const defineInitializer = <const S extends Schema>(spec: Initializer<S>): Initializer =>
  spec as unknown as Initializer;
export const defineMetric = <const S extends Schema>(spec: Metric<S>): Metric => spec as unknown as Metric;
