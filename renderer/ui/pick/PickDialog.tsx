/** A dialog in which one of many things is picked by its name: what is searched, what a layer is to be connected with. */
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import { keysText } from '../keys.ts';
import { findGroups, type PickGroup } from './pick.ts';
import styles from './PickDialog.module.css';

interface PickDialogProps<T> {
  readonly label: string;
  /** Where nothing is found. */
  readonly empty: string;
  readonly groups: readonly PickGroup<T>[];
  readonly close: (picked: T | null) => void;
}

export function PickDialog<T>({ label, empty, groups, close }: PickDialogProps<T>) {
  const [query, setQuery] = useState('');
  const found = useMemo(() => findGroups(query, groups), [query, groups]);
  return (
    <Dialog.Root open onOpenChange={() => close(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.content} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          <Cmdk label={label} loop shouldFilter={false}>
            <Cmdk.Input className={styles.input} placeholder={label} value={query} onValueChange={setQuery} />
            <Cmdk.List className={styles.list} label={label}>
              <Cmdk.Empty className={styles.empty}>{empty}</Cmdk.Empty>
              {found.map(({ heading, items }) => (
                <Cmdk.Group key={heading} heading={heading} className={styles.group}>
                  {items.map(({ value, id, title, note, keys }) => (
                    <Cmdk.Item key={id} value={id} className={styles.item} onSelect={() => close(value)}>
                      {title}
                      {note && <small>{note}</small>}
                      {keys !== undefined && <kbd>{keysText({ keys })}</kbd>}
                    </Cmdk.Item>
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
