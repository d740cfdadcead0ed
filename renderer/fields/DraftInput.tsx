/**
 * A line of text for a value: what is typed goes to the document as soon as it is good, and never before; a name or a formula, only
 * when it is left or confirmed. Arrow keys and dragging with Alt count numbers up and down; Esc brings back what was there.
 */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { begin, commit } from '../state/document/workspace.ts';
import styles from './DraftInput.module.css';

interface DraftInputProps {
  readonly id: string;
  readonly label: string;
  /** The value as text; null where the selected layers differ in it. */
  readonly text: string | null;
  /** The value that the text means; a message where it means none that fits. */
  readonly read: (text: string) => { readonly value: unknown } | { readonly error: string };
  readonly onChange: (value: unknown) => void;
  readonly onError?: (message: string | null) => void;
  /** Half of what is typed means something else: it counts when the field is left, or by Enter. */
  readonly whenLeft?: boolean;
  /** The value some steps further, by the number at the caret; undefined where it has none. */
  readonly step?: (by: number, caret: number) => unknown;
  readonly numeric?: boolean;
  readonly suffix?: ReactNode;
  readonly placeholder?: string;
  /** The end of a long text is what tells: the name of a file. */
  readonly showEnd?: boolean;
  readonly title?: string;
  readonly className?: string;
}

const PIXELS_PER_STEP = 4;

export function DraftInput({
  id,
  label,
  text,
  read,
  onChange,
  onError,
  whenLeft = false,
  step,
  numeric = false,
  suffix,
  placeholder,
  showEnd = false,
  title,
  className = '',
}: DraftInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const first = useRef<string | null>(null);

  const complain = (message: string | null) => {
    setWrong(message !== null);
    onError?.(message);
  };
  const type = (typed: string) => {
    setDraft(typed);
    const result = read(typed);
    if ('error' in result) return complain(result.error);
    complain(null);
    if (!whenLeft) onChange(result.value);
  };
  const drop = () => {
    setDraft(null);
    if (wrong) complain(null);
  };
  const leave = () => {
    if (whenLeft && draft !== null && !wrong && draft !== text) {
      const result = read(draft);
      if ('value' in result) onChange(result.value);
    }
    drop();
  };
  // what was typed is gone when the value changes by other means: undo, a repair
  const known = useRef(text);
  useEffect(() => {
    if (known.current === text) return;
    known.current = text;
    if (document.activeElement !== input.current) setDraft(null);
  }, [text]);

  useEffect(() => {
    if (showEnd && input.current && document.activeElement !== input.current)
      input.current.scrollLeft = input.current.scrollWidth;
  });

  const advance = (by: number) => {
    const next = step?.(by, input.current?.selectionStart ?? 0);
    if (next === undefined) return;
    drop();
    onChange(next);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      // what was confirmed is what Esc goes back to
      if (!wrong) first.current = draft ?? text;
      leave();
      if (whenLeft) blurLater(event.currentTarget);
      else event.currentTarget.select();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      const before = first.current;
      drop();
      if (!whenLeft && before !== null && before !== text) {
        const result = read(before);
        if ('value' in result) onChange(result.value);
      }
      blurLater(event.currentTarget);
    } else if (step && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      advance((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1));
    }
  };
  const scrub = (event: PointerEvent<HTMLInputElement>) => {
    if (!step || !event.altKey || event.button !== 0) return;
    event.preventDefault();
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    begin(`Set ${label.toLowerCase()}`);
    let done = 0;
    const move = (moved: globalThis.PointerEvent) => {
      const steps = Math.trunc((moved.clientX - event.clientX) / PIXELS_PER_STEP);
      if (steps !== done) latest.current(steps - done);
      done = steps;
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      commit();
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end, { once: true });
    target.addEventListener('pointercancel', end, { once: true });
  };
  // the drag goes on while the value under it changes
  const latest = useRef(advance);
  useEffect(() => {
    latest.current = advance;
  });

  return (
    <span className={`${styles.box} ${className}`} data-wrong={wrong || undefined}>
      <input
        ref={input}
        id={id}
        type="text"
        className={numeric ? styles.numeric : styles.text}
        aria-label={label}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? `${id}-message` : undefined}
        inputMode={numeric ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        title={showEnd ? (text ?? '') : title}
        placeholder={text === null ? 'Mixed' : placeholder}
        value={draft ?? text ?? ''}
        onChange={({ target }) => type(target.value)}
        onFocus={() => void (first.current = text)}
        onBlur={leave}
        onKeyDown={press}
        onPointerDown={scrub}
      />
      {suffix}
    </span>
  );
}

/** After what was typed is dropped or kept: leaving the field must not do it again. */
const blurLater = (input: HTMLInputElement): void => void requestAnimationFrame(() => input.blur());
