import { verbatim } from '../../engine/phrases.ts';
import { t } from '../../engine/texts/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { compile } from '../../engine/passes/compile.ts';
import { type PrimCounts, type StageText, stageTexts, typedText } from '../../engine/passes/stages.ts';
import { stopAtErrors } from '../../engine/problems.ts';
import { onnxForms } from '../../engine/targets/onnx/forms/index.ts';
import { likelyTargets } from '../../engine/train/memory/plan.ts';
import { grouped } from '../columns.ts';
import { type Command, notOneOf, out, readDocument, UsageError, whole } from '../define.ts';

export const program: Command = {
  name: 'program',
  calls: ['FILE'],
  doc: 'Shows what the compiler makes of a network, after each pass.',
  more:
    'The typed layers, then the tensor program as it is lowered, differentiated, simplified and formed for ONNX Runtime, with counts and ' +
    'with what the pass added and removed. Of a training step also forward-simplified and forward-formed: its forward half before it is ' +
    'differentiated.',
  positionals: [1, 1],
  options: {
    stage: { value: 'STAGE', doc: 'One stage alone.' },
    kind: { value: 'train|predict', doc: 'The training step (the usual one), or the prediction.' },
    batch: { value: 'N', doc: 'For so many rows.' },
  },
  async run(args) {
    const { positionals, options, json } = args;
    const { kind = 'train', stage } = options;
    if (kind !== 'train' && kind !== 'predict')
      throw new UsageError(
        t('cli.kind', '--kind must be train or predict. It is {{value}}.', { value: verbatim(String(kind)) }),
      );
    const document = await readDocument(positionals[0]!);
    const batch = whole(args, 'batch') ?? document.training.batchSize;
    const checked = checkGraph(document.graph);
    stopAtErrors(checked.problems);
    const typed = typedText(document, checked);
    const programs =
      stage === typed.stage
        ? []
        : stageTexts(compile(document, likelyTargets(document, checked) ?? {}, checked), kind, batch, onnxForms);
    const all = [typed, ...programs];
    const chosen = all.filter((one) => stage === undefined || one.stage === stage);
    if (chosen.length === 0)
      throw notOneOf(
        'stage',
        all.map((one) => one.stage),
        stage,
      );
    out(
      json
        ? JSON.stringify({ kind, batch, stages: chosen })
        : chosen.map((one) => sectionText(one, all[all.indexOf(one) - 1])).join('\n\n'),
    );
    return 0;
  },
};

function sectionText(
  { stage, counts: { equations, values, parameters }, added, removed, text }: StageText,
  before: StageText | undefined,
): string {
  const what = stage === 'typed' ? 'layers' : 'equations';
  return [
    `== ${stage}: ${grouped(equations)} ${what}, ${grouped(values)} values, ${grouped(parameters)} parameters`,
    ...changeText('added', added),
    ...changeText('removed', removed),
    ...(before?.text === text ? ['   unchanged'] : []),
    '',
    text.trimEnd(),
  ].join('\n');
}

const changeText = (word: string, counts: PrimCounts): string[] => {
  const parts = Object.entries(counts).map(([prim, count]) => `${count} ${prim}`);
  return parts.length > 0 ? [`   ${word}: ${parts.join(', ')}`] : [];
};
