/** What weights are worth: loss and metrics, who was taken for whom, and the answers that are most wrong. */
import { unitsNotes } from '../data/units/own.ts';
import type { Pipeline, SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import { problem, UserError } from '../problems.ts';
import { directBatches } from './batches.ts';
import { fitWeights, givenOf, type WeightsFit } from './fit.ts';
import { evaluateSplit, evaluationBatch } from './evaluate.ts';
import { allocate } from '../types/dtype.ts';
import type { Tensor } from '../types/tensor.ts';
import type { ComputeMachine } from './machine.ts';
import { openModel, type Runtime } from './openModel.ts';
import { baselinesOf, foretellersOf, NetworkErrors } from './reports/baselines.ts';
import { ForecastWindows } from './reports/forecasts.ts';
import { judgedColumns, reportOf } from './reports/index.ts';
import type { Evaluation, Judgement } from './reports/evaluation.ts';
import type { Ask, Report } from './reports/report.ts';
import { judgedOf } from './verdict/verdict.ts';
import type { Weights } from './weights.ts';
import { named, type Phrase } from '../phrases.ts';

/** An evaluation, and the metrics that are matrices besides: rows of numbers by name. */
export interface WholeEvaluation extends Evaluation {
  readonly matrices: Readonly<Record<string, readonly (readonly number[])[] | null>>;
  /** What of the weights the network took, and how. */
  readonly fit: WeightsFit;
  /** What is to be told of the data's files. */
  readonly notes: readonly Phrase[];
  /** Where single answers can be looked up, of each column by itself. */
  readonly reports: readonly Report[];
  /** Of a forecast: where single windows can be looked up. */
  readonly windows: ForecastWindows | null;
  readonly data: Pipeline;
}

export interface EvaluationOptions extends Partial<Runtime> {
  readonly mistakes: number;
  /** Hears how many rows are done. */
  readonly progress?: (done: number, total: number) => void;
}

/** Evaluates on a split of the document's data, with the `mistakes` surest wrong answers. Throws a `UserError`. */
export async function evaluateWeights(
  machine: ComputeMachine,
  document: Document,
  base: string,
  weights: Weights,
  split: SplitName,
  { mistakes, progress, engine = 'onnx', device = 'cpu', threads = machine.threads }: EvaluationOptions,
): Promise<WholeEvaluation> {
  const { checked, data, model, session } = await openModel(
    machine,
    document,
    base,
    { engine, device, threads, fixed: true },
    weights,
  );
  try {
    const { table, rows } = data.splits[split];
    if (rows.length === 0)
      throw new UserError(problem('split-empty', { split: named(`splits.${split}`, split), rows: table.rows }));
    const columns = judgedColumns(document);
    const judged = (columns.length > 0 ? columns : [{ at: 0, column: '' }]).map(({ at, column }) => ({
      column,
      unit: judgedOf(document, (feed) => data.sourceOf(feed), at).unit,
      report: reportOf(document, model, data, split, at),
    }));
    const reports = judged.flatMap(({ report }) => report ?? []);
    const size = evaluationBatch(checked);
    const askFor =
      (report: Report): Ask =>
      async (some) => {
        const parts: Tensor[] = [];
        for (let from = 0; from < some.length; from += size) {
          const part = some.subarray(from, from + size);
          const results = await session.run('evaluate', part.length, data.read(data.splits[split], part));
          const answer = results[report.readout]!;
          parts.push({ ...answer, data: answer.data.slice() } as Tensor);
        }
        return joined(parts);
      };
    const foretellers = foretellersOf(document, data);
    const baselines = baselinesOf(document, data, split, foretellers);
    const errors = new NetworkErrors(document, model, data.fits);
    let done = 0;
    const totals = await evaluateSplit(document, session, directBatches(data), split, size, async (batch, results) => {
      for (const report of reports) report.add(batch, results);
      if (baselines) errors.add(batch, results);
      done += batch.rows.length;
      progress?.(done, rows.length);
      await machine.breathe();
      return true;
    });
    const judgements: Judgement[] = [];
    for (const { column, unit, report } of judged)
      judgements.push({
        column,
        unit,
        answers: report?.answers ?? null,
        confusion: report?.confusion ?? null,
        scatter: report?.scatter ?? null,
        mistakes: (await report?.mistakes(mistakes, askFor(report))) ?? [],
      });
    const [first, ...others] = judgements as [Judgement, ...Judgement[]];
    return {
      ...first,
      others,
      metrics: totals.values(),
      remarks: [...totals.remarks(split), ...unitsNotes(document)],
      matrices: totals.matrices(),
      fit: fitWeights(model, givenOf(weights)),
      notes: data.dataset.notes ?? [],
      rows: rows.length,
      forecast: baselines && { split, windows: rows.length, network: errors.mean, baselines },
      reports,
      windows: foretellers && baselines && new ForecastWindows(document, data, split, foretellers, baselines),
      data,
    };
  } finally {
    await session.close();
  }
}

/** Rows behind rows. */
function joined(parts: readonly Tensor[]): Tensor {
  const [{ dtype, shape }] = parts as readonly [Tensor];
  const data = allocate(
    dtype,
    parts.reduce((sum, part) => sum + part.data.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    data.set(part.data as never, at);
    at += part.data.length;
  }
  return { dtype, shape: [parts.reduce((sum, part) => sum + part.shape[0]!, 0), ...shape.slice(1)], data };
}
