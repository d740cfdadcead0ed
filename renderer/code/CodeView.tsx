/** A text as code to read: Monaco, read-only, following the theme. */
import { useEffect, useRef } from 'react';
import { applyTheme, monaco } from './monaco.ts';

interface CodeViewProps {
  readonly text: string;
  /** `typescript`, `json`, `markdown`, `python`. */
  readonly language: string;
  readonly label: string;
  /** Numbers of lines that are marked, from 1 on; where none of them is in sight the first is brought there. */
  readonly marked: readonly number[];
  /** A line was pressed, or chosen by Enter. */
  readonly onLine: (line: number) => void;
}

export default function CodeView({ text, language, label, marked, onLine }: CodeViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);

  const chosen = useRef(onLine);
  chosen.current = onLine;

  useEffect(() => {
    applyTheme();
    const made = monaco.editor.create(place.current!, {
      readOnly: true,
      domReadOnly: true,
      automaticLayout: true,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      fontFamily: "'JetBrains Mono Variable', monospace",
      fontSize: 12,
      lineHeight: 18,
      padding: { top: 8, bottom: 8 },
      renderLineHighlight: 'none',
      overviewRulerLanes: 0,
      lineNumbersMinChars: 4,
      stickyScroll: { enabled: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, alwaysConsumeMouseWheel: false },
    });
    editor.current = made;
    // text that is selected is to be copied
    made.onMouseUp(({ event, target }) => {
      const line = target.position?.lineNumber;
      if (event.leftButton && line !== undefined && made.getSelection()?.isEmpty()) chosen.current(line);
    });
    made.addCommand(monaco.KeyCode.Enter, () => chosen.current(made.getPosition()?.lineNumber ?? 0));
    const themes = new MutationObserver(applyTheme);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    // the font comes after the first measure
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
    return () => {
      themes.disconnect();
      made.getModel()?.dispose();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const model = monaco.editor.createModel(text, language);
    const before = editor.current!.getModel();
    const scroll = before?.getLanguageId() === language ? editor.current!.getScrollTop() : 0;
    editor.current!.setModel(model);
    editor.current!.setScrollTop(scroll);
    before?.dispose();
  }, [text, language]);

  useEffect(() => editor.current!.updateOptions({ ariaLabel: label }), [label]);

  const numbers = marked.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines are those of the text as it is now
  useEffect(() => {
    if (numbers === '') return;
    const view = editor.current!;
    const lines = numbers.split(' ').map(Number);
    const marks = view.createDecorationsCollection(
      lines.map((line) => ({
        range: { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 },
        options: { isWholeLine: true, className: 'code-mark' },
      })),
    );
    const isSeen = (line: number) =>
      view.getVisibleRanges().some((range) => range.startLineNumber <= line && line <= range.endLineNumber);
    if (!lines.some(isSeen)) view.revealLineInCenter(lines[0]!);
    return () => marks.clear();
  }, [numbers, text]);

  return <div ref={place} style={{ height: '100%', minWidth: 0 }} />;
}
