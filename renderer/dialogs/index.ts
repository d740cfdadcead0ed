/** Every dialog there is. */
import type { ComponentType } from 'react';
import type { QuestionId, Questions } from '../state/dialogs.ts';
import { blocks } from './blocks/definition.ts';
import { CheckpointsDialog } from './checkpoints/CheckpointsDialog.tsx';
import { ConfirmDialog } from './confirm/ConfirmDialog.tsx';
import type { DialogDefinition } from './define.ts';
import { exportCode } from './export/definition.ts';
import { FileDialog } from './files/FileDialog.tsx';
import { gallery } from './gallery/definition.ts';
import { GivenDialog } from './given/GivenDialog.tsx';
import { imported } from './imported/definition.ts';
import { keptTables } from './kept/definition.ts';
import { licences } from './licences/definition.ts';
import { PickQuestionDialog } from './pick/PickQuestionDialog.tsx';
import { shortcuts } from './shortcuts/definition.ts';
import { TableDialog } from './table/TableDialog.tsx';
import { weights } from './weights/definition.ts';
import { WorkDialog } from './work/WorkDialog.tsx';

export const DIALOGS: readonly DialogDefinition[] = [
  gallery,
  blocks,
  exportCode,
  shortcuts,
  keptTables,
  licences,
  weights,
  imported,
];

export interface QuestionProps<Q extends QuestionId> {
  readonly question: Questions[Q]['question'];
  readonly close: (answer: Questions[Q]['answer']) => void;
}

/** What shows the questions of actions. */
export const QUESTIONS: { readonly [Q in QuestionId]: ComponentType<QuestionProps<Q>> } = {
  file: FileDialog,
  confirm: ConfirmDialog,
  checkpoints: CheckpointsDialog,
  pick: PickQuestionDialog,
  table: TableDialog,
  given: GivenDialog,
  work: WorkDialog,
};
