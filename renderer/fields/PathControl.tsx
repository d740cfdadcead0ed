import { withinSentence } from '../../engine/texts/definitions.ts';
import { FolderOpen } from 'lucide-react';
import { t } from '../../engine/texts/index.ts';
import type { TextField } from '../../engine/settings.ts';
import { choosePath } from '../actions/choose.ts';
import { attempt } from '../state/notices.ts';
import { IconButton } from '../ui/Button.tsx';
import { DraftInput } from './DraftInput.tsx';
import { type ControlProps, MIXED } from './field.ts';

/** The path of a file or a folder: typed, or chosen. */
export function PathControl({ id, field, value, onChange, onError }: ControlProps<TextField>) {
  const choose = () =>
    void attempt(async () => {
      const path = await choosePath(field.extensions, field.label);
      if (path !== null) onChange(path);
    });
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={value === MIXED ? null : (value as string)}
      read={(text) => ({ value: text })}
      onChange={onChange}
      onError={onError}
      placeholder={
        field.blank?.text ??
        (field.extensions ? t('field.noFile', 'No file chosen') : t('field.noFolder', 'No folder chosen'))
      }
      showEnd
      suffix={
        <IconButton
          label={t('field.choose', 'Choose {{setting}}', { setting: withinSentence(field.label) })}
          icon={<FolderOpen size={14} strokeWidth={1.5} />}
          onClick={choose}
        />
      }
    />
  );
}
