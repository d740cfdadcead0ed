import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../../engine/texts/index.ts';
import { IconButton } from './Button.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The buttons, the main one last. */
  readonly actions?: ReactNode;
  /** In pixels. */
  readonly width?: number;
}

/** A dialog that is open for as long as it is rendered. Esc and a click outside close it. */
export function Dialog({ title, description, onClose, children, actions, width = 480 }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={styles.content}
          style={{ width }}
          onOpenAutoFocus={focusFirst}
          {...(!description && { 'aria-describedby': undefined })}
        >
          <header className={styles.header}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t('common.close', 'Close')} icon={<X size={16} strokeWidth={1.5} />} />
            </Radix.Close>
          </header>
          {description && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          <div className={styles.body} data-first>
            {children}
          </div>
          {actions && (
            <footer className={styles.actions} data-first>
              {actions}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/**
 * The first thing that can be done: what Enter is for (`data-default`), a field, else a button with words on it, as the tooltip of
 * another would open and take the first Esc. What goes away by itself (`data-passing`) would take the focus along.
 */
function focusFirst(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget as HTMLElement;
  const first = ['[data-default]', 'input, textarea, [role="combobox"]', 'button:not([aria-label])', 'button']
    .map((kind) => content.querySelector<HTMLElement>(`[data-first] :is(${kind}):not(:disabled, [data-passing] *)`))
    .find((found) => found !== null);
  (first ?? content).focus();
}
