import { type RefObject, useEffect, useRef, useState } from 'react';

export interface DraftOptions {
  /** The value as text; null where the selected layers differ in it. */
  readonly text: string | null;
  /** The value that the text means; a message where it means none that fits. */
  readonly read: (text: string) => { readonly value: unknown } | { readonly error: string };
  readonly onChange: (value: unknown) => void;
  readonly onError?: (message: string | null) => void;
  /** Half of what is typed means something else: it counts when the field is left, or by Enter. */
  readonly whenLeft?: boolean;
}

/** What stands in a field while somebody types, and when it becomes the value. */
export function useDraft(
  { text, read, onChange, onError, whenLeft = false }: DraftOptions,
  input: RefObject<HTMLInputElement | null>,
) {
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  /** What Esc goes back to. */
  const initial = useRef<string | null>(null);

  const report = (message: string | null) => {
    setWrong(message !== null);
    onError?.(message);
  };
  const apply = (typed: string) => {
    const result = read(typed);
    if ('value' in result) onChange(result.value);
  };
  const type = (typed: string) => {
    setDraft(typed);
    const result = read(typed);
    if ('error' in result) return report(result.error);
    report(null);
    if (!whenLeft) onChange(result.value);
  };
  const discard = () => {
    setDraft(null);
    if (wrong) report(null);
  };
  const enter = () => {
    initial.current = text;
  };
  const leave = () => {
    if (whenLeft && draft !== null && !wrong && draft !== text) apply(draft);
    discard();
  };
  const confirm = () => {
    if (!wrong) initial.current = draft ?? text;
    leave();
  };
  const cancel = () => {
    const before = initial.current;
    discard();
    if (!whenLeft && before !== null && before !== text) apply(before);
  };

  // what was typed is gone when the value changes by other means: undo, a repair
  const known = useRef(text);
  useEffect(() => {
    if (known.current === text) return;
    known.current = text;
    if (document.activeElement !== input.current) setDraft(null);
  }, [text, input]);

  return { draft, wrong, type, discard, enter, leave, confirm, cancel };
}
