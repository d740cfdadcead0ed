/** How weights start, as `torch.nn.init` has it: one rule for each kind of module where that says it, else by the names of the weights. */
import { initializerOf } from '../../../learn/index.ts';
import { resolveSettings } from '../../../settings.ts';
import { literal, numberText, PythonWriter, tuple } from '../../python/text.ts';
import type { TorchWeight } from './scopes.ts';

type Settings = Readonly<Record<string, number>>;
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Whether PyTorch counts the same from the weight's shape. */
  readonly known: boolean;
}
type Rule = (weight: string, settings: Settings, fans: Fans) => string;

const within = (weight: string, bound: number): string =>
  `nn.init.uniform_(${weight}, ${numberText(-bound)}, ${numberText(bound)})`;
const around = (weight: string, deviation: number): string =>
  `nn.init.normal_(${weight}, 0.0, ${numberText(deviation)})`;

const RULES: Readonly<Record<string, Rule>> = {
  zeros: (w) => `nn.init.zeros_(${w})`,
  ones: (w) => `nn.init.ones_(${w})`,
  constant: (w, { value }) => `nn.init.constant_(${w}, ${numberText(value!)})`,
  normal: (w, { mean, deviation }) => `nn.init.normal_(${w}, ${numberText(mean!)}, ${numberText(deviation!)})`,
  uniform: (w, { low, high }) => `nn.init.uniform_(${w}, ${numberText(low!)}, ${numberText(high!)})`,
  'truncated-normal': (w, { mean, deviation, limit }) =>
    `nn.init.trunc_normal_(${[w, ...[mean!, deviation!, mean! - limit! * deviation!, mean! + limit! * deviation!].map(numberText)].join(', ')})`,
  orthogonal: (w, { gain }) => `nn.init.orthogonal_(${w}${gain === 1 ? '' : `, gain=${numberText(gain!)}`})`,
  identity: (w, { gain }) => `nn.init.eye_(${w}.flatten(1))${gain === 1 ? '' : `.mul_(${numberText(gain!)})`}`,
  dirac: (w, { groups }) => `nn.init.dirac_(${w}${groups === 1 ? '' : `, groups=${numberText(groups!)}`})`,
  sparse: (w, { sparsity, deviation }) =>
    `nn.init.sparse_(${w}.flatten(1), ${numberText(sparsity!)}, std=${numberText(deviation!)})`,
  'xavier-uniform': (w, _, { fanIn, fanOut, known }) =>
    known ? `nn.init.xavier_uniform_(${w})` : within(w, Math.sqrt(6 / (fanIn + fanOut))),
  'xavier-normal': (w, _, { fanIn, fanOut, known }) =>
    known ? `nn.init.xavier_normal_(${w})` : around(w, Math.sqrt(2 / (fanIn + fanOut))),
  'he-uniform': (w, _, { fanIn, known }) =>
    known ? `nn.init.kaiming_uniform_(${w}, nonlinearity="relu")` : within(w, Math.sqrt(6 / fanIn)),
  'he-normal': (w, _, { fanIn, known }) =>
    known ? `nn.init.kaiming_normal_(${w}, nonlinearity="relu")` : around(w, Math.sqrt(2 / fanIn)),
  'lecun-uniform': (w, _, { fanIn, known }) =>
    known ? `nn.init.kaiming_uniform_(${w}, nonlinearity="linear")` : within(w, Math.sqrt(3 / fanIn)),
  'lecun-normal': (w, _, { fanIn, known }) =>
    known ? `nn.init.kaiming_normal_(${w}, nonlinearity="linear")` : around(w, Math.sqrt(1 / fanIn)),
  'fan-in-uniform': (w, _, { fanIn, known }) =>
    known ? `nn.init.kaiming_uniform_(${w}, a=math.sqrt(5))` : within(w, 1 / Math.sqrt(fanIn)),
};

/** The fans that PyTorch would count. */
function knows(shape: readonly number[], [fanIn, fanOut]: readonly [number, number]): boolean {
  if (shape.length < 2) return false;
  const field = shape.slice(2).reduce((a, b) => a * b, 1);
  return fanIn === shape[1]! * field && fanOut === shape[0]! * field;
}

function ruleOf({ spec }: TorchWeight, weight: string): string {
  const { type, settings: given = {} } = spec.initializer;
  const known = initializerOf(type)!;
  const [fanIn, fanOut] = spec.fan ?? [1, 1];
  const settings = resolveSettings(known.settings, given).settings as Settings;
  return RULES[type]!(weight, settings, { fanIn, fanOut, known: knows(spec.shape, [fanIn, fanOut]) });
}

interface Initialized {
  readonly weights: readonly TorchWeight[];
  /** Paths of weights that several modules use. */
  readonly lent: ReadonlySet<string>;
  /** How many modules there are of each class. */
  readonly modules: ReadonlyMap<string, number>;
}

/** `initialize`, which gives the network fresh weights. */
export function initializeSource({ weights, lent, modules: counts }: Initialized): string {
  const learned = weights.filter(({ spec }) => spec.role !== 'state');
  const attends = weights.some(({ of }) => /Transformer|Multihead/.test(of));
  // a module of the same class may be without it, as may one within a Transformer's layer
  const mayLack = (of: string, field: string) =>
    learned.filter((one) => one.of === of && one.field === field).length < counts.get(of)! ||
    (attends && of === 'nn.Linear');
  // by module and weight, the rules in use and how often: the usual one is that of the kind, the others go by name
  const usual = (rules: ReadonlyMap<string, number>) => [...rules].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const kinds = new Map<string, Map<string, number>>();
  const kindOf = ({ of, field }: TorchWeight) => `${of}\n${field}`;
  for (const weight of learned) {
    const rules = kinds.get(kindOf(weight)) ?? new Map<string, number>();
    const rule = ruleOf(weight, `module.${weight.field}`);
    kinds.set(kindOf(weight), rules.set(rule, (rules.get(rule) ?? 0) + 1));
  }
  const modules = new Map<string, string[]>();
  for (const [kind, rules] of kinds) {
    const [of, field] = kind.split('\n') as [string, string];
    const guard = mayLack(of, field)
      ? /^nn\.(LSTM|GRU|RNN)$/.test(of)
        ? `if hasattr(module, "${field}"): `
        : `if module.${field} is not None: `
      : '';
    const list = modules.get(of) ?? [];
    modules.set(of, [...list, guard + usual(rules)]);
  }
  const single = new Map<string, string[]>();
  for (const weight of learned) {
    // a weight that several modules use starts as its own layer says
    if (ruleOf(weight, `module.${weight.field}`) === usual(kinds.get(kindOf(weight))!) && !lent.has(weight.path))
      continue;
    const rule = ruleOf(weight, 'weight');
    const list = single.get(rule);
    if (list) list.push(weight.path);
    else single.set(rule, [weight.path]);
  }
  const w = new PythonWriter();
  w.line('@torch.no_grad()').block('def initialize(model):', () => {
    w.doc('Fresh weights.');
    if (modules.size > 0)
      w.line('# what a module is made of comes before it').block(
        'for module in reversed(list(model.modules())):',
        () => {
          const alike = new Map<string, string[]>();
          const ordered = [...modules].sort(
            ([a], [b]) => Number(a.startsWith('layers.')) - Number(b.startsWith('layers.')),
          );
          for (const [module, rules] of ordered) {
            const text = together(rules);
            const list = alike.get(text);
            if (list) list.push(module);
            else alike.set(text, [module]);
          }
          for (const [rules, list] of alike)
            w.block(`if isinstance(module, ${list.length === 1 ? list[0] : tuple(list)}):`, () => {
              for (const rule of rules.split('\n')) {
                const [guard, guarded] = rule.split(': ');
                if (guarded === undefined) w.line(rule);
                else w.block(`${guard}:`, () => w.line(guarded));
              }
            });
        },
      );
    for (const [rule, paths] of single) {
      if (paths.length === 1) w.line(rule.replace('(weight', `(model.get_parameter(${literal(paths[0])})`));
      else
        w.block(`for name in ${literal(paths)}:`, () => {
          w.line('weight = model.get_parameter(name)').line(rule);
        });
    }
    w.line('return model');
  });
  return w.toString();
}

/** The rules of a module's weights; one loop where all of many start alike. */
function together(rules: readonly string[]): string {
  const plain = rules.map((rule) => rule.replace(/^if .*?: /, '').replace(/module\.\w+/, 'weight'));
  if (rules.length > 3 && new Set(plain).size === 1) return `for weight in module.parameters(): ${plain[0]}`;
  return [...rules].sort((a, b) => b.localeCompare(a)).join('\n');
}
