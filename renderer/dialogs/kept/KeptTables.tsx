/** What is kept of tables that were read: how large it is, and a button that takes away what no open document uses. */
import { useEffect, useState } from 'react';
import { verbatim } from '../../../engine/phrases.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import { language, t } from '../../../engine/texts/index.ts';
import { workspace } from '../../state/document/workspace.ts';
import { ask } from '../../state/host.ts';
import { attempt } from '../../state/notices.ts';
import { baseName } from '../../state/paths.ts';
import { formatBytes } from '../../ui/bytes.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { DialogProps } from '../define.ts';
import styles from './KeptTables.module.css';

type Kept = CallResults['data.tables'];
type Wanted = CallArguments['data.tables']['wanted'];

/** The data of the open documents. */
const wanted = (): Wanted =>
  workspace
    .getState()
    .documents.flatMap(({ document: { data }, path }) =>
      data.dataset ? [{ dataset: data.dataset as Wanted[number]['dataset'], path }] : [],
    );

const keptNow = (): Promise<Kept> => ask('data.tables', { wanted: wanted() });

const sizeOf = (tables: Kept) => formatBytes(tables.reduce((sum, { bytes }) => sum + bytes, 0));

export function KeptTables({ title, close }: DialogProps) {
  const [tables, setTables] = useState<Kept>();
  const [freed, setFreed] = useState<number>();
  useEffect(() => void attempt(async () => setTables(await keptNow())), []);
  const cleanUp = async () => {
    await attempt(async () => setFreed((await ask('data.cleanTables', { wanted: wanted() })).freed));
    await attempt(async () => setTables(await keptNow()));
  };
  const unused = tables?.filter(({ inUse }) => !inUse) ?? [];
  return (
    <Dialog
      title={title}
      description={t(
        'kept.doc',
        'A table is read once, into rows that are kept among Layerloom’s own data. What is taken away is read anew from its file when it is next used; your files are never touched.',
      )}
      width={640}
      onClose={close}
      actions={
        <>
          <Button disabled={unused.length === 0} onClick={() => void cleanUp()}>
            {unused.length === 0
              ? t('kept.clean', 'Clean up')
              : t('kept.clean.size', 'Clean up {{size}}', { size: sizeOf(unused) })}
          </Button>
          <Button look="primary" onClick={close}>
            {t('common.done', 'Done')}
          </Button>
        </>
      }
    >
      {tables && (
        <>
          <p className={styles.total} role="status">
            {t(
              'kept.total',
              { one: '{{count}} table, {{size}}', other: '{{count}} tables, {{size}}' },
              { count: byFile(tables).length, size: sizeOf(tables) },
            )}
            {freed !== undefined && ` · ${t('kept.freed', '{{size}} free again', { size: formatBytes(freed) })}`}
          </p>
          <List tables={tables} />
        </>
      )}
    </Dialog>
  );
}

/** A file that was read in several ways, or that changed, is one to whoever looks: all of it together, those used last first. */
function byFile(tables: Kept): Kept {
  const files = new Map<string | null, Kept[number]>();
  for (const { file, bytes, used, inUse } of tables) {
    const known = files.get(file);
    files.set(file, {
      file,
      bytes: bytes + (known?.bytes ?? 0),
      used: Math.max(used, known?.used ?? 0),
      inUse: inUse || known?.inUse === true,
    });
  }
  return [...files.values()];
}

function List({ tables }: { readonly tables: Kept }) {
  return (
    <ul className={styles.list}>
      {byFile(tables).map(({ file, bytes, used, inUse }) => (
        <li key={file ?? ''}>
          <code title={file ?? undefined}>
            {file === null ? t('kept.unknown', 'Read by an earlier version') : verbatim(baseName(file))}
          </code>
          <span>{inUse && t('kept.inUse', 'in use')}</span>
          <span className={styles.number}>{formatBytes(bytes)}</span>
          <time>{new Date(used).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' })}</time>
        </li>
      ))}
    </ul>
  );
}
