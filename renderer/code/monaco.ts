/** Monaco with what reading code needs: no language service, whose worker alone is larger than everything else. Loaded when first shown. */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/languages/definitions/markdown/register';
import 'monaco-editor/languages/definitions/python/register';
import 'monaco-editor/languages/definitions/typescript/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** Monaco's theme from the tokens, as they are now. */
export function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const bare = (name: string) => token(name).slice(1);
  monaco.editor.defineTheme('layerloom', {
    base: document.documentElement.dataset.theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare('ink') },
      { token: 'comment', foreground: bare('ink-3') },
      { token: 'keyword', foreground: bare('f-dense') },
      { token: 'string', foreground: bare('f-recurrent') },
      { token: 'number', foreground: bare('f-act') },
      { token: 'type', foreground: bare('f-conv') },
      { token: 'delimiter', foreground: bare('ink-2') },
    ],
    colors: {
      'editor.background': token('panel'),
      'editor.foreground': token('ink'),
      'editorLineNumber.foreground': token('ink-3'),
      'editorLineNumber.activeForeground': token('ink-2'),
      'editor.lineHighlightBackground': token('sunken'),
      'editor.lineHighlightBorder': token('sunken'),
      'editor.selectionBackground': token('accent-soft'),
      'editorWidget.background': token('raised'),
      'editorWidget.border': token('line'),
      focusBorder: token('focus'),
    },
  });
  monaco.editor.setTheme('layerloom');
}

export { monaco };
