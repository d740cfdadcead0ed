import { t, word } from '../../engine/texts/index.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { evaluateWeights } from '../../engine/train/evaluateWeights.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { comparisonJson } from '../../engine/train/reports/baselineText.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import {
  baseOf,
  type Command,
  out,
  readDocument,
  required,
  RUNTIME_OPTIONS,
  runtimeOf,
  say,
  sayFit,
  UsageError,
  SKIP_OPTION,
  withData,
  withSkip,
  withSplit,
} from '../define.ts';

export const evaluate: Command = {
  name: 'evaluate',
  usage:
    'FILE --weights W [--data SPEC] [--splits SPEC] [--split train|validation|test] [--skip] [--engine onnx|tfjs] [--device D]',
  doc:
    'Loss and metrics of weights (a .safetensors or PyTorch .pth file, or a run folder) on a split of the data, as JSON; ' +
    'with the names of the classes where they have some, in their order; and of a forecast the errors of those that need no network: ' +
    'the last known value, that of the season before where one is evident, and a linear model of the window.',
  positionals: 1,
  options: {
    weights: { type: 'string' },
    data: { type: 'string' },
    splits: { type: 'string' },
    split: { type: 'string' },
    ...SKIP_OPTION,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    const [file] = args.positionals;
    const split = args.options.split ?? 'test';
    if (split !== 'train' && split !== 'validation' && split !== 'test')
      throw new UsageError(t('cli.split', '--split must be train, validation or test.'));
    const document = withSplit(
      withSkip(withData(await readDocument(file!), args.options.data), args),
      args.options.splits,
    );
    const { metrics, matrices, confusion, remarks, fit, notes, forecast } = await evaluateWeights(
      computeMachine,
      document,
      baseOf(file!),
      await readWeights(disk, required(args, 'weights')),
      split,
      { mistakes: 0, ...(await runtimeOf(args)) },
    );
    for (const note of [...notes, ...remarks]) say(word(note));
    sayFit(fit);
    const { classes = [] } = confusion ?? {};
    // where the data call them by their numbers alone, these say nothing
    const named = classes.some((name, i) => name !== String(i));
    const baselines = forecast && { baselines: comparisonJson(forecast) };
    out(JSON.stringify({ ...metrics, ...matrices, ...(named && { classes }), ...baselines }));
    return 0;
  },
};
