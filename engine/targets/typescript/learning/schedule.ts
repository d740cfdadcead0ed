/** `src/schedule.ts` of an exported project: how the learning rate changes while training goes on. */
import type { Document, TrainingConfig } from '../../../graph/document.ts';
import { monitored } from '../../../learn/monitored.ts';
import { scheduleOf } from '../../../learn/index.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { literal, Writer } from '../../writer.ts';
import { unsupported } from '../unsupported.ts';

export const isScheduled = ({ schedule, warmUp }: TrainingConfig): boolean =>
  schedule.type !== 'constant' || warmUp > 0;
/** It follows a metric of the validation rows. */
export const isObserved = ({ schedule: { type } }: TrainingConfig): boolean => scheduleOf(type)?.observe !== undefined;

/** The settings of all schedules together; a row takes those of its own. */
type Settings = Readonly<
  Record<
    | 'every'
    | 'gamma'
    | 'start'
    | 'end'
    | 'length'
    | 'power'
    | 'lowest'
    | 'period'
    | 'multiplier'
    | 'rise'
    | 'factor'
    | 'patience'
    | 'threshold'
    | 'cooldown',
    number
  > &
    Record<'milestones' | 'at' | 'factors', readonly number[]> &
    Record<'shape' | 'between' | 'measure', string>
>;
const part = (time: string, length: number, whole: string) => `Math.min(${time} / ${length > 0 ? length : whole}, 1)`;
/** From 1 to the lowest value, by what is left of the way. */
const fall = (lowest: number, left: string) => (lowest === 0 ? left : `${lowest} + ${round(1 - lowest)} * ${left}`);
const cosine = (lowest: number, time: string) =>
  `${lowest === 0 ? '' : `${lowest} + `}${round((1 - lowest) / 2)} * (1 + Math.cos(Math.PI * ${time}))`;
const round = (x: number) => Number(x.toPrecision(12));

/** The factor as statements that end in its `return`; `time` and `whole` count the schedule's unit. A schedule without a row is refused. */
const FACTORS: Readonly<Record<string, (settings: Settings) => readonly string[]>> = {
  constant: () => ['return 1;'],
  step: ({ every, gamma }) => [`return ${gamma} ** Math.floor(time / ${every});`],
  multiStep: ({ milestones, gamma }) => [
    `return ${gamma} ** ${literal(milestones)}.filter((milestone) => milestone <= time).length;`,
  ],
  exponential: ({ gamma }) => [`return ${gamma} ** time;`],
  linear: ({ start, end, length }) => [`return ${start} + ${round(end - start)} * ${part('time', length, 'whole')};`],
  polynomial: ({ power, lowest, length }) => [
    `return ${fall(lowest, `(1 - ${part('time', length, 'whole')}) ** ${power}`)};`,
  ],
  cosine: ({ lowest, length }) => [`return ${cosine(lowest, part('time', length, 'whole'))};`],
  cosineRestarts: ({ period, multiplier, lowest }) =>
    multiplier === 1
      ? [`return ${cosine(lowest, `((time % ${period}) / ${period})`)};`]
      : [
          `let [since, length] = [time, ${period}];`,
          `for (; since >= length; length *= ${multiplier}) since -= length;`,
          `return ${cosine(lowest, '(since / length)')};`,
        ],
  oneCycle({ rise, start, end, shape }) {
    const between =
      shape === 'linear' ? 'from + (to - from) * share' : 'to + 0.5 * (from - to) * (1 + Math.cos(Math.PI * share))';
    return [
      `const between = (from: number, to: number, share: number) => ${between};`,
      `const top = ${rise} * whole - 1;`,
      `if (time < top) return between(1 / ${start}, 1, time / top);`,
      `return between(1, 1 / ${start} / ${end}, Math.min((time - top) / (whole - 1 - top), 1));`,
    ];
  },
  inverseSquareRoot: ({ rise }) => [`return Math.min((time + 1) / ${rise}, Math.sqrt(${rise} / (time + 1)));`],
  points: ({ at, factors, between }) => [
    `const at = ${literal(at)};`,
    `const factors = ${literal(factors)};`,
    'const next = at.findIndex((moment) => moment > time);',
    'if (next <= 0) return factors.at(next)!; // before the first, or after the last',
    ...(between === 'line'
      ? [
          'const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);',
          'return factors[next - 1]! + (factors[next]! - factors[next - 1]!) * share;',
        ]
      : ['return factors[next - 1]!;']),
  ],
};

export function scheduleSource(document: Document): string {
  const { training } = document;
  const {
    schedule: { type, settings: given },
    warmUp,
    learningRate,
  } = training;
  const schedule = scheduleOf(type);
  const observes = isObserved(training);
  if (!schedule || !(observes ? type === 'reduceOnPlateau' : FACTORS[type]))
    throw new UserError(unsupported(`the schedule ${schedule?.title ?? type}`));
  const settings = resolveSettings(schedule.settings, given).settings as unknown as Settings;
  const w = new Writer().line(
    type === 'constant'
      ? '/** How the learning rate changes while training goes on. */'
      : `/** ${schedule.title}: ${schedule.doc} */`,
  );
  w.line(`const LEARNING_RATE = ${learningRate};`);
  if (warmUp > 0) w.line('/** Steps in which it first grows in a straight line. */').line(`const WARM_UP = ${warmUp};`);
  w.line();
  const warming = warmUp > 0 ? ' * Math.min(1, (step + 1) / WARM_UP)' : '';
  if (observes) {
    w.text(plateau(document, settings)).line().line('/** The learning rate when so many steps are done. */');
    w.block(
      `export function learningRateAt(${warmUp > 0 ? 'step' : '_step'}: number, plateau: Plateau): number {`,
      () => w.line(`return LEARNING_RATE * plateau.factor${warming};`),
    );
    return w.toString();
  }
  const statements = FACTORS[type]!(settings);
  const uses = (name: string) => statements.some((line) => new RegExp(`\\b${name}\\b`).test(line));
  const inSteps = schedule.unit(settings as never) === 'steps';
  if (type !== 'constant') {
    w.line(
      `/** The share of the learning rate after so many ${inSteps ? 'steps' : 'epochs'}${uses('whole') ? ' of a training of `whole`' : ''}. */`,
    );
    w.block(`function factor(time: number${uses('whole') ? ', whole: number' : ''}): number {`, () =>
      statements.forEach((line) => w.line(line)),
    ).line();
  }
  const call = `factor(${[inSteps ? 'step' : 'epoch', ...(uses('whole') ? [inSteps ? 'steps' : 'epochs'] : [])].join(', ')})`;
  const text = `LEARNING_RATE${type === 'constant' ? '' : ` * ${call}`}${warming}`;
  const fields = ['step', 'epoch', 'steps', 'epochs'].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  w.line('/** The learning rate of the next step: of all steps and epochs so many are done. */');
  w.block(
    `export function learningRateAt({ ${fields.join(', ')} }: Readonly<Record<'step' | 'epoch' | 'steps' | 'epochs', number>>): number {`,
    () => w.line(`return ${text};`),
  );
  return w.toString();
}

function plateau(document: Document, { factor, patience, threshold, measure, cooldown, lowest }: Settings): string {
  const { monitor, better } = monitored(document);
  const margin = measure === 'absolute' ? `${threshold}` : `${threshold} * this.#best`;
  return `/** Watches a value, epoch by epoch, and says what share of the learning rate is left. */
export class Plateau {
  factor = 1;
  #best = Number.NaN;
  /** Epochs without improvement, and those after a fall in which none is counted. */
  #waited = 0;
  #cooling = 0;

  /** Sees ${monitor === 'loss' ? 'the loss' : monitor} of the validation rows after an epoch. */
  observe(value: number): void {
    const improved = !Number.isFinite(this.#best) ? Number.isFinite(value) : ${better === 'higher' ? `value > this.#best + ${margin}` : `value < this.#best - ${margin}`};
    if (improved) this.#best = value;
    this.#waited = improved ? 0 : this.#waited + 1;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#waited = 0;
    }
    if (this.#waited <= ${patience}) return;
    this.factor ${lowest === 0 ? `*= ${factor}` : `= Math.max(this.factor * ${factor}, ${lowest})`};
    this.#waited = 0;
    this.#cooling = ${cooldown};
  }
}
`;
}
