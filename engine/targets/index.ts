/** What a document can be exported to: an explicit list. Adding a target is adding its folder and its line here. */
import type { ExportTarget } from './define.ts';
import { keras } from './keras/index.ts';
import { native } from './native/index.ts';
import { notebook } from './notebook/index.ts';
import { onnxFile } from './onnxFile/index.ts';
import { pytorch } from './pytorch/index.ts';
import { tfjsFile } from './tfjsFile/index.ts';
import { typescript } from './typescript/index.ts';

export const EXPORT_TARGETS: readonly ExportTarget[] = [
  typescript,
  native,
  pytorch,
  notebook,
  keras,
  onnxFile,
  tfjsFile,
];

export const exportTargetOf = (id: string): ExportTarget | undefined =>
  EXPORT_TARGETS.find((target) => target.id === id);
