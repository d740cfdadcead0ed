/**
 * What definitions tell of themselves, their ports and their settings, in the language of now. The English stands in the definition
 * and is itself the key to the Chinese: whatever says the same is said the same, wherever it was copied to (a block's settings are
 * those of its layers), and who changes the English is asked for the Chinese anew. The tables are long; they are read when first wanted.
 */
import { type Language, language, type Worded } from './index.ts';

let chinese: ReadonlyMap<string, string> = new Map();

/** Reads what the language needs, so that `docText` has it; until then it is English. */
export async function loadDocs(of: Language = language()): Promise<void> {
  if (of === 'zh-CN' && chinese.size === 0)
    chinese = new Map(Object.entries((await import('./zh/docs/index.ts')).docs));
}

/** A definition's documentation in the language of now; what a person wrote stays as it is. */
export const docText = (english: string): Worded =>
  (language() === 'zh-CN' ? (chinese.get(english) ?? english) : english) as Worded;
