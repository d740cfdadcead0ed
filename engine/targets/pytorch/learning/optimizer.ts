/**
 * `optimizer.py` of an exported project: PyTorch's own optimizer where its rule is the engine's, else a class printed from the engine's
 * program; and what stands around it: clipping, noise, constraints, rates of single layers, averages, the schedule.
 */
import type { Document, TrainingConfig } from '../../../graph/document.ts';
import { averageShare, NOISE_DEVIATION } from '../../../learn/averaging.ts';
import type { Optimizer } from '../../../learn/define.ts';
import { pruningSource } from './pruning.ts';
import { constraintOf, optimizerOf } from '../../../learn/index.ts';
import { definitionName, phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { Code } from '../../literals.ts';
import { BATCH, type Names } from '../../printed.ts';
import { printEquations } from '../../python/equations.ts';
import type { ModelSource } from '../model/model.ts';
import type { TorchWeight } from '../model/scopes.ts';
import { literal, numberText, PythonWriter } from '../../python/text.ts';
import { updateOf } from '../../python/update.ts';
import { torch } from '../dialect.ts';
import { unsupported } from '../unsupported.ts';
import { printFormula } from '../../python/formulas.ts';
import { moduleSource } from '../../python/functions.ts';
import { isScheduled, scheduleSource } from '../../python/schedule.ts';

type Settings = Readonly<Record<string, unknown>>;

/** PyTorch's optimizers whose rule is the engine's: the class, and its arguments but for the learning rate. */
const WORDS: Readonly<Record<string, (s: Settings) => readonly [name: string, args: Settings]>> = {
  sgd: ({ momentum, nesterov, dampening, weightDecay }) => [
    'SGD',
    {
      momentum,
      ...(momentum !== 0 && { nesterov, ...(nesterov !== true && { dampening }) }),
      weight_decay: weightDecay,
    },
  ],
  adam: (s) => ['Adam', { ...moments(s), amsgrad: s.amsgrad, weight_decay: s.weightDecay }],
  adamW: (s) => ['AdamW', { ...moments(s), amsgrad: s.amsgrad, weight_decay: s.weightDecay }],
  adamax: (s) => ['Adamax', { ...moments(s), weight_decay: s.weightDecay }],
  nAdam: (s) => ['NAdam', { ...moments(s), weight_decay: s.weightDecay, momentum_decay: s.fade }],
  rAdam: (s) => ['RAdam', { ...moments(s), weight_decay: s.weightDecay }],
  rmsprop: ({ alpha, epsilon, weightDecay, momentum, centered }) => [
    'RMSprop',
    { alpha, eps: epsilon, weight_decay: weightDecay, momentum, centered },
  ],
  adagrad: ({ rateDecay, weightDecay, start, epsilon }) => [
    'Adagrad',
    { lr_decay: rateDecay, weight_decay: weightDecay, initial_accumulator_value: start, eps: epsilon },
  ],
  adadelta: ({ rho, epsilon, weightDecay }) => ['Adadelta', { rho, eps: epsilon, weight_decay: weightDecay }],
  adafactor: ({ beta2Decay, smallest, threshold, weightDecay }) => [
    'Adafactor',
    { beta2_decay: beta2Decay, eps: new Code(`(None, ${String(smallest)})`), d: threshold, weight_decay: weightDecay },
  ],
};
const moments = ({ beta1, beta2, epsilon }: Settings): Settings => ({
  betas: new Code(`(${String(beta1)}, ${String(beta2)})`),
  eps: epsilon,
});

const written = (value: unknown): string => (value instanceof Code ? value.text : literal(value));

/** An optimizer of our own, whose update is the engine's program. */
function ownOptimizer(optimizer: Optimizer, settings: Settings): string {
  const slots = optimizer.slots(settings as never, [BATCH]);
  const scalars = Object.entries(optimizer.scalars(settings as never));
  const known = {
    ...settings,
    learningRate: new Code('group["lr"]'),
    weightDecay: new Code('group["weight_decay"]'),
    step: new Code('step'),
  };
  const update = updateOf(optimizer, { ...settings, weightDecay: DECAY });
  const names: Names = new Map([
    [update.weight, 'weight'],
    [update.gradient, 'gradient'],
    ...slots.map(({ name }) => [update.slots[name]!, `state["${name}"]`] as const),
    ...scalars.map(([name]) => [update.scalars[name]!, name] as const),
  ]);
  for (const { prim, params, outputs } of update.b.equations)
    if (prim === 'fill' && params.value === DECAY) names.set(outputs[0]!, 'group["weight_decay"]');
  const results = [...slots.map(({ name }) => update.next.slots[name]!), update.next.weight];
  const lines = printEquations(torch, update.b.equations, names, results, [
    'weight',
    'gradient',
    'state',
    'step',
    'group',
    ...Object.keys(update.scalars),
  ]);
  const w = new PythonWriter();
  w.block('class Optimizer(torch.optim.Optimizer):', () => {
    w.doc(`${optimizer.title}: ${optimizer.doc}`).line();
    w.block('def __init__(self, params, lr, weight_decay=0.0):', () =>
      w.line('super().__init__(params, {"lr": lr, "weight_decay": weight_decay})'),
    ).line();
    w.line('@torch.no_grad()').block('def step(self, closure=None):', () =>
      w.block('for group in self.param_groups:', () =>
        w.block('for weight in group["params"]:', () => {
          w.block('if weight.grad is None:', () => w.line('continue'));
          w.line('gradient, state = weight.grad, self.state[weight]');
          w.block('if not state:', () => {
            w.line('state["step"] = 0');
            for (const { name, start } of slots)
              w.line(`state["${name}"] = torch.full_like(weight, ${numberText(start)})`);
          });
          w.line('state["step"] += 1').line('step = state["step"]');
          for (const [name, formula] of Object.entries(optimizer.where ?? {}))
            w.line(`${name} = ${printFormula(formula, known)}`);
          for (const [name, formula] of scalars) w.line(`${name} = ${printFormula(formula, known)}`);
          for (const line of lines) w.line(line);
          for (const { name } of slots) w.line(`next_${name} = ${names.get(update.next.slots[name]!)!}`);
          w.line(`weight.copy_(${names.get(update.next.weight)!})`);
          for (const { name } of slots) w.line(`state["${name}"] = next_${name}`);
        }),
      ),
    );
  });
  return w.toString();
}
/** Stands for the weight decay in the program of an update. */
const DECAY = 0.9876543219876543;

const CLIPPING: Readonly<Record<TrainingConfig['clipping']['type'], (threshold: string) => string>> = {
  none: () => '',
  value: (threshold) => `    nn.utils.clip_grad_value_(parameters, ${threshold})`,
  norm: (threshold) => `    for weight in parameters:
        nn.utils.clip_grad_norm_([weight], ${threshold})  # each by itself`,
  globalNorm: (threshold) => `    nn.utils.clip_grad_norm_(parameters, ${threshold})`,
  adaptive: (threshold) => `    for weight in parameters:
        most = unit_norms(weight).clamp(min=1e-3) * ${threshold}
        weight.grad.mul_((most / unit_norms(weight.grad).clamp(min=1e-6)).clamp(max=1))`,
};

const UNIT_NORMS = `def unit_norms(x):
    """The norm of each unit's weights, which are one place along the first axis."""
    axes = tuple(range(1, x.dim())) if x.dim() > 1 else (0,)
    return x.square().sum(axes, keepdim=True).sqrt()
`;

const CONSTRAINTS: Readonly<Record<string, (settings: Settings) => string>> = {
  maxNorm: ({ limit }) =>
    `weight.mul_((${numberText(Number(limit))} / unit_norms(weight).clamp(min=1e-12)).clamp(max=1))`,
  nonNegative: () => 'weight.clamp_(min=0)',
  unitNorm: () => 'weight.div_(unit_norms(weight).clamp(min=1e-12))',
};

function constraintsSource(weights: readonly TorchWeight[]): string {
  const rules = new Map<string, string[]>();
  for (const { path, spec, node } of weights) {
    if (!node.constraint || (spec.role ?? 'weight') !== 'weight' || node.frozen) continue;
    const rule = constraintOf(node.constraint.type);
    const make = CONSTRAINTS[node.constraint.type];
    if (!rule || !make)
      throw new UserError(
        unsupported(
          phrase('constraint-called', {
            title: rule ? definitionName('constraints', rule) : verbatim(node.constraint.type),
          }),
        ),
      );
    const text = make(resolveSettings(rule.settings, node.constraint.settings).settings as Settings);
    rules.set(text, [...(rules.get(text) ?? []), path]);
  }
  if (rules.size === 0) return '';
  const w = new PythonWriter();
  w.line('@torch.no_grad()').block('def constrain(model):', () => {
    w.doc('Holds weights to what they may be, after each step.');
    for (const [rule, paths] of rules)
      w.block(`for name in ${literal(paths)}:`, () => w.line('weight = model.get_parameter(name)').line(rule));
  });
  return w.toString();
}

/** The weights that learn, in groups that learn alike. */
function groupsSource(weights: readonly TorchWeight[], document: Document, settings: Settings, call: string): string {
  const learners = weights.filter(({ spec }) => spec.role !== 'state');
  const frozen = learners.filter(({ node }) => node.frozen).map(({ path }) => path);
  const decay = Number(settings.weightDecay ?? 0);
  const sparing = document.training.weightDecayOn === 'weights' && decay > 0;
  const isSpared = ({ spec }: TorchWeight) => sparing && (spec.role ?? 'weight') !== 'weight';
  const groups = new Map<string, TorchWeight[]>();
  for (const weight of learners) {
    if (weight.node.frozen) continue;
    const key = JSON.stringify([weight.node.learningRate ?? 1, isSpared(weight)]);
    groups.set(key, [...(groups.get(key) ?? []), weight]);
  }
  const [usual] = [...groups].sort(([, a], [, b]) => b.length - a.length).map(([key]) => key);
  const w = new PythonWriter();
  const special = [...groups].filter(([key]) => key !== usual);
  if (frozen.length > 0) w.line('# What does not learn.').line(`FROZEN = ${literal(frozen)}`);
  special.forEach(([, list], i) => w.line(`GROUP_${i + 1} = ${literal(list.map(({ path }) => path))}`));
  const optionsOf = (key: string): string => {
    const [rate, spared] = JSON.parse(key) as [number, boolean];
    return `${rate === 1 ? '' : `, "share": ${numberText(rate)}`}${spared ? ', "weight_decay": 0.0' : ''}`;
  };
  if (frozen.length + special.length > 0) w.line().line();
  w.block('def make_optimizer(model):', () => {
    w.doc('The optimizer, over the weights that learn.');
    if (frozen.length > 0)
      w.block('for name in FROZEN:', () => w.line('model.get_parameter(name).requires_grad_(False)'));
    if (special.length === 0) {
      w.line(
        `groups = [{"params": [p for p in model.parameters() if p.requires_grad]${usual ? optionsOf(usual) : ''}}]`,
      );
    } else {
      w.line(`named = ${special.map((_, i) => `set(GROUP_${i + 1})`).join(' | ')}`);
      w.line('groups = [');
      w.line(
        `    {"params": [p for name, p in model.named_parameters() if p.requires_grad and name not in named]${optionsOf(usual!)}},`,
      );
      special.forEach(([key], i) =>
        w.line(`    {"params": [model.get_parameter(name) for name in GROUP_${i + 1}]${optionsOf(key)}},`),
      );
      w.line(']');
    }
    w.line(`return ${call}`);
  });
  return w.toString();
}

export function optimizerSource(document: Document, { weights }: ModelSource): string {
  const { training } = document;
  const { gradientNoise: noise, clipping, averaging } = training;
  const optimizer = optimizerOf(training.optimizer.type);
  if (!optimizer)
    throw new UserError(unsupported(phrase('optimizer-called', { title: verbatim(training.optimizer.type) })));
  const settings = resolveSettings(optimizer.settings, training.optimizer.settings).settings as Settings;
  const word = WORDS[optimizer.id]?.(settings);
  const args = word
    ? Object.entries(word[1]).map(([name, value]) => `, ${name}=${written(value)}`)
    : 'weightDecay' in settings
      ? [`, weight_decay=${numberText(Number(settings.weightDecay))}`]
      : [];
  const call = `${word ? `torch.optim.${word[0]}` : 'Optimizer'}(groups, lr=LEARNING_RATE${args.join('')})`;
  const clip = CLIPPING[clipping.type](numberText(clipping.threshold));
  const constraints = constraintsSource(weights);
  const noisy = noise.deviation > 0;
  const parts = [
    `LEARNING_RATE = ${numberText(training.learningRate)}\n`,
    ...(word ? [] : [ownOptimizer(optimizer, settings)]),
    ...(/unit_norms\(/.test(clip + constraints) ? [UNIT_NORMS] : []),
    groupsSource(weights, document, settings, call),
    scheduleSource(torch, document),
    ...(clip || noisy
      ? [
          `@torch.no_grad()
def prepare(parameters, step):
    """Clips the gradients${noisy ? ', and adds noise to them' : ''}, before a step; \`step\` counts from 1."""
    parameters = [weight for weight in parameters if weight.grad is not None]
${[
  clip,
  ...(noisy
    ? [
        `    for weight in parameters:
        weight.grad.add_(torch.randn_like(weight.grad), alpha=${printFormula(NOISE_DEVIATION, noise)})`,
      ]
    : []),
]
  .filter(Boolean)
  .join('\n')}
`,
        ]
      : []),
    ...(constraints === '' ? [] : [constraints]),
    ...(averaging.type === 'none' ? [] : [averageSource(averaging)]),
    ...(training.pruning.sparsity === 0 ? [] : [pruningSource(training, weights)]),
  ];
  const own = training.pruning.sparsity === 0 ? [] : ['from weights import layerloom_names'];
  return moduleSource(torch, `${optimizer.title}: ${optimizer.doc}`, parts.join('\n\n'), own);
}

export const hasPreparation = ({ clipping, gradientNoise }: TrainingConfig): boolean =>
  clipping.type !== 'none' || gradientNoise.deviation > 0;
export const hasConstraints = (weights: readonly TorchWeight[]): boolean => constraintsSource(weights) !== '';
export { isScheduled };

const averageSource = (averaging: TrainingConfig['averaging']): string => `def share(step):
    """How much the weights after a step count in their average."""
    return ${printFormula(averageShare(averaging), averaging)}


class Average:
    """An average of the weights over the steps${averaging.type === 'exponential' ? ', and of the running statistics' : ''}."""

    def __init__(self, model):
        self.values = {name: value.detach().clone() for name, value in self.current(model)}

    @staticmethod
    def current(model):
        yield from model.named_parameters()
${averaging.type === 'exponential' ? '        yield from ((name, value) for name, value in model.named_buffers() if value.is_floating_point())\n' : ''}
    @torch.no_grad()
    def update(self, model, step):
        part = share(step)
        for name, value in self.current(model):
            self.values[name].lerp_(value, part)

    @torch.no_grad()
    def swap(self, model):
        """Exchanges the weights with their averages: for judging and keeping these, and back again."""
        for name, value in self.current(model):
            own = value.detach().clone()
            value.copy_(self.values[name])
            self.values[name].copy_(own)
`;
