/** Compiles a document: forward, losses, gradients, clipping, update and metrics, assembled into the programs of `compiled.ts`. */
import { measured } from '../learn/measured.ts';
import { comparable } from '../learn/monitored.ts';
import { type Document, emptyDocument, nameOf, type Node, targetKeys } from '../graph/document.ts';
import { Builder } from '../ir/builder.ts';
import { type Program, stateNames, type Value } from '../ir/program.ts';
import { verify } from '../ir/verify.ts';
import { hashName } from '../ir/random.ts';
import { isFed, isLearned } from '../layers/index.ts';
import { AVERAGE, type Cost, type Slot } from '../learn/define.ts';
import { accumulated, inverseWeight, known, meanCost } from '../learn/losses/common/weighting.ts';
import { averageShare, NOISE_DEVIATION } from '../learn/averaging.ts';
import { MASK } from '../learn/pruning.ts';
import { unitNorms } from '../learn/constraints/index.ts';
import { answered } from '../learn/comparison.ts';
import { constraintOf, DEFAULT_LOSS, lossOf, ignoredBy, metricOf, optimizerOf, scheduleOf } from '../learn/index.ts';
import { formulaOf, scalarsOf, type StepMoment } from '../learn/scalars.ts';
import { type Problem, problem, type Repair, type RepairAction, stopAtErrors } from '../problems.ts';
import { badSettings } from '../settingProblems.ts';
import { resolveSettings } from '../settings.ts';
import { atOnce, type Slices } from '../slices.ts';
import type { TensorType } from '../types/tensor.ts';
import { type CheckedGraph, checkGraph } from './check.ts';
import type {
  CompiledModel,
  ModelTensor,
  ModelWeight,
  ProgramKind,
  Rewrites,
  RuntimeForms,
  Stage,
  StageName,
} from './compiled.ts';
import { BEFORE, CONSTANT, gradientOf, NEXT } from './compiled.ts';
import { differentiate } from './differentiate.ts';
import { expandDocument } from './expand.ts';
import { type JudgedTypes, metricProblems } from './metricProblems.ts';
import { lossProblems } from './lossProblems.ts';
import { lowerGraph, type LoweringInput } from './lower.ts';
import { ACTIVATION, activationObservation, WEIGHT, weightObservation } from './observe.ts';
import { readsRow, rowsOfMaps } from './rowsOfMaps.ts';
import { simplify } from './simplify.ts';
import { anyOf, definitionName, type Phrase, phrase, verbatim, type Value as TextValue } from '../phrases.ts';

/** What the data gives for each key of `data.targets`; N is the batch. */
export type TargetTypes = Readonly<Record<string, TensorType>>;

/** Which output a loss judges. */
export function judgedOutput(document: Document, checked: CheckedGraph, index: number): string | Problem {
  const { output } = expandDocument(document, checked.expanded).training.losses[index]!;
  if (output !== undefined)
    return checked.nodes.has(output) ? output : problem('loss-output-missing', { output: verbatim(output) });
  if (checked.outputs.length === 1) return checked.outputs[0]!;
  const repairs = checked.outputs
    .filter((id) => checked.expanded.origins.get(id)!.path.length === 0)
    .slice(0, 3)
    .map(
      (id): Repair => ({
        title: phrase('judge-output', { name: nameOf(checked.nodes.get(id)!.node) }),
        actions: [{ kind: 'configure', path: ['training', 'losses', index, 'output'], value: id }],
      }),
    );
  const called = (id: string): string =>
    checked.expanded.origins.get(id)!.path.length === 0 ? nameOf(checked.nodes.get(id)!.node) : id;
  return problem('loss-output-ambiguous', { outputs: checked.outputs.map((id) => verbatim(called(id))) }, { repairs });
}

/** The first loss that judges an output. */
export const lossJudging = (
  document: Document,
  checked: CheckedGraph,
  output: string,
): Document['training']['losses'][number] | undefined =>
  document.training.losses.find((_, i) => judgedOutput(document, checked, i) === output);

/** Everything that keeps the document from being trained on such targets. */
export function checkTraining(written: Document, checked: CheckedGraph, targets: TargetTypes): Problem[] {
  const document = expandDocument(written, checked.expanded);
  const { losses, optimizer, schedule, earlyStopping } = document.training;
  const judgedTypes = new Map<number, JudgedTypes>();
  const problems: Problem[] = [];
  const unknown = (setting: Phrase, expected: TextValue, received: TextValue) =>
    problems.push(problem('bad-training-setting', { setting, expected, received }));
  if (losses.length === 0) {
    const actions: RepairAction[] = [
      {
        kind: 'configure',
        path: ['training', 'losses'],
        value: [{ target: 'target', loss: { type: DEFAULT_LOSS, settings: {} }, weight: 1 }],
      },
    ];
    // who tells classes apart wants to know how many are right
    if (document.training.metrics.length === 0)
      actions.push({ kind: 'configure', path: ['training', 'metrics'], value: [{ type: 'accuracy', settings: {} }] });
    problems.push(problem('no-loss', {}, { repairs: [{ title: phrase('use-cross-entropy'), actions }] }));
  }
  losses.forEach(({ loss: { type, settings }, target }, i) => {
    const judged = judgedOutput(document, checked, i);
    const loss = lossOf(type);
    if (typeof judged !== 'string') return problems.push(judged);
    if (!loss) return unknown(phrase('the-loss'), phrase('loss-of-this-version'), verbatim(type));
    problems.push(...badSettings('losses', loss, settings));
    const prediction = checked.nodes.get(judged)?.outputs[0];
    if (prediction)
      problems.push(
        ...lossProblems({ document: written, checked, index: i, output: judged, loss, prediction, targets }),
      );
    judgedTypes.set(i, { node: judged, prediction, target: targets[target] });
    return undefined;
  });
  problems.push(...metricProblems(document.training, judgedTypes));
  const watched = ['loss', ...comparable(document.training)];
  if (earlyStopping && !watched.includes(earlyStopping.monitor))
    unknown(phrase('what-early-stopping-watches'), anyOf(watched.map(verbatim)), verbatim(earlyStopping.monitor));
  const rule = optimizerOf(optimizer.type);
  if (rule) problems.push(...badSettings('optimizers', rule, optimizer.settings));
  else unknown(phrase('the-optimizer'), phrase('optimizer-of-this-version'), verbatim(optimizer.type));
  const plan = scheduleOf(schedule.type);
  if (plan) {
    problems.push(...badSettings('schedules', plan, schedule.settings));
    const wrong = plan.check?.(resolveSettings(plan.settings, schedule.settings).settings);
    if (wrong)
      unknown(phrase('schedule-called', { title: definitionName('schedules', plan) }), wrong.expected, wrong.received);
  } else unknown(phrase('the-schedule'), phrase('schedule-of-this-version'), verbatim(schedule.type));
  for (const { constraint } of document.graph.nodes) {
    if (constraint === undefined) continue;
    const rule = constraintOf(constraint.type);
    if (rule) problems.push(...badSettings('constraints', rule, constraint.settings));
    else unknown(phrase('a-constraint'), phrase('constraint-of-this-version'), verbatim(constraint.type));
  }
  const weights = weightsOf(document, checked);
  if (!weights.some(({ trainable }) => trainable)) problems.push(problem('nothing-to-train', {}));
  const { sparsity, begin, end } = document.training.pruning;
  if (sparsity > 0 && !prunable(document, weights).size) problems.push(problem('nothing-to-prune', {}));
  if (sparsity > 0 && end < begin)
    unknown(phrase('end-of-pruning'), phrase('no-less-than-its-begin', { begin }), verbatim(String(end)));
  return problems;
}

/** The kernels that pruning makes sparse: matrices and convolutions that learn, none of layers that learn by adapters. Empty without pruning. */
function prunable({ graph, training }: Document, weights: readonly ModelWeight[]): ReadonlySet<string> {
  if (training.pruning.sparsity === 0) return new Set();
  const adapted = new Set(graph.nodes.flatMap(({ id, lora }) => (lora ? [id] : [])));
  return new Set(
    weights.flatMap((weight) =>
      weight.trainable && isWeight(weight) && weight.shape.length > 1 && !adapted.has(weight.node) ? [weight.name] : [],
    ),
  );
}

/** Throws a `UserError` with everything that graph and training say against training on such targets. */
export function assertTrainable(document: Document, checked: CheckedGraph, targets: TargetTypes): void {
  stopAtErrors([...checked.problems, ...checkTraining(document, checked, targets)]);
}

/** The weights of a document that is expanded, by the names that files have for them. */
export function weightsOf(document: Document, checked: CheckedGraph): ModelWeight[] {
  const nodes = new Map(document.graph.nodes.map((node) => [node.id, node]));
  const fullName = (id: string, name: string) => `${nameOf(nodes.get(id)!)}.${name}`;
  const moving = new Set(
    checked.order
      .filter((id) => !nodes.get(id)!.frozenStatistics)
      .flatMap((id) => {
        const { weights, shared = {} } = checked.nodes.get(id)!;
        return [
          ...Object.keys(weights).map((own) => fullName(id, own)),
          ...Object.entries(shared).map(([own, owner]) => fullName(owner, own)),
        ];
      }),
  );
  const aliases = new Map<string, string[]>();
  for (const id of checked.order)
    for (const [name, owner] of Object.entries(checked.nodes.get(id)!.shared ?? {})) {
      const shared = fullName(owner, name);
      aliases.set(shared, [...(aliases.get(shared) ?? []), fullName(id, name)]);
    }
  const rows = rowsOfMaps(document, checked);
  return checked.order.flatMap((id) =>
    Object.entries(checked.nodes.get(id)!.weights).map(([own, spec]) => {
      const name = fullName(id, own);
      const others = aliases.get(name);
      const maps = rows.get(id);
      return {
        ...spec,
        name,
        node: id,
        trainable: isLearned(nodes.get(id)!, own, spec),
        moving: spec.role === 'state' && moving.has(name),
        ...(others && { aliases: others }),
        ...(maps && readsRow(spec, Object.values(checked.nodes.get(id)!.weights), maps) && { maps }),
      };
    }),
  );
}

/** Compiles for targets of these types. Throws a `UserError` with every problem that stands in the way. */
export function compile(
  document: Document,
  targets: TargetTypes,
  checked: CheckedGraph = checkGraph(document.graph),
): CompiledModel {
  assertTrainable(document, checked, targets);
  return compileChecked(document, targets, checked);
}

/** How values of targets are turned back into the units that the data have them in, by the targets' keys. */
export type OwnUnits = ReadonlyMap<string, (b: Builder, values: Value) => Value>;

/**
 * The same for a document that nothing keeps from being trained on such targets: that was asked before. Metrics are in the units of
 * `own`; losses always are in those that are learned.
 */
export const compileChecked = (
  document: Document,
  targets: TargetTypes,
  checked: CheckedGraph,
  own: OwnUnits = new Map(),
): CompiledModel => new Compiler(expandDocument(document, checked.expanded), checked, targets, own);

/**
 * For the programs `predict` and `inspect` alone, of a graph without errors: nothing of the training is needed but what its losses say
 * of how an output is read, where they can be had.
 */
export const compileToPredict = (document: Document, checked: CheckedGraph): CompiledModel =>
  compilePrediction(document, checked);

function compilePrediction(document: Document, checked: CheckedGraph, places?: number): CompiledModel {
  const { losses } = document.training;
  const usable = losses.filter(
    ({ loss }, i) => lossOf(loss.type) !== undefined && typeof judgedOutput(document, checked, i) === 'string',
  );
  const { training } = emptyDocument();
  const asked = { ...document, training: { ...training, losses: usable } };
  return new Compiler(expandDocument(asked, checked.expanded), checked, {}, new Map(), places);
}

/**
 * The same for a language model that reads its tokens place by place, in its program `predict`: `graph` is the document's with one place
 * in its input, of `length` that there may be. `@place` says which it is; what layers keep goes in as `before:<node>/<name>` and comes
 * out as `next:<node>/<name>`.
 */
export const compileStepwise = (document: Document, checked: CheckedGraph, length: number): CompiledModel =>
  compilePrediction(document, checked, length);

/** Programs without gradients. */
type ForwardKind = Exclude<ProgramKind, 'gradients' | 'train' | 'observe'>;

/** A pass by the name of what it leaves; the first makes a program of nothing. */
interface Pass {
  readonly name: StageName;
  readonly rewrites: Rewrites['each'];
}

/** A slot that starts with a number, or with what the weight itself does. */
type StartingSlot = Omit<Slot, 'start'> & { readonly start: number | 'weight' };

interface Forward {
  /** The outputs that are differentiated where several batches make an update. */
  readonly terms: readonly string[];
  readonly weights: ReadonlyMap<string, Value>;
  readonly updates: ReadonlyMap<string, Value>;
}

class Compiler implements CompiledModel {
  readonly weights: readonly ModelWeight[];
  readonly slots: CompiledModel['slots'];
  readonly inputs: readonly ModelTensor[];
  readonly targets: readonly ModelTensor[];
  readonly outputs: readonly ModelTensor[];
  readonly terms: readonly string[];
  readonly #document: Document;
  readonly #checked: CheckedGraph;
  /** How many there may be, where they come one after the other. */
  readonly #places: number | undefined;
  readonly #nodes: ReadonlyMap<string, Node>;
  /** By the forms that they were given. */
  readonly #programs = new Map<RuntimeForms | undefined, Map<string, Program>>();
  readonly #optimizerScalars: ReturnType<typeof scalarsOf>;
  readonly #averageShare: (step: number) => number;
  readonly #noiseDeviation: (step: number) => number;
  readonly #own: OwnUnits;
  /** The names of the weights that have a mask. */
  readonly #masked: ReadonlySet<string>;

  constructor(document: Document, checked: CheckedGraph, targets: TargetTypes, own: OwnUnits, places?: number) {
    this.#places = places;
    this.#document = document;
    this.#own = own;
    this.#nodes = new Map(document.graph.nodes.map((node) => [node.id, node]));
    this.#checked = checked;
    this.weights = weightsOf(document, checked);
    this.#masked = prunable(document, this.weights);
    const { optimizer, settings } = this.#optimizer();
    this.#optimizerScalars = scalarsOf(optimizer, settings);
    const { averaging, gradientNoise } = document.training;
    this.#averageShare = formulaOf(averageShare(averaging), averaging);
    this.#noiseDeviation = formulaOf(NOISE_DEVIATION, gradientNoise);
    const typeOf = (id: string) => checked.nodes.get(id)!.outputs[0]!;
    this.inputs = checked.order
      .filter((id) => isFed(checked.nodes.get(id)!.node))
      .map((id) => ({ name: `input:${id}`, node: id, type: typeOf(id) }));
    this.targets = targetKeys(document.training).map((key) => ({ name: `target:${key}`, type: targets[key]! }));
    this.outputs = this.#outputNodes().map((id) => ({ name: `output:${id}`, node: id, type: typeOf(id) }));
    // without types of targets there are no programs with losses
    const gathers = document.training.accumulation > 1 && this.targets.every(({ type }) => type !== undefined);
    this.terms = gathers ? this.#forward(new Builder(), 2, true).terms : ['loss'];
    const slotOf = ({ name, shape }: ModelWeight, slot: StartingSlot) => ({
      name: `${name}/${slot.name}`,
      weight: name,
      start: slot.start,
      shape: slot.shape ?? shape,
    });
    this.slots = [
      ...this.#trainable().flatMap((weight, i) =>
        [...optimizer.slots(settings, weight.shape), ...this.#ownSlots(weight, i === 0)].map((slot) =>
          slotOf(weight, slot),
        ),
      ),
      ...this.#averagedStatistics().map((statistic) => slotOf(statistic, { name: AVERAGE, start: 'weight' })),
    ];
  }

  scalars({ step, learningRate }: StepMoment): Readonly<Record<string, number>> {
    const { accumulation, averaging, gradientNoise } = this.#document.training;
    const update = Math.ceil(step / accumulation);
    const shares = [...new Set(this.#trainable().map(({ node }) => this.#rateShare(node)))];
    const entries = shares.flatMap((share) =>
      Object.entries(this.#optimizerScalars({ step: update, learningRate: learningRate * share })).map(
        ([name, value]) => [`@${name}${suffix(share)}`, value] as const,
      ),
    );
    const updates = step % accumulation === 0;
    return Object.fromEntries([
      ...entries,
      ...(accumulation > 1 ? [['@updates', updates ? 1 : 0] as const] : []),
      ...(averaging.type === 'none' ? [] : [['@averaged', updates ? this.#averageShare(update) : 0] as const]),
      ...(gradientNoise.deviation > 0 ? [['@noise', this.#noiseDeviation(update)] as const] : []),
    ]);
  }

  /** What a node's own learning rate is to the document's. */
  #rateShare(node: string): number {
    return this.#nodes.get(node)?.learningRate ?? 1;
  }

  /**
   * What is remembered of a weight whatever the optimizer: where several steps make one update the sums of their gradients so far,
   * with the first weight how much has counted in them; its mask; and its average.
   */
  #ownSlots({ name }: ModelWeight, first: boolean): readonly StartingSlot[] {
    const { accumulation, averaging } = this.#document.training;
    return [
      ...(accumulation > 1 ? this.terms.map((_, k) => ({ name: gathered(k), start: 0 })) : []),
      ...(accumulation > 1 && first ? [{ name: COUNTED, start: 0, shape: [this.terms.length] }] : []),
      ...(this.#masked.has(name) ? [{ name: MASK, start: 1 }] : []),
      ...(averaging.type === 'none' ? [] : [{ name: AVERAGE, start: 'weight' as const }]),
    ];
  }

  /**
   * Running statistics that have an average beside that of the weights, which they would not fit otherwise. Of equal averages they
   * are gathered anew instead.
   */
  #averagedStatistics(): readonly ModelWeight[] {
    return this.#document.training.averaging.type === 'exponential' ? this.weights.filter(({ moving }) => moving) : [];
  }

  program(kind: ProgramKind, batch: number, forms?: RuntimeForms): Program {
    return atOnce(this.programInSlices(kind, batch, forms));
  }

  *programInSlices(kind: ProgramKind, batch: number, forms?: RuntimeForms): Slices<Program> {
    const programs = this.#programs.get(forms) ?? new Map<string, Program>();
    this.#programs.set(forms, programs);
    const key = `${kind}/${batch}`;
    const known = programs.get(key);
    if (known) return known;
    const program = yield* this.#made(kind, batch, forms, () => {});
    programs.set(key, program);
    return program;
  }

  stages(kind: ProgramKind, batch: number, forms?: RuntimeForms): readonly Stage[] {
    const stages: Stage[] = [];
    atOnce(this.#made(kind, batch, forms, (stage) => stages.push(stage)));
    return stages;
  }

  /** The program; `told` hears of what each pass leaves, which nothing keeps else. */
  *#made(
    kind: ProgramKind,
    batch: number,
    forms: RuntimeForms | undefined,
    told: (stage: Stage) => void,
  ): Slices<Program> {
    let program: Program = { inputs: [], equations: [], outputs: [] };
    for (const { name, rewrites } of this.#passes(kind, batch, forms)) {
      for (const rewrite of rewrites) {
        program = rewrite(program);
        yield;
      }
      // always verified: some 3 µs an equation, little beside what a runtime takes to load the program
      program = verify(program);
      told({ name, program });
    }
    return program;
  }

  #passes(kind: ProgramKind, batch: number, forms: RuntimeForms | undefined): readonly Pass[] {
    const lowered = (written: ForwardKind): Pass => ({
      name: 'lowered',
      rewrites: [() => this.#written(written, batch)],
    });
    const simplified: Pass = { name: 'simplified', rewrites: [simplify] };
    const formed: Pass[] = forms ? [{ name: 'formed', rewrites: [...forms.whole.each, simplify] }] : [];
    if (kind !== 'gradients' && kind !== 'train' && kind !== 'observe') return [lowered(kind), simplified, ...formed];
    return [
      lowered(kind === 'observe' ? 'observedLoss' : 'loss'),
      { name: 'forward-simplified', rewrites: [simplify] },
      ...(forms ? [{ name: 'forward-formed', rewrites: forms.forward.each } satisfies Pass] : []),
      { name: 'differentiated', rewrites: [(forward) => this.#differentiatedFrom(forward, kind)] },
      simplified,
      ...formed,
    ];
  }

  /** A program of no gradients, as it is written first. */
  #written(kind: ForwardKind, batch: number): Program {
    const b = new Builder();
    const write: Record<typeof kind, () => void> = {
      predict: () => this.#predict(b, batch),
      inspect: () => this.#inspect(b, batch),
      evaluate: () => this.#evaluate(b, batch),
      constant: () => this.#constant(b, batch),
      statistics: () => this.#statistics(b, batch),
      loss: () => this.#stateful(b, this.#forward(b, batch, true)),
      observedLoss: () => this.#observedLoss(b, batch),
      update: () => this.#updateAlone(b),
    };
    write[kind]();
    return b.finish();
  }

  /** The forward half with its gradients, and what is done with these. Gradients alone advance nothing. */
  #differentiatedFrom(forward: Program, kind: 'gradients' | 'train' | 'observe'): Program {
    const advanced = kind === 'gradients' ? stateNames(forward) : [];
    const left = new Set([...advanced, ...this.terms.filter((term) => term !== 'loss'), COUNTED]);
    const b = Builder.resume({ ...forward, outputs: forward.outputs.filter(({ name }) => !left.has(name)) });
    const values = new Map(forward.outputs.map(({ name, value }) => [name, value]));
    if (kind === 'gradients') this.#gradients(b, values.get('loss')!);
    else this.#train(b, values, kind === 'observe');
    return b.finish();
  }

  #optimizer() {
    const { type, settings } = this.#document.training.optimizer;
    const optimizer = optimizerOf(type)!;
    return { optimizer, settings: resolveSettings(optimizer.settings, settings).settings };
  }

  /** The graph's outputs and whatever a loss judges besides. */
  #outputNodes(): string[] {
    const judged = this.#document.training.losses.map(
      (_, i) => judgedOutput(this.#document, this.#checked, i) as string,
    );
    return [...new Set([...this.#checked.outputs, ...judged])];
  }

  #lower(b: Builder, batch: number, training: boolean) {
    const weights = new Map(this.weights.map(({ name, shape }) => [name, b.input(name, 'float32', shape)]));
    let seed: Value | undefined;
    const lowered = lowerGraph(this.#document.graph, this.#checked, {
      b,
      batch,
      training,
      weights,
      ...(this.#places !== undefined && { step: this.#step(b, this.#places) }),
      seed: () => (seed ??= b.input('@seed', 'int32', [])),
    });
    return { weights, ...lowered };
  }

  #step(b: Builder, length: number): NonNullable<LoweringInput['step']> {
    return {
      place: b.input('@place', 'float32', []),
      length,
      before: (node, name, shape) => b.input(`${BEFORE}${node}/${name}`, 'float32', shape),
      keep: (node, name, next) => b.output(`${NEXT}${node}/${name}`, next),
    };
  }

  /** Forward with losses and metrics, which become outputs. */
  #forward(b: Builder, batch: number, training: boolean): Forward & { values: ReadonlyMap<string, Value> } {
    const { weights, values, updates, penalties } = this.#lower(b, batch, training);
    const added = [...penalties, ...this.#penalties(b, weights)];
    return { weights, updates, values, terms: this.#judge(b, batch, values, training, added) };
  }

  /** Losses and metrics of what nodes give, which become outputs; `added` is what weights and layers cost besides. Gives the names of the terms. */
  #judge(
    b: Builder,
    batch: number,
    values: ReadonlyMap<string, Value>,
    training: boolean,
    added: readonly Value[],
  ): string[] {
    const targets = new Map(
      this.targets.map(({ name, type }) => [
        name,
        b.input(
          name,
          type.dtype,
          type.shape.map((dim) => (dim === 'N' ? batch : dim)),
        ),
      ]),
    );
    const { losses } = this.#document.training;
    const costs = losses.map(({ loss: { type, settings }, target, weight, sampleWeights }, i): Cost => {
      const loss = lossOf(type)!;
      const prediction = values.get(judgedOutput(this.#document, this.#checked, i) as string)!;
      const counts = sampleWeights === undefined ? undefined : targets.get(`target:${sampleWeights}`)!;
      const cost = loss.lower(
        b,
        prediction,
        known(b, targets.get(`target:${target}`)!, counts),
        resolveSettings(loss.settings, settings).settings,
        counts,
      );
      return weight === 1 ? cost : { ...cost, sum: b.mul(cost.sum, weight) };
    });
    // what layers add is a mean over the rows, or the same for every batch: it counts once for each row
    if (added.length > 0)
      costs.push({
        sum: b.mul(
          added.reduce((p, q) => b.add(p, q)),
          batch,
        ),
        weight: batch,
      });
    b.output(
      'loss',
      costs.map((cost) => meanCost(b, cost)).reduce((p, q) => b.add(p, q)),
    );
    b.output(
      'costs',
      vectorOf(
        b,
        costs.flatMap(({ sum, weight }) => [sum, weight]),
      ),
    );
    const terms = training && this.#document.training.accumulation > 1 ? this.#terms(b, costs, batch) : [];
    this.#measure(b, values, targets);
    return terms;
  }

  /** The metrics, which become outputs: each of what the loss of its target judges. */
  #measure(b: Builder, values: ReadonlyMap<string, Value>, targets: ReadonlyMap<string, Value>): void {
    const { losses, metrics } = this.#document.training;
    const all = measured({ losses, metrics });
    const judgedBy = losses.map((_, i) =>
      all.some(({ loss }) => loss === i) ? this.#judgedBy(b, i, values, targets) : undefined,
    );
    all.forEach(({ choice: { type, settings }, loss }, i) => {
      const { judged, counting } = judgedBy[loss]!;
      const metric = metricOf(type)!;
      const resolved = resolveSettings(metric.settings, settings).settings;
      b.output(`metric:${i}`, accumulated(b, metric, judged, resolved, counting));
    });
  }

  /** What a loss compares, in the units of the data. */
  #judgedBy(b: Builder, at: number, values: ReadonlyMap<string, Value>, targets: ReadonlyMap<string, Value>) {
    const { loss, target, sampleWeights } = this.#document.training.losses[at]!;
    const inOwnUnits = this.#own.get(target) ?? ((_: Builder, value: Value) => value);
    const output = b.stopGradient(values.get(judgedOutput(this.#document, this.#checked, at) as string)!);
    return {
      judged: {
        prediction: inOwnUnits(b, answered(b, lossOf(loss.type)!, output)),
        target: inOwnUnits(b, targets.get(`target:${target}`)!),
      },
      counting: {
        ignored: ignoredBy(loss),
        weights: sampleWeights === undefined ? undefined : targets.get(`target:${sampleWeights}`)!,
      },
    };
  }

  /**
   * What the batches of one update add up: outputs that are differentiated, whose names this gives, and in `counted` what each of
   * them weighs. Losses that count every row alike are one, since their weights are in proportion; each of the others is its own.
   */
  #terms(b: Builder, costs: readonly Cost[], rows: number): string[] {
    const even = costs.filter(({ weight }) => typeof weight === 'number').map((cost) => meanCost(b, cost));
    const terms = [
      ...(even.length > 0
        ? [
            {
              sum: b.mul(
                even.reduce((p, q) => b.add(p, q)),
                rows,
              ),
              weight: rows,
            },
          ]
        : []),
      ...costs.filter(({ weight }) => typeof weight !== 'number'),
    ];
    b.output(
      COUNTED,
      vectorOf(
        b,
        terms.map(({ weight }) => weight),
      ),
    );
    return terms.map(({ sum }, k) => {
      b.output(`term:${k}`, sum);
      return `term:${k}`;
    });
  }

  /** L1 and L2 of the nodes that ask for it; biases, scales and statistics are left alone. */
  *#penalties(b: Builder, weights: ReadonlyMap<string, Value>): Generator<Value> {
    const nodes = new Map(this.#document.graph.nodes.map((node) => [node.id, node]));
    for (const weight of this.weights) {
      const { name, node } = weight;
      const { l1 = 0, l2 = 0 } = nodes.get(node)!.regularization ?? {};
      if (!isWeight(weight)) continue;
      const value = weights.get(name)!;
      if (l1 > 0) yield b.mul(b.sum(b.abs(value)), l1);
      if (l2 > 0) yield b.mul(b.sum(b.square(value)), l2);
    }
  }

  #stateful(b: Builder, { updates }: Forward): void {
    for (const [name, next] of updates) b.output(name, next);
  }

  #observedLoss(b: Builder, batch: number): void {
    const forward = this.#forward(b, batch, true);
    this.#stateful(b, forward);
    for (const [node, value] of forward.values)
      if (value.dtype === 'float32' && this.#checked.nodes.get(node)!.inputs.length > 0)
        b.output(ACTIVATION + node, activationObservation(b, value));
  }

  #readouts(b: Builder, values: ReadonlyMap<string, Value>): void {
    const { losses } = this.#document.training;
    for (const { node, name } of this.outputs) {
      const value = values.get(node!)!;
      b.output(name, value);
      const index = losses.findIndex((_, i) => judgedOutput(this.#document, this.#checked, i) === node);
      const readout = index < 0 ? undefined : lossOf(losses[index]!.loss.type)!.readout;
      b.output(`readout:${node}`, readout ? readout(b, value) : value);
    }
  }

  #predict(b: Builder, batch: number): void {
    this.#readouts(b, this.#lower(b, batch, false).values);
  }

  #inspect(b: Builder, batch: number): void {
    for (const [node, value] of this.#lower(b, batch, false).values) b.output(`output:${node}`, value);
  }

  #evaluate(b: Builder, batch: number): void {
    this.#readouts(b, this.#forward(b, batch, false).values);
  }

  #constant(b: Builder, batch: number): void {
    const judged = this.#document.training.losses.map(
      (_, i) => judgedOutput(this.#document, this.#checked, i) as string,
    );
    const values = [...new Set(judged)].map((node) => {
      const shape = this.#checked.nodes.get(node)!.outputs[0]!.shape.slice(1) as number[];
      return [node, b.broadcast(b.input(CONSTANT + node, 'float32', shape), [batch, ...shape])] as const;
    });
    this.#judge(b, batch, new Map(values), false, []);
  }

  #statistics(b: Builder, batch: number): void {
    for (const [name, found] of this.#lower(b, batch, true).statistics)
      b.output(
        `statistic:${name}`,
        b.mul(
          found.reduce((p, q) => b.add(p, q)),
          1 / found.length,
        ),
      );
  }

  #trainable(): ModelWeight[] {
    return this.weights.filter(({ trainable }) => trainable);
  }

  /** The trainable weights of a forward half. */
  #weightsIn(b: Builder): Value[] {
    const named = new Map(b.finish().inputs.map(({ name, value }) => [name, value]));
    return this.#trainable().map(({ name }) => named.get(name)!);
  }

  #gradients(b: Builder, loss: Value): void {
    const gradients = differentiate(b, loss, this.#weightsIn(b));
    this.#trainable().forEach(({ name }, i) => b.output(`gradient:${name}`, gradients[i]!));
  }

  #updateAlone(b: Builder): void {
    const trainable = this.#trainable();
    const weights = trainable.map(({ name, shape }) => b.input(name, 'float32', shape));
    const gradients = this.terms.map((_, k) =>
      trainable.map(({ name, shape }) => b.input(gradientOf(name, k), 'float32', shape)),
    );
    const gathers = this.#document.training.accumulation > 1;
    this.#update(b, weights, gradients, {
      counted: gathers ? b.input(COUNTED, 'float32', [this.terms.length]) : undefined,
      statistics: this.#averagedStatistics().map(({ name, shape }) => b.input(name, 'float32', shape)),
    });
  }

  #train(b: Builder, values: ReadonlyMap<string, Value>, observed: boolean): void {
    const weights = this.#weightsIn(b);
    const gradients = this.terms.map((term) => differentiate(b, values.get(term)!, weights));
    this.#update(b, weights, gradients, {
      counted: values.get(COUNTED),
      statistics: this.#averagedStatistics().map(({ name }) => values.get(name)!),
    });
    if (!observed) return;
    const next = new Map(b.finish().outputs.map(({ name, value }) => [name, value]));
    // of the batch alone, however many make an update
    const own = this.terms[0] === 'loss' ? gradients[0]! : this.#meanGradients(b, gradients, values.get(COUNTED)!);
    this.#trainable().forEach(({ name }, i) =>
      b.output(WEIGHT + name, weightObservation(b, weights[i]!, own[i]!, next.get(name)!)),
    );
  }

  /** For each weight the terms' gradients, each divided by what counted in it, in one; where nothing did it is 0. */
  #meanGradients(b: Builder, gradients: readonly (readonly Value[])[], counted: Value): Value[] {
    const shares = gradients.map((_, k) => inverseWeight(b, b.reshape(b.slice(counted, [k], [k + 1]), [])));
    return gradients[0]!.map((_, i) =>
      gradients.map((of, k) => b.mul(of[i]!, shares[k]!)).reduce((p, q) => b.add(p, q)),
    );
  }

  /** Adds a batch to those before it: the sums of the terms' gradients, and how much has counted in each. */
  #gather(b: Builder, gradients: readonly (readonly Value[])[], counted: Value) {
    const trainable = this.#trainable();
    const counter = `${trainable[0]!.name}/${COUNTED}`;
    const sums = gradients.map((of, k) =>
      trainable.map(({ name, shape }, i) => b.add(b.input(`${name}/${gathered(k)}`, 'float32', shape), of[i]!)),
    );
    return { sums, total: b.add(b.input(counter, 'float32', counted.shape), counted), counter };
  }

  /**
   * Clipping, the optimizer's rule and the constraint for each weight. `gradients` are those of each term; `counted` what each of
   * them weighs, where several batches make one update; `statistics` those that are averaged, after the step.
   */
  #update(
    b: Builder,
    weights: readonly Value[],
    gradients: readonly (readonly Value[])[],
    { counted, statistics }: { readonly counted: Value | undefined; readonly statistics: readonly Value[] },
  ): void {
    const { optimizer, settings } = this.#optimizer();
    const { weightDecayOn, learningRate } = this.#document.training;
    const scalars = Object.fromEntries(
      Object.keys(this.scalars({ step: 1, learningRate })).map((name) => [name.slice(1), b.input(name, 'float32', [])]),
    );
    const trainable = this.#trainable();
    const group = counted && this.#gather(b, gradients, counted);
    const updates = group && b.lt(0, scalars.updates!);
    const whole = group ? this.#meanGradients(b, group.sums, group.total) : gradients[0]!;
    const clipped = this.#noisy(b, this.#clip(b, whole, weights), scalars.noise);
    const chosen = (next: Value, before: Value) => (updates ? b.select(updates, next, before) : next);
    trainable.forEach((of, i) => {
      const { name, shape, node } = of;
      const specs = optimizer.slots(settings, shape);
      const names = specs.map((slot) => slot.name);
      const slots = Object.fromEntries(
        specs.map((slot) => [slot.name, b.input(`${name}/${slot.name}`, 'float32', slot.shape ?? shape)]),
      );
      const own = suffix(this.#rateShare(node));
      const mine = Object.fromEntries(
        Object.entries(scalars).flatMap(([key, value]) =>
          key.includes(':')
            ? own !== '' && key.endsWith(own)
              ? [[key.slice(0, -own.length), value]]
              : []
            : own === ''
              ? [[key, value]]
              : [],
        ),
      );
      const spared =
        weightDecayOn === 'weights' && !isWeight(of) && 'weightDecay' in settings
          ? { ...settings, weightDecay: 0 }
          : settings;
      const next = optimizer.update(b, { weight: weights[i]!, gradient: clipped[i]!, slots, scalars: mine }, spared);
      const moved = chosen(this.#constrained(b, of, this.#sparse(b, of, next.weight)), weights[i]!);
      b.output(name, moved);
      if (scalars.averaged) average(b, name, moved, scalars.averaged);
      for (const slot of names) b.output(`${name}/${slot}`, chosen(next.slots[slot]!, slots[slot]!));
      group?.sums.forEach((sums, k) =>
        b.output(`${name}/${gathered(k)}`, b.select(updates!, b.fill(0, shape), sums[i]!)),
      );
    });
    if (group) b.output(group.counter, b.select(updates!, b.fill(0, counted!.shape), group.total));
    this.#averagedStatistics().forEach(({ name }, i) => average(b, name, statistics[i]!, scalars.averaged!));
  }

  /** With normal noise (Neelakantan et al. 2015), by Box and Muller's transform; drawn anew at every step. */
  #noisy(b: Builder, gradients: readonly Value[], deviation: Value | undefined): readonly Value[] {
    if (!deviation) return gradients;
    const seed = b.finish().inputs.find(({ name }) => name === '@seed')?.value ?? b.input('@seed', 'int32', []);
    return this.#trainable().map(({ name, shape }, i) => {
      const uniform = (part: string) => b.randomUniform(seed, shape, hashName(`noise/${name}/${part}`));
      const normal = b.mul(
        b.sqrt(b.mul(b.log(b.sub(1, uniform('radius'))), -2)),
        b.cos(b.mul(uniform('angle'), 2 * Math.PI)),
      );
      return b.add(gradients[i]!, b.mul(normal, deviation));
    });
  }

  /** What is pruned is zero, whatever the optimizer's rule remembers. Constraints come behind: they leave zeros as they are, and hold for what is left. */
  #sparse(b: Builder, { name, shape }: ModelWeight, next: Value): Value {
    return this.#masked.has(name) ? b.mul(next, b.input(`${name}/${MASK}`, 'float32', shape)) : next;
  }

  #constrained(b: Builder, weight: ModelWeight, next: Value): Value {
    const constraint = this.#nodes.get(weight.node)?.constraint;
    if (!constraint || !isWeight(weight)) return next;
    const rule = constraintOf(constraint.type)!;
    return rule.apply(b, next, resolveSettings(rule.settings, constraint.settings).settings);
  }

  /** By value; by the norm of each gradient, or of all together (Pascanu et al. 2013); by unit, in proportion to the weights (Brock et al. 2021). */
  #clip(b: Builder, gradients: readonly Value[], weights: readonly Value[]): readonly Value[] {
    const { type, threshold } = this.#document.training.clipping;
    const normOf = (values: readonly Value[]) =>
      b.sqrt(values.map((g) => b.sum(b.square(g))).reduce((p, q) => b.add(p, q)));
    // a norm that is not finite counts as the largest number, so that one gradient spoils its own weight and not all of them
    const known = (norm: Value) => b.select(b.lt(norm, Number.POSITIVE_INFINITY), norm, LARGEST);
    const factor = (norm: Value) => b.min(b.div(threshold, b.add(known(norm), 1e-6)), 1);
    switch (type) {
      case 'none':
        return gradients;
      case 'value':
        return gradients.map((g) => b.min(b.max(g, -threshold), threshold));
      case 'norm':
        return gradients.map((g) => b.mul(g, factor(normOf([g]))));
      case 'globalNorm': {
        const share = factor(normOf(gradients));
        return gradients.map((g) => b.mul(g, share));
      }
      case 'adaptive':
        return gradients.map((g, i) => {
          const most = b.mul(b.max(unitNorms(b, weights[i]!), 1e-3), threshold);
          return b.mul(g, b.min(b.div(most, b.max(known(unitNorms(b, g)), 1e-6)), 1));
        });
    }
  }
}

/** As float32. */
const LARGEST = 3.4028234663852886e38;

/** How much has counted in each term so far. */
const COUNTED = 'counted';
/** The slot of the gradients of a term that were added up so far. */
const gathered = (term: number): string => (term === 0 ? 'gathered' : `gathered:${term}`);

const vectorOf = (b: Builder, values: readonly (Value | number)[]): Value =>
  b.concat(
    values.map((value) => (typeof value === 'number' ? b.fill(value, [1]) : b.reshape(value, [1]))),
    0,
  );

/** Moves an average on: a share of 1 gives what is averaged itself and one of 0 the average before, to the bit. */
function average(b: Builder, name: string, now: Value, share: Value): void {
  const before = b.input(`${name}/${AVERAGE}`, 'float32', now.shape);
  b.output(`${name}/${AVERAGE}`, b.add(b.mul(before, b.sub(1, share)), b.mul(now, share)));
}

/** Not a bias, scale or statistic. */
const isWeight = ({ role }: ModelWeight): boolean => role === undefined || role === 'weight';
/** Scalars of nodes with a learning rate of their own are told apart by it. */
const suffix = (share: number): string => (share === 1 ? '' : `:${share}`);
