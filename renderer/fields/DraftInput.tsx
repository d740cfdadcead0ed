/**
 * A line of text for a value: what is typed goes to the document as soon as it is good, and never before; a name or a formula, only
 * when it is left or confirmed. Arrow keys and dragging with Alt count numbers up and down; Esc brings back what was there, and so does
 * leaving a text that means nothing.
 */
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { t } from '../../engine/texts/index.ts';
import { page } from '../state/page.ts';
import { editLabel } from './field.ts';
import styles from './DraftInput.module.css';
import { type DraftOptions, useDraft } from './useDraft.ts';
import { useDragSteps } from './useDragSteps.ts';

interface DraftInputProps extends DraftOptions {
  readonly id: string;
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

const BIG_STEP = 10;

export function DraftInput(props: DraftInputProps) {
  const { id, label, text, whenLeft, step, numeric = false, suffix, placeholder } = props;
  const { showEnd = false, title, className = '' } = props;
  const input = useRef<HTMLInputElement>(null);
  const { draft, wrong, type, discard, change, enter, leave, confirm, cancel } = useDraft(props, input);
  useEndInView(input, showEnd);

  const advance = (by: number) => {
    const next = step?.(by, input.current?.selectionStart ?? 0);
    if (next === undefined) return;
    discard();
    change(next);
  };
  const drag = useDragSteps(editLabel(label), advance);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      confirm();
      if (whenLeft) leaveLater(event.currentTarget);
      else event.currentTarget.select();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
      leaveLater(event.currentTarget);
    } else if (step && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      advance((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? BIG_STEP : 1));
    }
  };

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
        placeholder={text === null ? t('common.mixed', 'Mixed') : placeholder}
        value={draft ?? text ?? ''}
        onChange={({ target }) => type(target.value)}
        onFocus={enter}
        onBlur={leave}
        onKeyDown={press}
        onPointerDown={step && drag}
      />
      {suffix}
    </span>
  );
}

/** While nobody types, the end of a long text is the part that is seen. */
function useEndInView(input: RefObject<HTMLInputElement | null>, wanted: boolean): void {
  useEffect(() => {
    if (wanted && input.current && document.activeElement !== input.current)
      input.current.scrollLeft = input.current.scrollWidth;
  });
}

/** After what was typed is dropped or kept: leaving the field must not do it again. The keyboard goes back to the canvas. */
const leaveLater = (input: HTMLInputElement): void =>
  void requestAnimationFrame(() => {
    input.blur();
    page().keyboard.focus('canvas');
  });
