/** `src/scalars.ts` of an exported project: the numbers that a step is fed with besides its rows. */
import type { Document } from '../../graph/document.ts';
import { averageShare, NOISE_DEVIATION } from '../../learn/averaging.ts';
import { optimizerOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { Code, literal, numberText } from '../literals.ts';
import { printFormula } from '../typescript/learning/formulas.ts';
import { type Settings, stepNumbers } from '../typescript/learning/update.ts';
import { Writer } from '../writer.ts';

export function scalarsSource({ training }: Document, checked: CheckedGraph): string {
  const optimizer = optimizerOf(training.optimizer.type);
  if (!optimizer)
    throw new UserError([
      problem('export-unsupported', {
        target: verbatim('ONNX'),
        what: phrase('optimizer-called', { title: verbatim(training.optimizer.type) }),
      }),
    ]);
  const settings = resolveSettings(optimizer.settings, training.optimizer.settings).settings as Settings;
  const { functions, statements, scalars } = stepNumbers(optimizer, settings, {
    ...settings,
    learningRate: new Code('learningRate'),
  });
  const { accumulation, averaging, gradientNoise } = training;
  const w = new Writer()
    .doc('The numbers that a step is fed with besides its rows: they change from step to step.')
    .line();
  for (const source of functions) w.text(source).line();
  w.line(`/** What ${optimizer.title} multiplies by, after so many updates and with this one. */`);
  const spoken = [...statements, ...scalars].join('\n');
  const parameters = ['step', 'learningRate'].map(
    (name) => `${new RegExp(`\\b${name}\\b`).test(spoken) ? '' : '_'}${name}: number`,
  );
  w.block(`function numbersAt(${parameters.join(', ')}): Record<string, number> {`, () => {
    for (const statement of statements) w.line(statement);
    w.line(`return { ${scalars.join(', ')} };`);
  }).line();
  const shares = [...new Set([...checked.nodes.values()].map(({ node }) => node.learningRate ?? 1))];
  w.line('/** Some layers learn at a share of the learning rate. */')
    .line(`const SHARES = ${literal(shares)};`)
    .line();
  w.line('/** At a step, counted from 1. */');
  w.block('export function scalarsAt(step: number, learningRate: number): Record<string, number> {', () => {
    w.line(`const update = ${accumulation > 1 ? `Math.ceil(step / ${numberText(accumulation)})` : 'step'};`);
    w.line('const scalars: Record<string, number> = {};');
    w.block(
      'for (const share of SHARES)',
      () =>
        w
          .line('for (const [name, value] of Object.entries(numbersAt(update, learningRate * share)))')
          .line('  scalars[share === 1 ? `@${name}` : `@${name}:${share}`] = value;'),
      '',
    );
    const updates = `step % ${numberText(accumulation)} === 0`;
    if (accumulation > 1) w.line(`scalars['@updates'] = ${updates} ? 1 : 0;`);
    const named = (of: object) => ({ ...(of as Record<string, unknown>), step: new Code('update') });
    if (averaging.type !== 'none') {
      const share = printFormula(averageShare(averaging), named(averaging));
      w.line(`scalars['@averaged'] = ${accumulation > 1 ? `${updates} ? ${share} : 0` : share};`);
    }
    if (gradientNoise.deviation > 0)
      w.line(`scalars['@noise'] = ${printFormula(NOISE_DEVIATION, named(gradientNoise))};`);
    w.line('return scalars;');
  });
  return w.toString();
}
