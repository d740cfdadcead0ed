/** What a document can be exported to: an explicit list. Adding a target is adding its folder and its line here. */
import type { Document } from '../graph/document.ts';
import type { CheckedGraph } from '../passes/check.ts';
import type { TargetTypes } from '../passes/compile.ts';
import type { Tensor } from '../types/tensor.ts';
import { exportTypeScript, type TypeScriptOptions } from './typescript/project.ts';

export interface ExportInput {
  readonly document: Document;
  readonly checked: CheckedGraph;
  /** The engine's, by their names. */
  readonly weights?: ReadonlyMap<string, Tensor>;
  /** What the transforms of the data learned, as a weights file has it. */
  readonly fits?: Readonly<Record<string, readonly object[]>> | undefined;
  /** Types of the targets, where the data was opened. */
  readonly targets?: TargetTypes | undefined;
  /** The raw rows of a column, where the data was opened and is small enough to go along. */
  readonly columns?: TypeScriptOptions['columns'];
  /** How good the weights are on rows that they did not learn from, where a run says so. */
  readonly figures?: TypeScriptOptions['figures'];
}

export interface ExportTarget {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  /** Files by their paths, with forward slashes. Throws a `UserError` where the document cannot be exported. */
  export(input: ExportInput): Readonly<Record<string, string | Uint8Array>>;
}

export const EXPORT_TARGETS: readonly ExportTarget[] = [
  {
    id: 'typescript',
    title: 'TypeScript',
    doc: 'A project on TensorFlow.js: model, data, training and prediction.',
    export: ({ document, checked, weights, ...options }) => exportTypeScript(document, checked, weights, options).files,
  },
];

export const exportTargetOf = (id: string): ExportTarget | undefined =>
  EXPORT_TARGETS.find((target) => target.id === id);
