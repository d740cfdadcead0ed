import { verbatim } from '../../engine/phrases.ts';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { t } from '../../engine/texts/index.ts';
import { begin, cancel, commit } from '../state/document/workspace.ts';
import { editLabel, MIXED } from './field.ts';

export interface DraftOptions {
  readonly label: string;
  /** The value as text; null where the selected layers differ in it. */
  readonly text: string | null;
  /** The value itself, which leaving with a text that means nothing gives back exactly; left out, the text stands for it. */
  readonly value?: unknown;
  /** The value that the text means; a message where it means none that fits. */
  readonly read: (text: string) => { readonly value: unknown } | { readonly error: string };
  readonly onChange: (value: unknown) => void;
  readonly onError?: (message: string | null) => void;
  /** Half of what is typed means something else: it counts when the field is left, or by Enter. */
  readonly whenLeft?: boolean;
}

/**
 * What stands in a field while somebody types, and when it becomes the value. What is typed is tried at once, but a visit to the
 * field is one step of undo, and one that ends with a text that means nothing changes nothing.
 */
export function useDraft(options: DraftOptions, input: RefObject<HTMLInputElement | null>) {
  const { text, onError, whenLeft = false } = options;
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const report = (message: string | null) => {
    setWrong(message !== null);
    onError?.(message);
  };
  const visit = useVisit(options, wrong);

  const type = (typed: string) => {
    setDraft(typed);
    const result = options.read(typed);
    report('error' in result ? result.error : null);
    if (whenLeft) return;
    if ('error' in result) visit.restore();
    else visit.change(result.value);
  };
  const discard = () => {
    setDraft(null);
    report(null);
  };
  /** Ends the visit with what was typed. */
  const settle = () => {
    const result = draft === null || draft === text ? undefined : options.read(draft);
    if (whenLeft && result && 'value' in result) options.onChange(result.value);
    visit.end();
    discard();
  };
  const leave = () => {
    if (!wrong || draft === null) return settle();
    const result = options.read(draft);
    visit.abandon();
    setDraft(null);
    setWrong(false);
    if ('error' in result)
      onError?.(
        t('fields.not-taken', '{{complaint}} “{{typed}}” was not taken.', {
          complaint: verbatim(result.error),
          typed: verbatim(draft),
        }),
      );
  };
  const confirm = () => {
    if (!wrong) settle();
  };
  const cancelVisit = () => {
    visit.abandon();
    discard();
  };

  // what was typed is gone when the value changes by other means: undo, a repair
  const known = useRef(text);
  useEffect(() => {
    if (known.current === text) return;
    known.current = text;
    if (document.activeElement !== input.current) setDraft(null);
  }, [text, input]);

  return {
    draft,
    wrong,
    type,
    discard,
    change: visit.change,
    enter: () => report(null),
    leave,
    confirm,
    cancel: cancelVisit,
  };
}

/** The changes between entering a field and leaving it, as one step of undo. */
function useVisit({ label, text, value = text, onChange }: DraftOptions, wrong: boolean) {
  const before = useRef<{ readonly value: unknown } | null>(null);
  const change = (next: unknown) => {
    before.current ??= { value: value ?? MIXED };
    begin(editLabel(label));
    onChange(next);
  };
  /** What was there before, while the visit goes on. */
  const restore = () => {
    if (before.current && before.current.value !== MIXED) onChange(before.current.value);
  };
  const end = () => {
    if (before.current) commit();
    before.current = null;
  };
  const abandon = () => {
    restore(); // where what is typed is no part of the document
    if (before.current) cancel();
    before.current = null;
  };

  // a field that goes away while it has the keyboard is never left
  const away = useRef<() => void>(() => undefined);
  useEffect(() => {
    away.current = wrong ? abandon : end;
  });
  useEffect(() => () => away.current(), []);
  return { change, restore, end, abandon };
}
