/** The document as a project of code, made anew whenever the document changes. */
import type { Document } from '../../../engine/graph/document.ts';
import { type Problem, UserError } from '../../../engine/problems.ts';
import { exportTypeScript } from '../../../engine/targets/typescript/project.ts';
import { checkedOf } from './checked.ts';

export const TARGETS = [
  { id: 'typescript', title: 'TypeScript on TensorFlow.js', commands: ['npm install', 'npm start'] },
] as const;

export type Project = { readonly files: Readonly<Record<string, string>> } | { readonly problems: readonly Problem[] };

const known = new WeakMap<Document, Project>();

export function projectOf(document: Document): Project {
  let project = known.get(document);
  if (!project) {
    project = make(document);
    known.set(document, project);
  }
  return project;
}

function make(document: Document): Project {
  const checked = checkedOf(document);
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { problems: errors };
  try {
    const { files } = exportTypeScript(document, checked);
    return {
      files: Object.fromEntries(
        Object.entries(files).filter((file): file is [string, string] => typeof file[1] === 'string'),
      ),
    };
  } catch (error) {
    if (error instanceof UserError) return { problems: error.problems };
    throw error;
  }
}
