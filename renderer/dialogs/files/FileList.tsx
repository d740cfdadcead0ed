import { File, Folder } from 'lucide-react';
import { language, t } from '../../../engine/texts/index.ts';
import styles from './FileDialog.module.css';
import type { FolderListing } from './useFolder.ts';

type FileEntry = FolderListing['entries'][number];

interface FileListProps {
  readonly entries: readonly FileEntry[];
  /** What is said where there is nothing. */
  readonly empty: string | null;
  /** The name of the entry that is chosen. */
  readonly chosen: string;
  readonly onChoose: (entry: FileEntry) => void;
  /** A double click. */
  readonly onOpen: (entry: FileEntry) => void;
}

export function FileList({ entries, empty, chosen, onChoose, onOpen }: FileListProps) {
  return (
    <ul className={styles.list} aria-label={t('files.list', 'Files')}>
      {entries.map((entry) => (
        <li key={entry.path}>
          <button
            type="button"
            className={styles.entry}
            aria-current={entry.name === chosen}
            onClick={() => onChoose(entry)}
            onDoubleClick={() => onOpen(entry)}
          >
            {entry.folder ? <Folder size={16} strokeWidth={1.5} /> : <File size={16} strokeWidth={1.5} />}
            <span>{entry.name}</span>
            {!entry.folder && (
              <time>
                {new Date(entry.modified).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' })}
              </time>
            )}
          </button>
        </li>
      ))}
      {empty !== null && entries.length === 0 && <li className={styles.empty}>{empty}</li>}
    </ul>
  );
}
