/** The columns of a table and what each is for; of a series it is chosen here. */
import { kindTitle } from '../../../engine/data/kindTitle.ts';
import { predictedBy, type Proposal } from '../../../engine/data/propose.ts';
import { groupColumns } from '../../../engine/data/series/propose.ts';
import type { TableColumn } from '../../../engine/data/tables.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './TableDialog.module.css';
import type { Proposed } from './useProposal.ts';

export function TableColumns({ proposed }: { readonly proposed: Proposed }) {
  const { proposal } = proposed;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className={styles.columns} tabIndex={0} aria-label={t('table.columns', 'Columns')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('table.column', 'Column')}</th>
            <th scope="col">{t('table.holds', 'Holds')}</th>
            <th scope="col">{t('table.missing', 'Missing')}</th>
            <th scope="col">{t('table.role', 'Role')}</th>
          </tr>
        </thead>
        <tbody>
          {proposal.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row" title={column.name}>
                {column.name}
              </th>
              <td>{holds(column)}</td>
              <td>
                <Missing column={column} />
              </td>
              <td>
                {proposal.series ? (
                  <SeriesRole column={column} proposed={proposed} />
                ) : (
                  <RowRole column={column} proposed={proposed} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How many values are missing; what is unreadable or out of range counts as such, and is told. */
function Missing({ column: { missing, unreadable } }: { readonly column: TableColumn }) {
  const beyond = unreadable?.outOfRange?.count ?? 0;
  const strange = (unreadable?.count ?? 0) - beyond;
  const count = (of: number) => ({ count: verbatim(grouped(of)) });
  return (
    <>
      {grouped(missing + strange + beyond)}
      {strange > 0 && <small>{t('data.columns.unreadable', '{{count}} unreadable', count(strange))}</small>}
      {beyond > 0 && <small>{t('table.beyond', '{{count}} out of range', count(beyond))}</small>}
    </>
  );
}

interface RoleProps {
  readonly column: TableColumn;
  readonly proposed: Proposed;
}

const holds = ({ kind, classes }: TableColumn): string =>
  classes
    ? t('columns.classes', { one: '{{count}} class', other: '{{count}} classes' }, { count: classes.length })
    : kindTitle(kind);

function roleOf({ name }: TableColumn, { left }: Proposal): string {
  const out = left.find((column) => column.name === name);
  return out
    ? t('table.role.left', 'left out: {{reason}}', { reason: out.reason })
    : t('table.role.input', 'predicted from');
}

type RowColumn = 'target' | 'input' | 'none';

/** What a column is for where each row stands by itself; several may be predicted. */
function RowRole({ column, proposed: { proposal, asked, askFor } }: RoleProps) {
  const { name, kind, distinct } = column;
  const targets = asked.targets ?? predictedBy(proposal);
  const { inputs } = proposal;
  const reason = proposal.left.find((one) => one.name === name)?.reason;
  const isTarget = targets.includes(name);
  const isFree = reason === undefined || reason.text === 'phrases.not-chosen';
  const able: Record<RowColumn, boolean> = {
    target: isTarget || (['number', 'category', 'categories'].includes(kind) && distinct > 1),
    input: isFree,
    none: true,
  };
  const role = isTarget ? 'target' : inputs.includes(name) ? 'input' : 'none';
  const roles = (Object.keys(able) as RowColumn[]).filter((one) => able[one]);
  // something is predicted, from something
  if ((isTarget && targets.length === 1) || roles.length === 1 || (role === 'input' && inputs.length === 1))
    return isTarget ? t('table.role.target', 'predicted') : roleOf(column, proposal);
  const choose = (next: RowColumn) => {
    const without = (names: readonly string[]) => names.filter((one) => one !== name);
    void askFor({
      targets: next === 'target' ? [...targets, name] : without(targets),
      inputs: next === 'input' ? [...without(inputs), name] : without(inputs),
    });
  };
  const titles: Record<RowColumn, string> = {
    target: t('table.role.target', 'predicted'),
    input: t('table.role.input', 'predicted from'),
    none: isFree ? t('table.role.none', 'not used') : roleOf(column, proposal),
  };
  return (
    <Select<RowColumn>
      label={t('data.role.of', 'Role of {{column}}', { column: verbatim(name) })}
      value={role}
      options={roles.map((value) => ({ value, title: titles[value] }))}
      onChange={choose}
    />
  );
}

type SeriesColumn = 'input' | 'group' | 'none';

function SeriesRole({ column, proposed }: RoleProps) {
  const { proposal, sayMore } = proposed;
  const { name, kind } = column;
  const { time, groups } = proposal.series!;
  if (name === time) return t('table.role.time', 'tells the time');
  if (name === proposal.target) return t('table.role.target', 'predicted');
  const mayGroup = groups.includes(name) || groupColumns(proposal.columns, time).includes(name);
  const roles: readonly SeriesColumn[] = [
    ...(kind === 'number' ? (['input'] as const) : []),
    ...(mayGroup ? (['group'] as const) : []),
    'none',
  ];
  if (roles.length === 1) return roleOf(column, proposal);
  const inputs = proposal.inputs.filter((one) => one !== proposal.target);
  const role = groups.includes(name) ? 'group' : inputs.includes(name) ? 'input' : 'none';
  const choose = (next: SeriesColumn) => {
    const without = (names: readonly string[]) => names.filter((one) => one !== name);
    const wasNumber = kind === 'number' || next === 'input' || role === 'input';
    void sayMore({
      ...(wasNumber && { inputs: [...without(inputs), ...(next === 'input' ? [name] : [])] }),
      ...((next === 'group' || role === 'group') && {
        groups: [...without(groups), ...(next === 'group' ? [name] : [])],
      }),
    });
  };
  return (
    <Select<SeriesColumn>
      label={t('data.role.of', 'Role of {{column}}', { column: verbatim(name) })}
      value={role}
      options={roles.map((value) => ({ value, title: titleOf(value) }))}
      onChange={choose}
    />
  );
}

function titleOf(role: SeriesColumn): string {
  if (role === 'input') return t('table.role.input', 'predicted from');
  return role === 'group' ? t('table.role.group', 'tells series apart') : t('table.role.none', 'not used');
}
