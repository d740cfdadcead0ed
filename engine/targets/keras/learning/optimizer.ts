/**
 * `optimizer.py` of an exported project: the engine's rule as an optimizer of Keras, whose own ones count otherwise (epsilon, momentum,
 * weight decay), with what stands around it: clipping, noise, rates of single layers, averages, the schedule.
 */
import type { Document, TrainingConfig } from '../../../graph/document.ts';
import { averageShare, NOISE_DEVIATION } from '../../../learn/averaging.ts';
import type { Optimizer } from '../../../learn/define.ts';
import { optimizerOf } from '../../../learn/index.ts';
import { definitionName, phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { Code } from '../../literals.ts';
import { BATCH, type Names } from '../../printed.ts';
import { printEquations } from '../../python/equations.ts';
import { printFormula } from '../../python/formulas.ts';
import { moduleSource } from '../../python/functions.ts';
import { sparsitySource } from '../../python/pruning.ts';
import { isObserved, isScheduled, scheduleSource } from '../../python/schedule.ts';
import { docstring, literal, numberText, PythonWriter, realText } from '../../python/text.ts';
import { updateOf } from '../../python/update.ts';
import { keras } from '../dialect.ts';
import type { ModelSource } from '../model/model.ts';
import { maskingLines, prunedPaths, risingSource } from './pruning.ts';
import type { ExportedWeight } from '../model/scopes.ts';

type Settings = Readonly<Record<string, unknown>>;
/** Stands for the weight decay in the program of an update. */
const DECAY = 0.9876543219876543;

/** The lines of an update, of \`gradient\`, \`variable\`, its slots and \`step\`. */
function updateLines(optimizer: Optimizer, settings: Settings): readonly string[] {
  const slots = optimizer.slots(settings as never, [BATCH]);
  const scalars = Object.entries(optimizer.scalars(settings as never));
  const known = {
    ...settings,
    learningRate: new Code('learning_rate'),
    weightDecay: new Code('decay'),
    step: new Code('step'),
  };
  const update = updateOf(optimizer, {
    ...settings,
    ...('weightDecay' in settings && Number(settings.weightDecay) > 0 && { weightDecay: DECAY }),
  });
  const names: Names = new Map([
    [update.weight, 'variable'],
    [update.gradient, 'gradient'],
    ...slots.map(({ name }) => [update.slots[name]!, name] as const),
    ...scalars.map(([name]) => [update.scalars[name]!, `${name}_now`] as const),
  ]);
  for (const { prim, params, outputs } of update.b.equations)
    if (prim === 'fill' && params.value === DECAY) names.set(outputs[0]!, 'decay');
  const results = [...slots.map(({ name }) => update.next.slots[name]!), update.next.weight];
  const taken = ['variable', 'gradient', 'step', 'decay', 'learning_rate', ...slots.map(({ name }) => name)];
  const lines = printEquations(keras, update.b.equations, names, results, [
    ...taken,
    ...scalars.map(([name]) => `${name}_now`),
  ]);
  const where: Record<string, Code> = {};
  const parts = Object.entries(optimizer.where ?? {}).map(([name, formula]) => {
    const line = `${name} = ${printFormula(formula, { ...known, ...where }, 'tensors')}`;
    where[name] = new Code(name);
    return line;
  });
  return [
    ...parts,
    ...scalars.map(([name, formula]) => `${name}_now = ${printFormula(formula, { ...known, ...where }, 'tensors')}`),
    ...lines,
    ...slots.map(({ name }) => `next_${name} = ${names.get(update.next.slots[name]!)!}`),
    `self.assign(variable, ${names.get(update.next.weight)!})`,
    ...slots.map(({ name }) => `self.assign(${name}, next_${name})`),
  ];
}

const CLIPPING: Readonly<Record<TrainingConfig['clipping']['type'], string | undefined>> = {
  none: undefined,
  value: 'clipvalue',
  norm: 'clipnorm',
  globalNorm: 'global_clipnorm',
  adaptive: undefined,
};

/** Where a unit's weights lie, for norms of each: by the variables' paths. */
function unitAxes(weights: readonly ExportedWeight[]): Record<string, number[]> {
  return Object.fromEntries(
    weights
      .filter(({ spec }) => spec.role !== 'state')
      .map(({ layer, variable, order, spec: { shape } }) => {
        const axes = order ?? shape.map((_, axis) => axis);
        return [`${layer}/${variable}`, axes.flatMap((axis, at) => (axis > 0 || shape.length === 1 ? [at] : []))];
      }),
  );
}

function optimizerClass(document: Document, optimizer: Optimizer, settings: Settings, source: ModelSource): string {
  const { gradientNoise: noise, clipping, averaging, weightDecayOn } = document.training;
  const slots = optimizer.slots(settings as never, [BATCH]);
  const decay = Number(settings.weightDecay ?? 0);
  const learned = source.weights.filter(({ spec }) => spec.role !== 'state');
  const shares = Object.fromEntries(
    learned.flatMap(({ layer, variable, node }) =>
      (node.learningRate ?? 1) === 1 ? [] : [[`${layer}/${variable}`, node.learningRate!]],
    ),
  );
  const spared = learned
    .filter(({ spec }) => weightDecayOn === 'weights' && (spec.role ?? 'weight') !== 'weight')
    .map(({ layer, variable }) => `${layer}/${variable}`);
  const pruned = prunedPaths(source, document.training);
  const lines = [...updateLines(optimizer, settings), ...maskingLines(pruned)];
  const w = new PythonWriter();
  if (Object.keys(shares).length > 0)
    w.line('# How fast some weights learn, beside the others.').line(`SHARES = ${literal(shares)}`);
  if (decay > 0 && spared.length > 0) w.line('# Weights that do not decay.').line(`SPARED = ${literal(spared)}`);
  if (pruned.length > 0)
    w.line('# Kernels of which the smallest elements become zero.').line(`PRUNED = ${literal(pruned)}`);
  if (clipping.type === 'adaptive')
    w.line('# The axes of what makes one unit.').line(`UNITS = ${literal(unitAxes(source.weights))}`);
  if (w.toString().trim() !== '') w.line().line();
  w.block('class Optimizer(keras.optimizers.Optimizer):', () => {
    w.doc(`${optimizer.title}: ${optimizer.doc}`).line();
    const noisy = noise.deviation > 0;
    if (noisy)
      w.block('def __init__(self, *given, **about):', () => {
        w.line('super().__init__(*given, **about)').line('self.seed = keras.random.SeedGenerator()');
      }).line();
    if (slots.length > 0 || averaging.type !== 'none' || pruned.length > 0)
      w.block('def build(self, variables):', () => {
        w.block('if self.built:', () => w.line('return'));
        w.line('super().build(variables)');
        for (const { name, start } of slots) {
          const starts = start === 0 ? '"zeros"' : `keras.initializers.Constant(${numberText(start)})`;
          w.line(
            `self.${name}_slots = [self.add_variable_from_reference(one, "${name}", ${starts}) for one in variables]`,
          );
        }
        if (pruned.length > 0)
          w.line(
            'self.masks = [self.add_variable_from_reference(one, "mask", "ones") if one.path in PRUNED else None for one in variables]',
          );
        if (averaging.type !== 'none') {
          w.line('self.averages = [self.add_variable_from_reference(one, "average") for one in variables]');
          w.block('for average, variable in zip(self.averages, variables):', () => w.line('average.assign(variable)'));
        }
      }).line();
    w.block('def update_step(self, gradient, variable, learning_rate):', () => {
      w.line('gradient = ops.cast(gradient, variable.dtype)');
      w.line('step = ops.cast(self.iterations + 1, variable.dtype)');
      if (clipping.type === 'adaptive') {
        w.line('axes = tuple(UNITS[variable.path])');
        w.line(`most = ops.maximum(unit_norms(variable, axes), 1e-3) * ${realText(clipping.threshold)}`);
        w.line('gradient = gradient * ops.minimum(most / ops.maximum(unit_norms(gradient, axes), 1e-6), 1.0)');
      }
      if (noisy)
        w.line(`deviation = ${printFormula(NOISE_DEVIATION, noise, 'tensors')}`).line(
          'gradient = gradient + deviation * keras.random.normal(gradient.shape, seed=self.seed)',
        );
      if (Object.keys(shares).length > 0) w.line('learning_rate = learning_rate * SHARES.get(variable.path, 1.0)');
      if (/\bdecay\b/.test(lines.join('\n')))
        w.line(
          `decay = ${spared.length > 0 ? `0.0 if variable.path in SPARED else ${numberText(decay)}` : numberText(decay)}`,
        );
      if (slots.length > 0 || pruned.length > 0) w.line('at = self._get_variable_index(variable)');
      for (const { name } of slots) w.line(`${name} = self.${name}_slots[at]`);
      for (const line of lines) w.line(line);
    });
    if (averaging.type !== 'none') averageMethods(w, document.training);
    if (pruned.length > 0) w.text(risingSource(document.training));
  });
  return w.toString();
}

function averageMethods(w: PythonWriter, { averaging, accumulation }: TrainingConfig): void {
  w.line();
  w.block('def apply(self, grads, trainable_variables=None):', () => {
    if (accumulation > 1) w.line('before = ops.cast(self.iterations, "float32")');
    w.line('super().apply(grads, trainable_variables)').line('step = ops.cast(self.iterations, "float32")');
    w.line(`share = ${printFormula(averageShare(averaging), averaging, 'tensors')}`);
    if (accumulation > 1) w.line('share = ops.where(step > before, share, 0.0)');
    w.block('for average, variable in zip(self.averages, self._trainable_variables):', () =>
      w.line('self.assign(average, average + share * (variable - average))'),
    );
  }).line();
  w.block('def swap(self):', () => {
    w.doc('Exchanges the weights with their averages: for judging and keeping these, and back again.');
    w.block('for average, variable in zip(self.averages, self._trainable_variables):', () => {
      w.line('own = ops.convert_to_numpy(variable).copy()');
      w.line('variable.assign(ops.convert_to_numpy(average).copy())').line('average.assign(own)');
    });
  });
}

/** How many products are written down; after that it stays. */
const PRODUCTS = 100_000;

/** Functions of a step that the rule's formulas call. */
function stepFunctions({ stepFunctions: functions = {} }: Optimizer, settings: Settings): string[] {
  return Object.entries(functions).map(([name, { doc, kind, formula }]) => {
    const written = (step: string) => printFormula(formula, { ...settings, step: new Code(step) }, 'tensors');
    if (kind === 'formula') return `def ${name}(step):\n    ${docstring(doc, 1)}\n    return ${written('step')}\n`;
    return `PRODUCTS = np.cumprod(${written(`np.arange(1, ${PRODUCTS + 1})`)}).astype(np.float32)


def ${name}(step):
    ${docstring(doc, 1)}
    at = ops.cast(ops.minimum(step, len(PRODUCTS)) - 1, "int32")
    return ops.take(ops.convert_to_tensor(PRODUCTS), at)
`;
  });
}

const UNIT_NORMS = `def unit_norms(x, axes):
    """The norm of each unit's weights."""
    return ops.sqrt(ops.sum(ops.square(x), axis=axes, keepdims=True))
`;

const SCHEDULE = `class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step, written down before the first."""

    def __init__(self, steps_per_epoch, epochs):
        steps = steps_per_epoch * epochs
        places = range(@accumulation@ - 1, steps, @accumulation@)
        rates = [learning_rate(step, step // steps_per_epoch, steps, epochs) for step in places]
        self.rates = np.array(rates, np.float32)

    def __call__(self, step):
        at = ops.minimum(ops.cast(step, "int32"), len(self.rates) - 1)
        return ops.take(ops.convert_to_tensor(self.rates), at)
`;

export function optimizerSource(document: Document, source: ModelSource): string {
  const { training } = document;
  const optimizer = optimizerOf(training.optimizer.type);
  if (!optimizer)
    throw new UserError(keras.unsupported(phrase('optimizer-called', { title: verbatim(training.optimizer.type) })));
  const settings = resolveSettings(optimizer.settings, training.optimizer.settings).settings as Settings;
  // its rule speaks of rows and columns, which lie otherwise in kernels of Keras
  if (optimizer.slots(settings as never, [2, 2]).some(({ shape }) => shape !== undefined))
    throw new UserError(
      keras.unsupported(phrase('optimizer-called', { title: definitionName('optimizers', optimizer) })),
    );
  const { clipping, accumulation } = training;
  const clip = CLIPPING[clipping.type];
  const options = [
    ...(clip ? [`${clip}=${numberText(clipping.threshold)}`] : []),
    ...(accumulation > 1 ? [`gradient_accumulation_steps=${numberText(accumulation)}`] : []),
  ].map((one) => `, ${one}`);
  const scheduled = isScheduled(training) && !isObserved(training);
  const rate = scheduled
    ? 'Schedule(steps_per_epoch, epochs)'
    : isObserved(training)
      ? 'learning_rate(0, 0, 1, epochs, Plateau())'
      : 'LEARNING_RATE';
  const parts = [
    `LEARNING_RATE = ${realText(training.learningRate)}\n`,
    ...(clipping.type === 'adaptive' ? [UNIT_NORMS] : []),
    ...stepFunctions(optimizer, settings),
    optimizerClass(document, optimizer, settings, source),
    ...(training.pruning.sparsity > 0 ? [sparsitySource(training.pruning)] : []),
    scheduleSource(keras, document),
    ...(scheduled
      ? [
          accumulation > 1
            ? SCHEDULE.replaceAll('@accumulation@', String(accumulation))
            : SCHEDULE.replace(/ {8}places = .*\n/, '').replace('in places]', 'in range(steps)]'),
        ]
      : []),
    `def make_optimizer(steps_per_epoch, epochs):
    """The optimizer of a training of so many steps."""
    return Optimizer(${rate}${options.join('')})
`,
  ];
  return moduleSource(keras, `${optimizer.title}: ${optimizer.doc}`, parts.join('\n\n'));
}
