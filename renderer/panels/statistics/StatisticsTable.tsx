import { formatNumber, formatPercent } from '../../charts/format.ts';
import { LineSample } from '../../charts/LineSample.tsx';
import { grouped } from '../../ui/bytes.ts';
import { COLUMNS, columnDoc, columnTitle } from './columns.ts';
import styles from './LayerStatistics.module.css';
import { oddityText, type Row } from './rows.ts';
import { t } from '../../../engine/texts/index.ts';

interface StatisticsTableProps {
  readonly step: number;
  readonly rows: readonly Row[];
  /** The names of the rows that were chosen to be drawn. */
  readonly chosen: readonly string[];
  /** The rows whose lines are drawn, in the order of the lines. */
  readonly drawn: readonly Row[];
  readonly onChoose: (row: Row) => void;
}

/** Every layer and weight in numbers at one step. */
export function StatisticsTable({ step, rows, chosen, drawn, onChoose }: StatisticsTableProps) {
  return (
    <table className={styles.table} aria-label={t('statistics.table', 'Layers at step {{step}}', { step })}>
      <thead>
        <tr>
          <th>{t('statistics.atStep', 'At step {{step}}', { step: grouped(step) })}</th>
          {COLUMNS.map((column) => (
            <th key={column.id} className={styles.number} title={columnDoc(column)}>
              {columnTitle(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} data-kind={row.kind} aria-selected={drawn.includes(row)}>
            <th scope="row">
              <button
                type="button"
                aria-pressed={chosen.includes(row.name)}
                title={row.name}
                onClick={() => onChoose(row)}
              >
                {row.title}
              </button>
              {drawn.includes(row) && <LineSample index={drawn.indexOf(row)} />}
            </th>
            {COLUMNS.map(({ id, percent }) => {
              const cell = row.cells[id];
              return (
                <td
                  key={id}
                  className={styles.number}
                  data-odd={cell?.oddity !== undefined}
                  title={cell?.oddity && oddityText(cell.oddity)}
                >
                  {cell && (percent ? formatPercent(cell.value) : formatNumber(cell.value))}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
