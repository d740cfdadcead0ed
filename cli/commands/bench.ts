import { verbatim } from '../../engine/phrases.ts';
import { startMeasuring } from '../../bench/start.ts';
import { CASES, caseOf } from '../../bench/index.ts';
import { usableDevice } from '../../engine/node/devices/devices.ts';
import { availableParallelism } from 'node:os';
import { benchDocument, benchFile } from '../../engine/export/latency.ts';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { problem, reasonOf, UserError } from '../../engine/problems.ts';
import { type Latency, type LatencyOptions, type MeasuredModel, USUAL } from '../../engine/train/reports/latency.ts';
import { formatBytes } from '../../engine/types/bytes.ts';
import { tableText } from '../columns.ts';
import {
  type Arguments,
  baseOf,
  type Command,
  out,
  readDocument,
  say,
  sayProblem,
  UsageError,
  whole,
} from '../define.ts';
import { runtimeOf, withData, RUNTIME_OPTIONS, WEIGHTS } from '../options.ts';
import { t, word } from '../../engine/texts/index.ts';

/** Timed steps of each case, as many as the PyTorch peer takes. */
const STEPS = 15;

export const bench: Command = {
  name: 'bench',
  calls: ['[CASE...]', '--model FILE.onnx', '--model FILE.loom --weights FILE'],
  doc: 'Times one training step of benchmark networks, or a prediction of a model.',
  more:
    'Each case runs in a process of its own: {{cases}}. With --model a prediction is timed, by onnxruntime-node on the CPU, after some ' +
    'runs that are not counted: median and 95th percentile of one row and of a batch. Of a document with weights it is every form of its ' +
    'ONNX file (32, 16 and 8 bits) with its size and its share of right answers.',
  values: { cases: CASES.map(({ name }) => verbatim(name)) },
  positionals: [0, Number.POSITIVE_INFINITY],
  options: {
    steps: { value: 'N', doc: 'How many steps are timed.' },
    model: { value: 'FILE', doc: 'The model that predicts: a .onnx file, or a document.' },
    weights: WEIGHTS,
    batch: { value: 'N', doc: 'How many rows the batch has (16).' },
    runs: { value: 'N', doc: 'How many predictions are timed.' },
    'warm-up': { value: 'N', doc: 'How many come before and are not counted.' },
    preprocess: { doc: 'Of a document: its transforms are in the graph, and raw values go in.' },
    size: { value: 'NAME=N,...', doc: 'Sizes that a model leaves open, but its rows.' },
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    if (typeof args.options.model === 'string') return benchModel(args, args.options.model);
    const cases = args.positionals.length > 0 ? args.positionals : CASES.map(({ name }) => name);
    const unknown = cases.find((name) => !caseOf(name));
    if (unknown !== undefined)
      throw new UsageError(
        t('cli.noCase', 'There is no benchmark "{{name}}". There are {{cases}}.', {
          name: verbatim(unknown),
          cases: CASES.map(({ name }) => verbatim(name)),
        }),
      );
    const [asked, steps] = [await runtimeOf(args), whole(args, 'steps') ?? STEPS];
    const { device, warning } = await usableDevice(asked.engine, asked.device, asked.threads);
    if (warning !== undefined) say(word(warning));
    const runtime = { ...asked, device };
    for (const name of cases) {
      const measured = await startMeasuring(name, runtime, steps);
      if (args.json) out(JSON.stringify(measured));
      else
        out(
          t(
            'cli.bench.measured',
            '{{name}} {{median}} ms  (min {{least}}, {{steps}} steps, peak {{peak}} MB, first loss after {{first}} ms)',
            {
              name: verbatim(name.padEnd(24)),
              median: verbatim(measured.median_ms.toFixed(2).padStart(10)),
              least: verbatim(measured.min_ms.toFixed(2)),
              steps: measured.steps,
              peak: measured.peak_mb,
              first: measured.first_ms,
            },
          ),
        );
    }
    return 0;
  },
};

const MEASURING = { runner: projectRunner, breathe: computeMachine.breathe };

/** A prediction of one file, or of every form of a document's. */
async function benchModel(args: Arguments, file: string): Promise<number> {
  const batch = whole(args, 'batch') ?? USUAL.batch;
  const options: LatencyOptions = {
    batches: batch === 1 ? [1] : [1, batch],
    runs: whole(args, 'runs') ?? USUAL.runs,
    warmUp: whole(args, 'warm-up', 0) ?? USUAL.warmUp,
    threads: whole(args, 'threads') ?? availableParallelism(),
  };
  if (/\.onnx$/i.test(file)) {
    const bytes = await disk.read(file).catch((error: unknown) => {
      throw new UserError(problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error) }));
    });
    const latencies = await benchFile(bytes, options, sizesOf(args), MEASURING);
    if (args.json)
      out(JSON.stringify({ bytes: bytes.length, threads: options.threads, warmUp: options.warmUp, latencies }));
    else out(latencyTable([[formatBytes(bytes.length)]], [latencies]));
    return 0;
  }
  const { weights } = args.options;
  const document = withData(await readDocument(file), undefined);
  const place = {
    base: baseOf(file),
    weights: typeof weights === 'string' ? weights : undefined,
    preprocess: args.options.preprocess === true,
  };
  const report = await benchDocument({ files: disk, dataFiles: diskFiles }, document, place, options, MEASURING);
  if (args.json) {
    out(JSON.stringify(report));
    return 0;
  }
  const measured = report.models.filter(({ problem }) => problem === null);
  out(
    latencyTable(
      measured.map(rowOf),
      measured.map(({ latencies }) => latencies),
    ),
  );
  for (const { problem } of report.models) if (problem) sayProblem(problem);
  return 0;
}

const rowOf = ({ precision, bytes, accuracy, change }: MeasuredModel): string[] => [
  precision,
  formatBytes(bytes!),
  accuracy !== null
    ? t('cli.bench.right', '{{share}} right', { share: verbatim(`${(100 * accuracy).toFixed(2)} %`) })
    : change !== null
      ? t('cli.bench.change', 'changes by {{share}}', { share: verbatim(`${(100 * change).toFixed(3)} %`) })
      : '',
];

function latencyTable(rows: readonly (readonly string[])[], latencies: readonly (readonly Latency[])[]): string {
  return tableText(
    rows.map((row, i) => [
      ...row,
      ...latencies[i]!.map(({ batch, median, p95 }) =>
        t(
          'cli.bench.latency',
          {
            one: '{{count}} row: {{median}} ms, 95 % within {{p95}} ms',
            other: '{{count}} rows: {{median}} ms, 95 % within {{p95}} ms',
          },
          { count: batch, median: verbatim(median.toPrecision(3)), p95: verbatim(p95.toPrecision(3)) },
        ),
      ),
    ]),
  );
}

/** `--size length=64,height=32`. */
function sizesOf({ options: { size } }: Arguments): Record<string, number> {
  const pairs = typeof size === 'string' ? size.split(',').map((pair) => pair.split(/=(.*)/s)) : [];
  return Object.fromEntries(pairs.map(([name, value]) => [name!, Number(value)]));
}
