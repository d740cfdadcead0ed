/** What a training takes on ONNX Runtime's CPU device, foreseen from its programs. */
import { type Program, stateNames } from '../../../ir/program.ts';
import type { CompiledModel, ProgramKind } from '../../../passes/compiled.ts';
import type { EstimateMemory } from '../../../passes/memory.ts';
import type { Slices } from '../../../slices.ts';
import { BYTES } from '../../../types/dtype.ts';
import { sizeOf } from '../../../types/shape.ts';
import { onnxForms } from '../forms/index.ts';
import { type StatePlaces, statePlaces } from './inPlace.ts';
import { memoryOf, scaledMemory } from './peak.ts';

// measured on Linux with the bench's cases (`npm run bench:memory`)
/** What ONNX Runtime takes, and what every equation of a program that it loads adds. */
const RUNTIME = 40 << 20;
const EQUATION = 16 << 10;
/** Freed pieces of memory do not join, so not all of it can be used again: fragmentation, as a factor. */
const SCATTERED = 1.6;
/** From so many rows on, programs have one form. */
const ONE_FORM = 8;

export const estimateOnnxMemory: EstimateMemory = function* (model, kinds, scaled = false) {
  const known = programsOf(model);
  const programs: Needs[] = [];
  for (const [kind, batch] of kinds) programs.push(yield* known.needs(kind, batch, scaled));
  const [first] = programs;
  const results = programs.reduce((sum, { readBack }) => sum + readBack, 0);
  return {
    programs: RUNTIME + EQUATION * first!.of.program.equations.length,
    doubled: first!.of.doubled,
    results: results + SCATTERED * Math.max(...programs.map(({ peak }) => peak)),
  };
};

/** A program that was compiled, and what it takes. */
interface Measured {
  readonly batch: number;
  readonly program: Program;
  readonly places: StatePlaces;
  readonly doubled: readonly string[];
  readonly peak: number;
  /** Results that are read back. */
  readonly readBack: number;
}
/** What a program takes at some batch; `of` is it, or another one that it is scaled from. */
interface Needs {
  readonly of: Measured;
  readonly peak: number;
  readonly readBack: number;
}

/** The programs of a model that were measured before. */
class MeasuredPrograms {
  readonly #model: CompiledModel;
  readonly #slots: ReadonlySet<string>;
  readonly #state: ReadonlySet<string>;
  readonly #measured = new Map<ProgramKind, Measured[]>();
  readonly #scales = new Map<ProgramKind, ((batch: number) => Needs) | undefined>();

  constructor(model: CompiledModel) {
    this.#model = model;
    this.#slots = new Set(model.slots.map(({ name }) => name));
    this.#state = new Set([...this.#slots, ...model.weights.map(({ name }) => name)]);
  }

  *needs(kind: ProgramKind, batch: number, scaled: boolean): Slices<Needs> {
    const known = this.#measured.get(kind)?.find((measured) => measured.batch === batch);
    const scale = !known && scaled && batch >= ONE_FORM ? yield* this.#scale(kind) : undefined;
    yield;
    if (scale) return scale(batch);
    const of = known ?? (yield* this.#measure(kind, batch));
    return { of, peak: of.peak, readBack: of.readBack };
  }

  *#measure(kind: ProgramKind, batch: number): Slices<Measured> {
    const program = yield* this.#model.programInSlices(kind, batch, onnxForms);
    yield;
    const places = statePlaces(program, this.#slots);
    yield;
    const measured: Measured = {
      batch,
      program,
      places,
      doubled: stateNames(program).filter((name) => !places.overwritten.has(name)),
      peak: memoryOf(program, [...places.staged.keys()]),
      readBack: program.outputs
        .filter(({ name }) => !this.#state.has(name))
        .reduce((sum, { value }) => sum + BYTES[value.dtype] * sizeOf(value.shape), 0),
    };
    this.#measured.set(kind, [...(this.#measured.get(kind) ?? []), measured]);
    return measured;
  }

  /** By two programs of a kind, what those of all other batches take. */
  *#scale(kind: ProgramKind): Slices<((batch: number) => Needs) | undefined> {
    if (this.#scales.has(kind)) return this.#scales.get(kind);
    const known = this.#measured.get(kind)?.find(({ batch }) => batch >= ONE_FORM);
    const of = known ?? (yield* this.#measure(kind, ONE_FORM));
    const other = yield* this.#measure(kind, 2 * of.batch);
    yield;
    const peak = scaledMemory([of.program, other.program], [of.batch, other.batch], [...of.places.staged.keys()]);
    const row = (other.readBack - of.readBack) / of.batch;
    const scale =
      peak && ((batch: number) => ({ of, peak: peak(batch), readBack: of.readBack + row * (batch - of.batch) }));
    this.#scales.set(kind, scale);
    return scale;
  }
}

const measuredOf = new WeakMap<CompiledModel, MeasuredPrograms>();
function programsOf(model: CompiledModel): MeasuredPrograms {
  const known = measuredOf.get(model) ?? new MeasuredPrograms(model);
  measuredOf.set(model, known);
  return known;
}
