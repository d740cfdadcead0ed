/** `metrics.py` of an exported project: loss and metrics over a whole split, printed from the engine's own programs and formulas. */
import type { Document } from '../../graph/document.ts';
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { answered } from '../../learn/comparison.ts';
import type { Metric } from '../../learn/define.ts';
import { ignoredBy, lossOf, metricOf } from '../../learn/index.ts';
import { accumulated } from '../../learn/losses/common/weighting.ts';
import { measured } from '../../learn/measured.ts';
import { classesOf } from '../../learn/metrics/common/classification.ts';
import { classesIn, rankedClasses } from '../../learn/totals.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../passes/compile.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { UserError } from '../../problems.ts';
import { resolveSettings, type Schema, type SettingsOf } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { isTurned } from './data/feeds.ts';
import { Code } from '../literals.ts';
import { type Dialect, helpersFor } from './dialect.ts';
import { literal, numberText, PythonWriter, snake } from './text.ts';
import { printFormula } from './formulas.ts';
import { moduleSource, programFunction } from './functions.ts';

type Settings = SettingsOf<Schema>;

/** The lists that a formula speaks of, as keys of what `LISTS` make of the totals. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  classes: ['right', 'chosen', 'actual'],
  pairs: ['count', 'actual', 'chosen', 'distance'],
  outputs: ['count', 'spread', 'residual'],
  scores: ['own', 'other', 'ownUpTo', 'allUpTo', 'positives', 'negatives'],
};
/** How the totals of batches become one, and what is made of them. */
const GATHERING: Readonly<Record<string, string>> = { scores: 'collect', outputs: 'merge' };
const MAKING: Readonly<Record<string, string>> = { classes: 'per_class', pairs: 'per_pair', outputs: 'per_output' };

/** The function of a metric's value, from its formula. */
function valueSource(name: string, metric: Metric, settings: Settings, classes: number): string {
  const { totals, title, doc, where = {} } = metric;
  const lists = typeof totals === 'string';
  const known: Record<string, unknown> = { ...settings, nothing: new Code('math.nan') };
  const w = new PythonWriter();
  w.block(`def ${name}(${lists ? 'of' : (totals as readonly string[]).map(snake).join(', ')}):`, () => {
    w.doc(`${title}. ${doc}`);
    for (const one of lists ? NAMES[totals as string]! : []) known[one] = new Code(`of["${one}"]`);
    if (!lists) for (const one of totals as readonly string[]) known[one] = new Code(snake(one));
    for (const [part, formula] of Object.entries(where)) {
      w.line(`${snake(part)} = ${printFormula(formula, known, lists ? 'arrays' : 'numbers')}`);
      known[part] = new Code(snake(part));
    }
    w.line(`return ${printFormula(metric.value!(settings, classes), known, lists ? 'arrays' : 'numbers')}`);
  });
  return w.toString();
}

/** The value as an expression of the totals, by what they are. */
function valueExpression(
  name: string,
  { totals, value, missing }: Metric,
  settings: Settings,
  classes: number,
  of: string,
): string {
  if (!value) return `matrix(${of})`;
  if (totals === 'scores') {
    const chosen = rankedClasses(settings, classes);
    const counts =
      chosen.length === 1 || settings.average === 'present'
        ? ''
        : `, ${missing === undefined ? 'math.nan' : numberText(missing)}`;
    return `defined(over_classes(${of}, ${literal(chosen)}, ${name}${counts}))`;
  }
  return typeof totals === 'string' ? `defined(${name}(${MAKING[totals]}(${of})))` : `defined(${name}(*${of}))`;
}

/** The function `evaluate`; `operands` are what totals are made of, `turned` the lines that come before it. */
function evaluateSource(
  { judging }: Dialect,
  sums: readonly { readonly name: string; readonly gather: string; readonly operands: string }[],
  keyed: readonly { readonly key: string; readonly value: string }[],
  turned: readonly string[],
): string {
  const w = new PythonWriter();
  if (judging.decorator) w.line(judging.decorator);
  w.block(`def evaluate(${judging.parameters}):`, () => {
    w.doc('Loss and metrics over all rows of a loader.');
    for (const line of judging.before) w.line(line);
    w.line('parts, totals = losses.Totals(), {}');
    w.block(judging.loop, () => {
      for (const line of judging.each) w.line(line);
      w.line(`parts.add(${judging.costs})`);
      for (const line of turned) w.line(line);
      for (const { name, gather, operands } of sums)
        w.line(`totals["${name}"] = ${gather}(totals.get("${name}"), ${name}(${operands}))`);
    });
    for (const line of judging.after) w.line(line);
    w.line('values = {"loss": parts.loss}');
    w.block('if totals:', () => {
      for (const one of keyed) w.line(`values[${literal(one.key)}] = ${one.value}`);
      if (keyed.length === 0) w.line('pass');
    });
    w.line('return values');
  });
  return w.toString();
}

interface Source {
  readonly dialect: Dialect;
  readonly document: Document;
  readonly checked: CheckedGraph;
  readonly outputs: readonly string[];
  readonly targets: TargetTypes;
}

/** What the metrics of a loss are given, and what is done to it first, so that they are in the units of the data. */
function judgedBy({ dialect, document, checked, outputs, targets }: Source, at: number) {
  const { loss, target, sampleWeights } = document.training.losses[at]!;
  const judged = judgedOutput(document, checked, at) as string;
  const prediction = checked.nodes.get(judged)!.outputs[0]!;
  const { fits, numbers, tensor } = dialect.judging;
  const spec = lossOf(loss.type)!;
  const turns = isTurned(document, target);
  const nth = at === 0 ? '' : `_${at + 1}`;
  const readsFirst = turns && spec.readout !== undefined;
  const doc = 'What the loss reads out of the output.';
  const read = (b: Builder, { output }: Readonly<Record<string, Value>>) => spec.readout!(b, output!);
  const [output, truth] = [`outputs[${outputs.indexOf(judged)}]`, `targets[${literal(target)}]`];
  const own = (value: string) => tensor(`in_own_units(${literal(target)}, ${numbers(value)}, ${fits})`);
  const weights = sampleWeights === undefined ? [] : [`targets[${literal(sampleWeights)}]`];
  return {
    turns,
    prediction,
    ignored: ignoredBy(loss),
    /** What is compared, by the names that programs have for it. */
    types: {
      prediction,
      target: targets[target]!,
      ...(sampleWeights !== undefined && { weights: targets[sampleWeights]! }),
    },
    read: readsFirst ? [programFunction(dialect, `read_out${nth}`, doc, { output: prediction }, read)] : [],
    answerOf: (b: Builder, value: Value) => (readsFirst ? value : answered(b, spec, value)),
    operands: [...(turns ? [`answers${nth}`, `truths${nth}`] : [output, truth]), ...weights].join(', '),
    lines: turns
      ? [`answers${nth} = ${own(readsFirst ? `read_out${nth}(${output})` : output)}`, `truths${nth} = ${own(truth)}`]
      : [],
  };
}

/** Names that are not taken yet. */
function names(): (base: string) => string {
  const taken = new Set<string>();
  return (base) => {
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
    taken.add(name);
    return name;
  };
}

export function metricsSource(
  dialect: Dialect,
  document: Document,
  checked: CheckedGraph,
  { outputs }: { readonly outputs: readonly string[] },
  targets: TargetTypes,
): string {
  const { metrics } = document.training;
  const unknown = metrics.filter(({ type }) => !metricOf(type));
  if (unknown.length > 0)
    throw new UserError(
      unknown.map(({ type }) => dialect.unsupported(phrase('metric-called', { title: verbatim(type) }))),
    );
  const all = measured(document.training);
  const judged = new Map(
    [...new Set(all.map(({ loss }) => loss))].map((loss) => [
      loss,
      judgedBy({ dialect, document, checked, outputs, targets }, loss),
    ]),
  );
  const sums = new Map<string, { name: string; gather: string; length: number; source: string; operands: string }>();
  const unique = names();
  const keyed = all.map(({ name: key, choice: { type, settings: given }, loss }) => {
    const { prediction, ignored, types, answerOf, operands } = judged.get(loss)!;
    const metric = metricOf(type)!;
    const { settings } = resolveSettings(metric.settings, given);
    let length = 0;
    const source = programFunction(
      dialect,
      'sums',
      typeof metric.totals === 'string'
        ? 'What a batch adds to the totals.'
        : `What ${metric.title} adds up: ${metric.totals.join(', ')}.`,
      types,
      (b, { prediction: x, target: t, weights }) => {
        const found = accumulated(b, metric, { prediction: answerOf(b, x!), target: t! }, settings, {
          ignored,
          weights,
        });
        length = sizeOf(found.shape);
        return found;
      },
    );
    const deed = `${loss}:${source}`;
    const made = sums.get(deed) ?? {
      name: unique(typeof metric.totals === 'string' ? `${metric.totals}_totals` : `${snake(type)}_sums`),
      gather: typeof metric.totals === 'string' ? (GATHERING[metric.totals] ?? 'add') : 'add',
      length,
      source,
      operands,
    };
    sums.set(deed, made);
    const classes = metric.totals === 'scores' ? classesOf(prediction.shape) : classesIn(metric, length);
    const name = unique(snake(type));
    return {
      key,
      source: metric.value ? valueSource(name, metric, settings, classes) : '',
      value: valueExpression(name, metric, settings, classes, `totals["${made.name}"]`),
    };
  });
  const functions = [...sums.values()].map(({ name, source }) => source.replace('def sums(', `def ${name}(`));
  const found = [...judged.values()];
  const lines = found.flatMap((one) => one.lines);
  const evaluate = evaluateSource(dialect, [...sums.values()], keyed, lines);
  const text = [
    ...found.flatMap(({ read }) => read),
    ...functions,
    ...keyed.map(({ source }) => source).filter((source) => source !== ''),
    evaluate,
  ];
  const body = text.join('\n\n');
  const whole = [...helpersFor(dialect, body), ...staticHelpers(dialect, body), ...text].join('\n\n');
  return moduleSource(dialect, 'How good the network is on rows that it does not learn from.', whole, [
    '',
    'import losses',
    ...(found.some(({ turns }) => turns) ? ['from data import in_own_units'] : []),
  ]);
}

/** Functions that the others call; each stands before those that name it. */
const HELPERS: Readonly<Record<string, string>> = {
  share: `def share(a, b):
    """0 where there is nothing to count."""
    return np.where(np.equal(b, 0), 0.0, np.divide(a, np.where(np.equal(b, 0), 1, b)))
`,
  mean: `def mean(values):
    return float(np.mean(values)) if np.size(values) > 0 else 0.0
`,
  rows_of: `def rows_of(totals):
    """The totals of a square matrix as its rows."""
    classes = math.isqrt(len(totals))
    return np.reshape(totals, (classes, classes))
`,
  per_class: `def per_class(totals):
    """How often each class was right, chosen and true."""
    rows = rows_of(totals)
    return {"right": rows.diagonal(), "chosen": rows.sum(0), "actual": rows.sum(1)}
`,
  per_pair: `def per_pair(totals):
    """How often a true class and a choice met, how often each of them was, and how many classes lie between."""
    rows, counts = rows_of(totals), per_class(totals)
    actual, chosen = np.indices(rows.shape)
    return {
        "count": rows.flatten(),
        "actual": counts["actual"][actual.flatten()],
        "chosen": counts["chosen"][chosen.flatten()],
        "distance": np.abs(actual - chosen).flatten(),
    }
`,
  per_output: `def per_output(totals):
    return {"count": totals[0], "spread": totals[2], "residual": totals[3]}
`,
  scores_of: `def scores_of(rows, own):
    """Rows of a class and of others, from the highest score to the lowest, those of the same score together."""
    logits = rows[:, 1:]
    if logits.shape[1] == 1:
        odds = logits[:, 0] if own == 1 else -logits[:, 0]
    else:
        others = np.delete(logits, own, 1)
        highest = others.max(1)
        odds = logits[:, own] - highest - np.log(np.exp(others - highest[:, None]).sum(1))
    scores, places = np.unique(-odds, return_inverse=True)
    is_own = rows[:, 0] == own
    right = np.bincount(places.flatten(), is_own, len(scores))
    wrong = np.bincount(places.flatten(), ~is_own, len(scores))
    right_up_to, wrong_up_to = np.cumsum(right), np.cumsum(wrong)
    return {
        "own": right,
        "other": wrong,
        "ownUpTo": right_up_to,
        "allUpTo": right_up_to + wrong_up_to,
        "positives": right.sum(),
        "negatives": wrong.sum(),
    }
`,
  over_classes: `def over_classes(rows, classes, value, missing=None):
    """The mean over classes. One without a value counts as \`missing\` says, or not at all."""
    if not np.isfinite(rows).all():
        return math.nan
    values = [float(value(scores_of(rows, own))) for own in classes]
    defined_ones = [one for one in values if math.isfinite(one)]
    if len(values) == 1 or not defined_ones:
        return values[0]
    return mean(defined_ones if missing is None else [missing if math.isnan(one) else one for one in values])
`,
  defined: `def defined(value):
    """None where a metric is not defined: nothing counts, or outputs are not finite."""
    return float(value) if np.isfinite(value) else None
`,
  matrix: `def matrix(totals):
    return rows_of(totals).tolist() if np.isfinite(totals).all() else None
`,
  add: `def add(totals, sums):
    sums = @array(sums)@.reshape(-1)
    return sums if totals is None else totals + sums
`,
  merge: `def merge(totals, moments):
    """Merges the targets of a batch with those before (Chan et al. 1983): nothing cancels, far from zero either."""
    count, least, average, rest, squares, residual = @array(moments)@
    before, mean_before, spread, residuals = np.zeros((4, len(count))) if totals is None else totals
    added = np.where(count == 0, 1, count)
    together = np.where(before + count == 0, 1, before + count)
    away = np.where(count == 0, 0, least + average + rest / added - mean_before)
    spread = spread + np.where(count == 0, 0, np.maximum(0, squares - rest**2 / added))
    spread = spread + away**2 * before * count / together
    return np.stack([before + count, mean_before + away * count / together, spread, residuals + residual])
`,
  collect: `def collect(rows, batch):
    """Keeps the rows of a batch that count."""
    batch = @array(batch)@
    batch = batch[batch[:, 0] >= 0]
    return batch if rows is None else np.concatenate([rows, batch])
`,
};

/** Those that the code calls, and those that they call, in their order. */
function staticHelpers(dialect: Dialect, code: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name, source] of Object.entries(HELPERS)) {
      if (needed.has(name) || !new RegExp(`(?<![.\\w])${name}\\(`).test(text)) continue;
      needed.add(name);
      visit(source.slice(source.indexOf('\n')));
    }
  };
  visit(code);
  return Object.entries(HELPERS).flatMap(([name, source]) =>
    needed.has(name) ? [source.replaceAll(/@array\((\w+)\)@/g, (_, of: string) => dialect.array(of))] : [],
  );
}
