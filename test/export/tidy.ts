/** Whether exported files are as Prettier and ESLint want them by their defaults; every complaint, by file. */
import js from '@eslint/js';
import { ESLint } from 'eslint';
import prettier from 'prettier';
import typescriptEslint from 'typescript-eslint';
import { tidiedFiles } from '../../engine/export/tidy.ts';
import type { Document } from '../../engine/graph/document.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import type { ExportInput, ProjectFiles } from '../../engine/targets/define.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [js.configs.recommended, ...(typescriptEslint.configs.recommended as object[])],
});

/** The project as it leaves. */
export const leaving = (document: Document, more: Partial<ExportInput> = {}): Promise<ProjectFiles> =>
  tidiedFiles(typescript, typescript.export({ document, checked: checkGraph(document.graph), ...more }));

/** Of a person who runs both tools in the project's folder. */
export async function complaints(files: ProjectFiles): Promise<string[]> {
  const found: string[] = [];
  for (const [file, content] of Object.entries(files)) {
    if (typeof content !== 'string') continue;
    const { ignored, inferredParser } = await prettier.getFileInfo(file);
    if (!ignored && inferredParser && !(await prettier.check(content, { filepath: file })))
      found.push(`${file}: not as Prettier formats it`);
    if (!file.endsWith('.ts')) continue;
    for (const { messages } of await eslint.lintText(content, { filePath: file }))
      for (const { line, ruleId, message } of messages) found.push(`${file}:${line}: ${message} (${ruleId})`);
  }
  return found;
}
