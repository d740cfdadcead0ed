/** The document as a project of code, made anew whenever the document changes. */
import { activeDocument } from '../../../engine/graph/active.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { isError, type Problem, UserError } from '../../../engine/problems.ts';
import type { ExportTarget } from '../../../engine/targets/define.ts';
import type { NodeLines } from '../../../engine/targets/lines.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import { withoutAdapters } from '../../../engine/train/mergeAdapters.ts';
import { checkedOf } from './checked.ts';

export type Project =
  | {
      readonly files: Readonly<Record<string, string>>;
      /** What the lines of the main file are about; made when it is first asked for. */
      readonly lines: () => NodeLines;
    }
  | { readonly problems: readonly Problem[] };

const known = new WeakMap<Document, Map<ExportTarget, Project>>();

export function projectOf(document: Document, target: ExportTarget): Project {
  const projects = known.get(document) ?? new Map<ExportTarget, Project>();
  known.set(document, projects);
  const project = projects.get(target) ?? make(document, target);
  projects.set(target, project);
  return project;
}

function make(document: Document, target: ExportTarget): Project {
  const checked = checkedOf(document);
  const errors = checked.problems.filter(isError);
  if (errors.length > 0) return { problems: errors };
  try {
    const plain = withoutAdapters(document);
    const active = activeDocument(plain);
    const printed = plain === document ? checked : checkGraph(plain.graph);
    const files = Object.fromEntries(
      Object.entries(target.export({ document: active, checked: printed })).filter(
        (file): file is [string, string] => typeof file[1] === 'string',
      ),
    );
    let lines: NodeLines | undefined;
    return { files, lines: () => (lines ??= target.lines?.(active, printed, files[target.mainFile]!) ?? []) };
  } catch (error) {
    if (error instanceof UserError) return { problems: error.problems };
    throw error;
  }
}
