import { withinSentence } from '../../engine/texts/definitions.ts';
import { Link2, Link2Off } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../engine/texts/index.ts';
import { checkField, type IntsField } from '../../engine/settings.ts';
import { DraftInput } from './DraftInput.tsx';
import { blankOf, complaint, type ControlProps, isBlank, MIXED } from './field.ts';
import styles from './Field.module.css';
import { readInts } from './numbers.ts';

const isEven = (list: readonly number[]): boolean => list.every((one) => one === list[0]);

/** A list of whole numbers: a kernel, a shape. Linked, one number stands for all of a list whose length is fixed. */
export function IntsControl({ id, field, value, onChange, onError }: ControlProps<IntsField>) {
  const list = value === MIXED ? undefined : (value as readonly number[]);
  const canLink = (field.length ?? 0) > 1;
  const [linked, setLinked] = useState(canLink && (list === undefined || isEven(list)));
  const { placeholder, emptied } = blankOf(field);
  const read = (text: string) => {
    if (emptied && text.trim() === '') return emptied;
    const typed = readInts(text);
    const all = canLink && typed.length === 1 ? Array<number>(field.length!).fill(typed[0]!) : typed;
    const error = text.trim() === '' ? complaint(field, undefined) : complaint(field, all);
    if (error !== null) return { error };
    if (linked && !isEven(all)) setLinked(false);
    return { value: all };
  };
  const step = (by: number, caret: number) => {
    const at = linked
      ? -1
      : Math.min(
          list!.slice(0, -1).filter((_, i) => list!.slice(0, i + 1).join(' × ').length < caret).length,
          list!.length - 1,
        );
    const next = list!.map((one, i) => (at === -1 || i === at ? one + by : one));
    return checkField(field, next) === undefined ? next : undefined;
  };
  const toggleLink = () => {
    setLinked(!linked);
    if (!linked && list && !isEven(list)) onChange(list.map(() => list[0]!));
  };
  const Icon = linked ? Link2 : Link2Off;
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={list === undefined ? null : isBlank(field, list) ? '' : list.join(' × ')}
      {...(placeholder !== undefined && { placeholder })}
      value={value}
      read={read}
      onChange={onChange}
      onError={onError}
      {...(list && { step })}
      numeric
      suffix={
        canLink && (
          <button
            type="button"
            className={styles.link}
            aria-pressed={linked}
            aria-label={t('field.equal', 'Keep {{setting}} equal', { setting: withinSentence(field.label) })}
            title={
              linked
                ? t('field.linked', 'All equal: one number stands for all')
                : t('field.unlinked', 'Each has its own')
            }
            onClick={toggleLink}
          >
            <Icon size={13} strokeWidth={1.5} />
          </button>
        )
      }
    />
  );
}
