/** A dialog in which one of many things is picked by its name: the command search, what a layer is to be connected with. */
import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import styles from './PickDialog.module.css';

export interface PickGroup<T> {
  readonly heading: string;
  readonly items: readonly PickItem<T>[];
}
export interface PickItem<T> {
  readonly value: T;
  /** Unique; it is searched, too. */
  readonly id: string;
  readonly title: string;
  /** Other words by which it is found. */
  readonly keywords?: readonly string[];
  /** At the end of its line: its keys, what it does. */
  readonly note?: string | undefined;
  readonly isKeys?: boolean;
}

interface PickDialogProps<T> {
  readonly label: string;
  /** Where nothing is found. */
  readonly empty: string;
  readonly groups: readonly PickGroup<T>[];
  readonly close: (picked: T | null) => void;
}

export function PickDialog<T>({ label, empty, groups, close }: PickDialogProps<T>) {
  return (
    <Dialog.Root open onOpenChange={() => close(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.content} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          <Cmdk label={label} loop>
            <Cmdk.Input className={styles.input} placeholder={label} />
            <Cmdk.List className={styles.list}>
              <Cmdk.Empty className={styles.empty}>{empty}</Cmdk.Empty>
              {groups.map(({ heading, items }) => (
                <Cmdk.Group key={heading} heading={heading} className={styles.group}>
                  {items.map(({ value, id, title, keywords = [], note, isKeys }) => (
                    <Cmdk.Item
                      key={id}
                      value={`${title} ${id}`}
                      keywords={[...keywords, heading]}
                      className={styles.item}
                      onSelect={() => close(value)}
                    >
                      {title}
                      {note && (isKeys ? <kbd>{note}</kbd> : <small>{note}</small>)}
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
