/** How the learning rate changes while training goes on, as functions of Python. */
import type { Document, TrainingConfig } from '../../graph/document.ts';
import { scheduleOf } from '../../learn/index.ts';
import { namedParts } from '../../learn/measured.ts';
import { monitored } from '../../learn/monitored.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { Code } from '../literals.ts';
import { literal, numberText, PythonWriter } from './text.ts';
import type { Dialect } from './dialect.ts';
import { printFormula } from './formulas.ts';

export const isScheduled = ({ schedule, warmUp }: TrainingConfig): boolean =>
  schedule.type !== 'constant' || warmUp > 0;
/** It follows a metric of the validation rows. */
export const isObserved = ({ schedule: { type } }: TrainingConfig): boolean => scheduleOf(type)?.memory !== undefined;

/** Functions of `learn/schedules/common/functions.ts`. */
const HELPERS: Readonly<Record<string, string>> = {
  reached: `def reached(moments, time):
    """How many moments have come."""
    return sum(moment <= time for moment in moments)
`,
  interpolated: `def interpolated(at, values, time):
    """On a line from the last point to the next."""
    following = next((i for i, moment in enumerate(at) if moment > time), -1)
    if following <= 0:
        return values[following]  # before the first, or after the last
    part = (time - at[following - 1]) / (at[following] - at[following - 1])
    return values[following - 1] + (values[following] - values[following - 1]) * part
`,
  held: `def held(at, values, time):
    """The value of the last point; before the first that of the first."""
    return values[max(sum(moment <= time for moment in at) - 1, 0)]
`,
  sinceRestart: `def sinceRestart(time, period, multiplier):
    """The time since the last fall began."""
    while time >= period:
        time, period = time - period, period * multiplier
    return time
`,
  fallLength: `def fallLength(time, period, multiplier):
    """How long that fall takes."""
    while time >= period:
        time, period = time - period, period * multiplier
    return period
`,
};

/** \`learning_rate\`, and \`Plateau\` where it follows a metric. */
export function scheduleSource({ unsupported }: Pick<Dialect, 'unsupported'>, document: Document): string {
  const { training } = document;
  const { type, settings: given } = training.schedule;
  const schedule = scheduleOf(type);
  if (!schedule) throw new UserError(unsupported(phrase('the-schedule-called', { title: verbatim(type) })));
  const { settings } = resolveSettings(schedule.settings, given);
  const names = (code: Readonly<Record<string, string>> = {}) => ({
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, Array.isArray(value) ? new Code(literal(value)) : value]),
    ),
    pi: new Code('math.pi'),
    ...Object.fromEntries(Object.entries(code).map(([name, text]) => [name, new Code(text)])),
  });
  const warming = training.warmUp > 0 ? ` * min(1, (step + 1) / ${numberText(training.warmUp)})` : '';
  const w = new PythonWriter();
  if (schedule.memory) {
    const { start, where, next } = schedule.memory;
    const { monitor, better } = monitored(document);
    const own = Object.fromEntries(Object.keys(start).map((name) => [name, `self.${name}`]));
    const known = { ...names(own), higher: better === 'higher' };
    w.block('class Plateau:', () => {
      w.doc('Watches a value, epoch by epoch, and says what share of the learning rate is left.').line();
      w.block('def __init__(self):', () => {
        for (const [name, value] of Object.entries(start))
          w.line(`self.${name} = ${Number.isNaN(value) ? 'math.nan' : numberText(value)}`);
      }).line();
      w.block('def observe(self, value):', () => {
        w.doc(
          `Sees ${monitor === 'loss' ? 'the loss' : namedParts(monitor).type} of the validation rows after an epoch.`,
        );
        for (const [name, formula] of Object.entries(where)) w.line(`${name} = ${printFormula(formula, known)}`);
        for (const [name, formula] of Object.entries(next)) w.line(`self.${name} = ${printFormula(formula, known)}`);
      });
    })
      .line()
      .line();
    const first = Object.keys(start)[0]!;
    const factor = printFormula(schedule.factor(settings), names({ [first]: `plateau.${first}` }));
    w.block('def learning_rate(step, epoch, steps, epochs, plateau):', () => {
      w.doc('The learning rate when so many steps are done.');
      w.line(`return LEARNING_RATE * ${factor}${warming}`);
    });
  } else {
    const inSteps = schedule.unit(settings) === 'steps';
    const known = names({ time: inSteps ? 'step' : 'epoch', whole: inSteps ? 'steps' : 'epochs' });
    const factor = printFormula(schedule.factor(settings), known);
    w.block('def learning_rate(step, epoch, steps, epochs):', () => {
      w.doc('The learning rate of the next step: of all steps and epochs so many are done.');
      for (const [name, formula] of Object.entries(schedule.where ?? {}))
        w.line(`${name} = ${printFormula(formula, known)}`);
      w.line(`return LEARNING_RATE${factor === '1' ? '' : ` * (${factor})`}${warming}`);
    });
  }
  const text = w.toString();
  const helpers = Object.entries(HELPERS).flatMap(([name, source]) => (text.includes(`${name}(`) ? [source] : []));
  return [...helpers, text].join('\n\n');
}
