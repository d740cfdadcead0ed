import { X } from 'lucide-react';
import type { Column } from '../../../engine/data/define.ts';
import { joinedColumns } from '../../../engine/data/joined.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { addPart, joinColumns, removePart } from '../../actions/data.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { ColumnFeed } from './ColumnFeed.tsx';

interface JoinedProps {
  readonly document: Document;
  /** Of the dataset. */
  readonly columns: readonly Column[];
}

/** Fewer are not worth joining. */
const FEW = 2;

/** Columns that reach the network together as one. */
export function Joined({ document: { data }, columns }: JoinedProps) {
  const joined = Object.entries(data.joined ?? {});
  const targets = new Set(Object.values(data.targets).map(({ column }) => column));
  const joinable = columns.filter(({ name, shape }) => shape.length === 0 && !targets.has(name));
  // a text is an input of its own, unless somebody adds it
  const numbers = joinable.filter(({ kind }) => kind !== 'text');
  if (joined.length === 0)
    return numbers.length < FEW ? null : (
      <section>
        <Button onClick={() => joinColumns(numbers)}>
          {t(
            'data.join',
            { one: 'Join {{count}} column into one input', other: 'Join {{count}} columns into one input' },
            { count: numbers.length },
          )}
        </Button>
      </section>
    );
  const widths = new Map(
    joinedColumns(columns, data.joined).joined.map(({ column }) => [column.name, column.shape[0]]),
  );
  return joined.map(([name, parts]) => (
    <section key={name} aria-label={t('data.joined', 'Joined columns {{name}}', { name: verbatim(name) })}>
      <h3>
        {name}
        {widths.has(name) && (
          <span>
            {t(
              'data.joined.width',
              { one: '{{count}} value', other: '{{count}} values' },
              { count: widths.get(name)! },
            )}
          </span>
        )}
      </h3>
      {parts.map((config, part) => (
        <ColumnFeed
          // biome-ignore lint/suspicious/noArrayIndexKey: a column may stand in it twice
          key={part}
          title={verbatim(String(part + 1))}
          place={['joined', name, part]}
          config={config}
          columns={columns}
          action={
            <IconButton
              label={t('data.joined.remove', 'Take {{column}} out', { column: verbatim(config.column) })}
              icon={<X size={14} strokeWidth={1.5} />}
              disabled={parts.length === 1}
              onClick={() => removePart(name, part)}
            />
          }
        />
      ))}
      <Select
        key={parts.length}
        label={t('data.joined.add', 'Add a column to {{name}}', { name: verbatim(name) })}
        value={undefined}
        placeholder={t('data.joined.addColumn', 'Add a column')}
        options={joinable
          .filter((column) => !parts.some((part) => part.column === column.name))
          .map((column) => ({ value: column.name, title: column.name }))}
        onChange={(chosen) => addPart(name, columns.find((column) => column.name === chosen)!)}
      />
    </section>
  ));
}
