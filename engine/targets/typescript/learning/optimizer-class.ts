/** The class `Optimizer` of an exported project: what it remembers, and how it moves the weights. */
import { numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import type { OptimizerPlan } from './optimizer-plan.ts';

export function writeOptimizerClass(w: Writer, plan: OptimizerPlan): void {
  w.block('export class Optimizer {', () => {
    writeFields(w, plan);
    writeConstructor(w, plan);
    if (plan.training.accumulation > 1) writeAccumulatedStep(w, plan);
    else writeStep(w, plan);
    if (plan.averaged) writeSwap(w, plan);
    if (plan.pruned.length > 0) writePruning(w, plan);
  });
}

function writeFields(
  w: Writer,
  { training, rule, scheduled, named, stepped, averaged, statistics, pruned }: OptimizerPlan,
): void {
  if (scheduled) w.line('/** Of the next step. */').line(`learningRate = ${numberText(training.learningRate)};`);
  w.line('readonly #weights: readonly tf.LayerVariable[];');
  if (named) w.line('/** Their names in `weights.safetensors`. */').line('readonly #names: readonly string[];');
  if (stepped) w.line('#step = 0;');
  if (rule.memory) w.line(`readonly #slots: readonly ${rule.memory.type('tf.Variable')}[];`);
  if (statistics)
    w.line('/** Running statistics, which are averaged as the weights are. */').line(
      'readonly #statistics: readonly tf.LayerVariable[];',
    );
  if (averaged) w.line('readonly #averages: readonly tf.Variable[];');
  if (pruned.length > 0)
    w.line('/** Of the kernels that become sparse: 0 where they are pruned. */').line(
      'readonly #masks: readonly (tf.Variable | undefined)[];',
    );
  if (training.accumulation > 1)
    w.line('#batches = 0;')
      .line('/** For each term of the loss the sums of its gradients, and how much has counted in them. */')
      .line('readonly #sums: readonly (readonly tf.Variable[])[];')
      .line('readonly #counted: number[];');
}

function writeConstructor(w: Writer, plan: OptimizerPlan): void {
  const { training, rule, named, turned, averaged, statistics, pruned } = plan;
  const { memory } = rule;
  const zeros = 'this.#weights.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight.read()), false)))';
  w.line().block('constructor(model: tf.LayersModel) {', () => {
    w.line('this.#weights = model.trainableWeights;');
    if (named) {
      const pairs = 'layer.weights.map((weight, i) => [weight.name, list[i]!] as const)';
      w.line(`const names = new Map(weightNames(model).flatMap(([layer, list]) => ${pairs}));`);
      w.line('this.#names = this.#weights.map((weight) => names.get(weight.name)!);');
    }
    if (memory) {
      memory.making.forEach((text) => w.text(text));
      w.line(`this.#slots = this.#weights.map(({ shape }${turned.length > 0 ? ', i' : ''}) => ${memory.first});`);
    }
    if (statistics) w.line('this.#statistics = model.weights.filter(({ trainable }) => !trainable);');
    if (averaged) w.line(`this.#averages = ${all(plan)}.map((weight) => tf.variable(weight.read(), false));`);
    if (pruned.length > 0) {
      const ones = 'tf.tidy(() => tf.variable(tf.onesLike(weight.read()), false))';
      w.line(`this.#masks = this.#weights.map((weight, i) => (PRUNED.test(this.#names[i]!) ? ${ones} : undefined));`);
    }
    if (training.accumulation > 1)
      w.line(`this.#sums = Array.from({ length: TERMS }, () => ${zeros});`).line(
        'this.#counted = this.#sums.map(() => 0);',
      );
  });
}

/** One step a batch. */
function writeStep(w: Writer, plan: OptimizerPlan): void {
  w.line().line('/** Takes one step: moves every weight by its gradient. */');
  w.block('step(gradients: tf.NamedTensorMap): void {', () => {
    if (plan.stepped) w.line('this.#step++;');
    const own = 'gradients[weight.name] ?? tf.zerosLike(weight.read())';
    const list = 'this.#weights.flatMap(({ name }) => gradients[name] ?? [])';
    writeMoves(w, plan, { own, list });
  });
}

/** Several batches a step. */
function writeAccumulatedStep(w: Writer, plan: OptimizerPlan): void {
  const { accumulation } = plan.training;
  w.line().line(
    `/** Adds the parts of a batch to those before it; after ${numberText(accumulation)} batches all weights move. */`,
  );
  w.block('step(parts: readonly Part[]): void {', () => {
    w.block(
      'parts.forEach(({ gradients, weight }, term) => {',
      () => {
        w.line('this.#counted[term]! += weight;');
        eachWeight(w, 'this.#weights', '{ name }', (inner) => {
          inner.line('const [gradient, sum] = [gradients[name], this.#sums[term]![i]!];');
          inner.line('if (gradient) sum.assign(tf.add(sum, gradient));');
        });
      },
      '});',
    );
    w.line('if (++this.#batches % ACCUMULATION !== 0) return;');
    if (plan.stepped) w.line('this.#step++;');
    w.line('const shares = this.#counted.map((counted) => (counted > 0 ? 1 / counted : 0));');
    w.line('const mean = (i: number) => tf.addN(this.#sums.map((sums, term) => tf.mul(sums[i]!, shares[term]!)));');
    writeMoves(w, plan, { own: 'mean(i)', list: 'this.#weights.map((_, i) => mean(i))' });
    w.line('this.#counted.fill(0);');
    w.line('for (const sum of this.#sums.flat()) tf.tidy(() => sum.assign(tf.zerosLike(sum)));');
  });
}

/** What is done with each of these; what that takes is freed before the next. */
function eachWeight(w: Writer, list: string, one: string, body: (inner: Writer) => void): void {
  const inner = new Writer();
  body(inner);
  const text = inner.toString();
  // few steps ask which of them it is
  const given = /\bi\b/.test(text) ? `(${one}, i)` : `(${one})`;
  w.block(`${list}.forEach(${given} =>`, () => w.block('tf.tidy(() => {', () => w.text(text), '}),'), ');');
}

/** Clipping and noise, then what becomes of each weight: its gradient and that of all of them are expressions. */
function writeMoves(w: Writer, plan: OptimizerPlan, gradients: { readonly own: string; readonly list: string }): void {
  const { training, clip, noisy, averaged } = plan;
  const [before, after] = clip?.around?.(gradients.list) ?? [];
  if (averaged) w.line('const part = share(this.#step);');
  if (before !== undefined) w.line(before);
  eachWeight(w, 'this.#weights', 'weight', (inner) => {
    if (plan.byName || clip?.operands.includes('name')) inner.line('const name = this.#names[i]!;');
    let given = gradients.own;
    if (clip || noisy) {
      inner.line(`const gradient = ${given};`);
      given = 'gradient';
    }
    if (clip) given = `clip(${[given, ...clip.operands].join(', ')})`;
    if (noisy) given = `withNoise(${given}${training.gradientNoise.decay > 0 ? ', this.#step' : ''})`;
    writeMove(inner, plan, given);
  });
  if (after !== undefined) w.line(after);
  if (plan.statistics)
    eachWeight(w, 'this.#statistics', 'statistic', (inner) =>
      inner
        .line('const average = this.#averages[this.#weights.length + i]!;')
        .line('average.assign(tf.add(tf.mul(average, 1 - part), tf.mul(statistic.read(), part)));'),
    );
}

function writeMove(w: Writer, plan: OptimizerPlan, given: string) {
  const { rule, options, constrained, averaged, pruned } = plan;
  const { memory } = rule;
  if (memory) w.line('const slots = this.#slots[i]!;');
  const operands = ['weight.read()', given, ...(memory ? ['slots'] : []), ...options.map(([, value]) => value)];
  w.line(`const next = update(${operands.join(', ')});`);
  if (pruned.length > 0) {
    w.line('const mask = this.#masks[i];');
    w.line('// what is pruned is zero, whatever is remembered of it');
    w.line('const sparse = mask ? tf.mul(next.weight, mask) : next.weight;');
  }
  const moved = pruned.length > 0 ? 'sparse' : 'next.weight';
  const held = averaged && constrained.length > 0;
  const value = constrained.length > 0 ? `CONSTRAINTS[name]?.(${moved}) ?? ${moved}` : moved;
  if (held) w.line(`const held = ${value};`);
  w.line(`weight.write(${held ? 'held' : value});`);
  memory?.keep.forEach((line) => w.line(line));
  if (!averaged) return;
  w.line('const average = this.#averages[i]!;');
  w.line(`average.assign(tf.add(tf.mul(average, 1 - part), tf.mul(${held ? 'held' : value}, part)));`);
}

/** All that is averaged. */
const all = ({ statistics }: OptimizerPlan): string =>
  statistics ? '[...this.#weights, ...this.#statistics]' : 'this.#weights';

function writeSwap(w: Writer, plan: OptimizerPlan): void {
  w.line().line('/** Exchanges the weights with their averages: for judging and keeping these, and back again. */');
  w.block('swapAverages(): void {', () =>
    eachWeight(w, all(plan), 'weight', (inner) =>
      inner
        .line('const own = tf.clone(weight.read());')
        .line('weight.write(this.#averages[i]!);')
        .line('this.#averages[i]!.assign(own);'),
    ),
  );
}

function writePruning(w: Writer, { averaged }: OptimizerPlan): void {
  w.line().line('/** Makes more of the kernels zero where that is due after `done` of so many steps. */');
  w.block('prune(done: number, steps: number): void {', () => {
    w.line('const share = sparsityAt(PLAN, done, steps);').line('if (share === null) return;');
    w.line('const kernels = this.#kernels();');
    w.line(
      "const held = kernels.map(({ weight, mask }) => ({ weight: weight.read().dataSync<'float32'>(), mask: mask.dataSync<'float32'>() }));",
    );
    w.line('const masks = nextMasks(held, share, PLAN.scope);');
    const at = averaged ? '{ weight, mask, i }, k' : '{ weight, mask }, k';
    w.block(
      `kernels.forEach((${at}) =>`,
      () =>
        w.block(
          'tf.tidy(() => {',
          () => {
            w.line('mask.assign(tf.tensor(masks[k]!, mask.shape));').line('weight.write(tf.mul(weight.read(), mask));');
            if (averaged) w.line('this.#averages[i]!.assign(tf.mul(this.#averages[i]!, mask));');
          },
          '}),',
        ),
      ');',
    );
  });
  w.line().line('/** How many elements of each kernel are zero. */');
  w.block('sparsity(): Sparse[] {', () =>
    w
      .line(
        'const found = this.#kernels().map(({ weight, i }) => ({ name: this.#names[i]!, values: weight.read().dataSync() }));',
      )
      .line('return found.map(({ name, values }) => ({ name, zeros: zerosIn(values), size: values.length }));'),
  );
  w.line().block('#kernels() {', () =>
    w.block(
      'return this.#weights.flatMap((weight, i) => {',
      () => w.line('const mask = this.#masks[i];').line('return mask ? [{ weight, mask, i }] : [];'),
      '});',
    ),
  );
}
