/** A document's data, opened for training: what is known of them beforehand, then batch by batch. */
import type { Files } from '../data/define.ts';
import type { ReadingWork, RowOrigin } from '../data/tables.ts';
import { unitsNotes } from '../data/units/own.ts';
import type { ClassNames, Fits, SplitName } from '../data/pipeline.ts';
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import type { TargetTypes } from '../passes/compile.ts';
import type { Phrase } from '../phrases.ts';
import { type BatchSource, directBatches } from './batches.ts';
import { evaluationBatch } from './evaluate.ts';
import { type OpenData, openData } from './openData.ts';
import { type Baseline, baselinesOf } from './reports/baselines.ts';
import { type Judged, judgedOf } from './verdict/verdict.ts';

export interface DataFacts {
  readonly rows: Readonly<Record<SplitName, number>>;
  readonly targetTypes: TargetTypes;
  readonly fits: Fits;
  readonly classes: ClassNames;
  /** Rows in a batch of evaluation. */
  readonly evaluation: number;
  /** What of the data is judged. */
  readonly judged: Judged;
  /** What a forecast is held against, on the split that is judged; null of what is no forecast. */
  readonly baselines: readonly Baseline[] | null;
  /** The file of a table that the training rows are of. */
  readonly origin?: RowOrigin | undefined;
  /** What is to be told of the data's files. */
  readonly notes: readonly Phrase[];
}

/** A result is what it gets on rows that were never seen, where there are any. */
export const judgedSplit = (rows: Readonly<Record<SplitName, number>>): SplitName =>
  rows.test > 0 ? 'test' : rows.validation > 0 ? 'validation' : 'train';

export interface OpenSource extends BatchSource {
  readonly facts: DataFacts;
  /** The document's graph, checked. */
  readonly checked: CheckedGraph;
  /** Is told what shows only while batches are read. */
  onNote?: ((note: Phrase) => void) | undefined;
  close(): Promise<void>;
}

export interface SourceOptions {
  /** The graph as somebody has checked it already; it is checked where that is left out. */
  readonly checked?: CheckedGraph | undefined;
  /** What the transforms learned when the training began, for one that goes on. */
  readonly fits?: Fits | undefined;
  /** Batches that may lie ready; as many as suit their size where left out. */
  readonly depth?: number | undefined;
  /** Who waits for files that take long to read. */
  readonly work?: ReadingWork | undefined;
  /** Threads that read where reading takes long; as many as suit the machine where left out. */
  readonly threads?: number | undefined;
}

export function factsOf(document: Document, { data, checked }: OpenData): DataFacts {
  const { dataset, splits, targetTypes, fits, classes } = data;
  const rowsOf = (split: SplitName): number => splits[split].rows.length;
  const rows = { train: rowsOf('train'), validation: rowsOf('validation'), test: rowsOf('test') };
  return {
    rows,
    targetTypes,
    fits,
    classes,
    evaluation: evaluationBatch(checked),
    judged: judgedOf(document, (feed) => data.sourceOf(feed)),
    baselines: baselinesOf(document, data, judgedSplit(rows)),
    origin: splits.train.table.origin,
    notes: [...(dataset.notes ?? []), ...unitsNotes(document)],
  };
}

/** Reads each batch when it is asked for. Throws a `UserError` with everything that keeps the document from being trained on its data. */
export async function openSource(
  document: Document,
  files: Files,
  { checked, fits }: SourceOptions = {},
): Promise<OpenSource> {
  const opened = await openData(document, files, fits, checked);
  const source: OpenSource = {
    ...directBatches(opened.data),
    facts: factsOf(document, opened),
    checked: opened.checked,
    close: async () => {},
  };
  opened.data.onDamage = (note) => source.onNote?.(note);
  return source;
}
