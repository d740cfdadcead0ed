/** A text as code to read: Monaco, read-only, following the theme. */
import { useEffect, useRef } from 'react';
import { applyTheme, monaco } from './monaco.ts';

interface CodeViewProps {
  readonly text: string;
  /** `typescript`, `json`, `markdown`, `python`. */
  readonly language: string;
  readonly label: string;
  /** The lines that hold this text, as whole words, are marked, and the first of them is brought into sight. */
  readonly mark?: string;
}

/** What words end at. */
const SEPARATORS = '`~!@#$%^&*()-=+[{]}\\|;:\'",.<>/?';

export default function CodeView({ text, language, label, mark }: CodeViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);

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

  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark is sought in the text as it is now
  useEffect(() => {
    if (mark === undefined) return;
    const found = editor.current!.getModel()?.findMatches(mark, false, false, true, SEPARATORS, false) ?? [];
    const marks = editor.current!.createDecorationsCollection(
      found.map(({ range }) => ({ range, options: { isWholeLine: true, className: 'code-mark' } })),
    );
    if (found[0]) editor.current!.revealLineInCenterIfOutsideViewport(found[0].range.startLineNumber);
    return () => marks.clear();
  }, [mark, text]);

  return <div ref={place} style={{ height: '100%', minWidth: 0 }} />;
}
