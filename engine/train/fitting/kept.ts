/** What a network keeps of a weights file, under the network's own names. */
import type { Document } from '../../graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../passes/check.ts';
import { weightsOf } from '../../passes/compile.ts';
import { expandDocument } from '../../passes/expand.ts';
import { type DocumentFit, fitDocument, fittedWeights, givenOf } from '../fit.ts';
import { type OtherName, renamed } from './renames.ts';
import type { Weights } from '../weights.ts';

/** `renames`: what the file calls otherwise. */
export function keptWeights(
  document: Document,
  file: Weights,
  renames: readonly OtherName[],
  checked: CheckedGraph = checkGraph(document.graph),
): { readonly weights: Weights; readonly fit: DocumentFit } {
  const named = renamed(file, renames);
  const { fits, classes } = file;
  const tensors = fittedWeights({ weights: weightsOf(expandDocument(document), checked) }, named);
  return {
    weights: { tensors, ...(fits && { fits }), ...(classes && { classes }) },
    fit: fitDocument(document, givenOf(named), checked),
  };
}
