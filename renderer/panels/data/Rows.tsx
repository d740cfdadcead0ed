/** Rows of the dataset as it has them: pictures with their class, or a table; a page at a time. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import type { CallArguments } from '../../../engine/protocol.ts';
import { sizeOf } from '../../../engine/types/shape.ts';
import type { Tensor } from '../../../engine/types/tensor.ts';
import { formatNumber } from '../../charts/format.ts';
import { Picture } from '../../charts/Picture.tsx';
import { ask } from '../../state/host.ts';
import { messageOf } from '../../state/notices.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { IconButton } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import styles from './Data.module.css';

const PAGE = 60;
const ICON = { size: 16, strokeWidth: 1.5 } as const;
type Split = 'train' | 'test';

interface RowsProps {
  readonly heading: ReactNode;
  readonly dataset: Choice;
  readonly columns: readonly Column[];
  readonly rows: { readonly train: number; readonly test: number | null };
}

export function Rows({ heading, dataset, columns, rows }: RowsProps) {
  const [split, setSplit] = useState<Split>('train');
  const [offset, setOffset] = useState(0);
  const { sample, error } = useSample(dataset, split, offset, PAGE);
  const total = (split === 'train' ? rows.train : rows.test) ?? 0;
  const last = Math.min(offset + PAGE, total);
  const picture = columns.find(({ kind }) => kind === 'image');
  return (
    <>
      <h3>
        {heading}
        <div className={styles.pager}>
          {rows.test !== null && (
            <Segmented<Split>
              label="Part of the data"
              value={split}
              options={[
                { value: 'train', title: 'Training' },
                { value: 'test', title: 'Test' },
              ]}
              onChange={(next) => (setSplit(next), setOffset(0))}
            />
          )}
          <IconButton
            label="Earlier rows"
            icon={<ChevronLeft {...ICON} />}
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - PAGE))}
          />
          <code>
            {grouped(Math.min(offset + 1, total))}–{grouped(last)} of {grouped(total)}
          </code>
          <IconButton
            label="Later rows"
            icon={<ChevronRight {...ICON} />}
            disabled={last >= total}
            onClick={() => setOffset(offset + PAGE)}
          />
        </div>
      </h3>
      {error !== null && (
        <p className={styles.failed} role="alert">
          {error}
        </p>
      )}
      {sample &&
        (picture ? (
          <Pictures sample={sample} picture={picture} columns={columns} offset={offset} />
        ) : (
          <Table sample={sample} columns={columns} offset={offset} />
        ))}
    </>
  );
}

export type Sample = Readonly<Record<string, Tensor>>;

/** Some rows of the dataset, the active document's or a run's, and why they could not be read. The rows before stay in sight until the next are there. */
export function useSample(
  dataset: Choice | null,
  split: Split,
  offset: number,
  count: number,
  run?: string,
): { readonly sample: Sample | null; readonly error: string | null } {
  const [state, setState] = useState<{ sample: Sample | null; error: string | null }>({ sample: null, error: null });
  useEffect(() => {
    if (!dataset) return;
    let current = true;
    ask('data.sample', {
      dataset: dataset as CallArguments['data.sample']['dataset'],
      path: activeDocument()?.path ?? null,
      ...(run !== undefined && { run }),
      split,
      offset,
      count,
    }).then(
      (sample) => current && setState({ sample, error: null }),
      (error: unknown) => current && setState({ sample: null, error: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [dataset, split, offset, count, run]);
  return state;
}

const rowsIn = (sample: Sample): number => Object.values(sample)[0]?.shape[0] ?? 0;

/** A value of a row in words. */
export function cell(column: Column, tensor: Tensor, row: number): string {
  const size = sizeOf(column.shape);
  if (column.kind === 'category' && size === 1) return column.classes?.[tensor.data[row]!] ?? String(tensor.data[row]);
  if (column.classes && column.shape.length === 1)
    return said(
      Array.from(
        tensor.data.subarray(row * size, (row + 1) * size),
        (value) => column.classes![value] ?? String(value),
      ),
    );
  if (size > 8) return `${column.shape.join('×')}`;
  return Array.from(tensor.data.subarray(row * size, (row + 1) * size), (value) =>
    Number.isInteger(value) ? String(value) : formatNumber(value),
  ).join('  ');
}

/** Characters side by side, words with spaces. */
const said = (tokens: readonly string[]): string =>
  tokens.join(tokens.every((token) => Array.from(token).length === 1) ? '' : ' ');

function Pictures({
  sample,
  picture,
  columns,
  offset,
}: {
  readonly sample: Sample;
  readonly picture: Column;
  readonly columns: readonly Column[];
  readonly offset: number;
}) {
  const label = columns.find(({ kind }) => kind === 'category');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.grid} aria-label="Pictures of the rows" tabIndex={0}>
      {Array.from({ length: rowsIn(sample) }, (_, row) => {
        const words = label ? cell(label, sample[label.name]!, row) : '';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its name
          <figure key={row} title={`Row ${offset + row}`}>
            <Picture
              tensor={sample[picture.name]!}
              row={row}
              {...(picture.range && { range: picture.range })}
              label={`Row ${offset + row}${words && `: ${words}`}`}
            />
            <figcaption>{words}</figcaption>
          </figure>
        );
      })}
    </section>
  );
}

function Table({
  sample,
  columns,
  offset,
}: {
  readonly sample: Sample;
  readonly columns: readonly Column[];
  readonly offset: number;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.scroll} aria-label="Table of the rows" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Row</th>
            {columns.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rowsIn(sample) }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its name
            <tr key={row}>
              <td>{offset + row}</td>
              {columns.map((column) => (
                <td key={column.name}>{cell(column, sample[column.name]!, row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
