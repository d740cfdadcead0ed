/** Rows as they are, and beside each what the first epochs make of it: seen before anything is trained. */
import { type ReactNode, useEffect, useState } from 'react';
import type { Document } from '../../../engine/graph/document.ts';
import { serialize } from '../../../engine/graph/file.ts';
import type { CallResults } from '../../../engine/protocol.ts';
import { t } from '../../../engine/texts/index.ts';
import { askForData } from '../../state/document/consent.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { messageOf } from '../../state/notices.ts';
import styles from './Data.module.css';
import { DrawnRow } from './DrawnRow.tsx';
import { Failed, RowsHeading } from './RowsHeading.tsx';

const ROWS = 6;
const EPOCHS = 7;
/** A setting is typed number by number, in milliseconds. */
const SETTLED = 300;

interface AugmentedRowsProps {
  readonly heading: ReactNode;
  readonly document: Document;
  /** Training rows. */
  readonly total: number;
}

export function AugmentedRows({ heading, document, total }: AugmentedRowsProps) {
  const [offset, setOffset] = useState(0);
  const { sheet, error } = useSheet(document, offset);
  return (
    <>
      <RowsHeading heading={heading} from={offset} most={ROWS} total={total} onChange={setOffset} />
      <Failed error={error} />
      {sheet && <Sheet sheet={sheet} />}
    </>
  );
}

function Sheet({ sheet: { columns, rows, tensors, names } }: { readonly sheet: CallResults['data.augmented'] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.scroll} aria-label={t('data.augment.sheet', 'Examples of augmentation')} tabIndex={0}>
      <table className={styles.sheet}>
        <thead>
          <tr>
            <th scope="col">{t('data.augment.original', 'As it is')}</th>
            {Array.from({ length: EPOCHS }, (_, epoch) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an epoch's number is its name
              <th key={epoch} scope="col">
                {t('data.augment.epoch', 'Epoch {{epoch}}', { epoch: epoch + 1 })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) =>
            columns.map((column) => (
              <tr key={`${row} ${column.name}`}>
                {Array.from({ length: 1 + EPOCHS }, (_, epoch) => {
                  const label =
                    epoch === 0
                      ? t('rows.nth', 'Row {{row}}', { row: row + 1 })
                      : t('data.augment.nth', 'Row {{row}} in epoch {{epoch}}', { row: row + 1, epoch });
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: an epoch's number is its name
                    <td key={epoch}>
                      <DrawnRow
                        column={column}
                        tensor={tensors[column.name]!}
                        names={names[column.name]?.[epoch * rows.length + i]}
                        at={epoch * rows.length + i}
                        label={label}
                      />
                    </td>
                  );
                })}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}

function useSheet(document: Document, offset: number) {
  const [state, setState] = useState<{ sheet: CallResults['data.augmented'] | null; error: string | null }>({
    sheet: null,
    error: null,
  });
  const asked = JSON.stringify([document.data, document.training.seed, offset]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the document only its data and its seed count
  useEffect(() => {
    const stale = new AbortController();
    const question = {
      document: serialize(document),
      path: activeDocument()?.path ?? null,
      offset,
      count: ROWS,
      epochs: EPOCHS,
    };
    const look = () =>
      askForData('data.augmented', question, stale.signal).then(
        (sheet) => stale.signal.aborted || setState({ sheet, error: null }),
        (error: unknown) => stale.signal.aborted || setState({ sheet: null, error: messageOf(error) }),
      );
    const timer = setTimeout(look, state.sheet ? SETTLED : 0);
    return () => {
      stale.abort();
      clearTimeout(timer);
    };
  }, [asked]);
  return state;
}
