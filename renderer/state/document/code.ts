/** The document as a project of code, made anew whenever the document changes. */
import { activeDocument } from '../../../engine/graph/active.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { tidied } from '../../../engine/export/tidy.ts';
import { isError, type Problem, UserError } from '../../../engine/problems.ts';
import type { ExportTarget } from '../../../engine/targets/define.ts';
import type { NodeLines } from '../../../engine/targets/lines.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import { withoutAdapters } from '../../../engine/train/mergeAdapters.ts';
import { checkedOf } from './checked.ts';

/** A file as an export writes it. */
export interface CodeFile {
  readonly file: string;
  readonly text: string;
  /** What its lines are about, in the main file. */
  readonly lines: NodeLines;
}

export interface CodeProject {
  readonly names: readonly string[];
  /** One of them; made when it is first asked for. */
  readonly read: (file: string) => Promise<CodeFile>;
}
export type Project = CodeProject | { readonly problems: readonly Problem[] };

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
    const made = new Map<string, Promise<CodeFile>>();
    const write = async (file: string): Promise<CodeFile> => {
      const text = await tidied(target, file, files[file]!);
      return { file, text, lines: file === target.mainFile ? (target.lines?.(active, printed, text) ?? []) : [] };
    };
    const read = (file: string) => {
      const content = made.get(file) ?? write(file);
      made.set(file, content);
      return content;
    };
    return { names: Object.keys(files), read };
  } catch (error) {
    if (error instanceof UserError) return { problems: error.problems };
    throw error;
  }
}
