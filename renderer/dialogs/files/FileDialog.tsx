/** The browser shell's own file dialog: folders and files of the machine, as the host sees them. */
import { verbatim, anyOf } from '../../../engine/phrases.ts';
import { ArrowUp } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import type { FileQuestion } from '../../state/dialogs.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './FileDialog.module.css';
import { FileList } from './FileList.tsx';
import { baseName, folderOf, isAbsolute, join, withExtension } from '../../state/paths.ts';
import { type FolderListing, useFolder } from './useFolder.ts';

interface FileDialogProps {
  readonly question: FileQuestion;
  readonly close: (path: string | null) => void;
}

const verb = (mode: FileQuestion['mode']): string =>
  mode === 'open'
    ? t('files.open', 'Open')
    : mode === 'save'
      ? t('files.save', 'Save')
      : t('files.chooseFolder', 'Choose this folder');

export function FileDialog({ question, close }: FileDialogProps) {
  const { mode, title, extensions, suggested = '' } = question;
  const { listing, error, show } = useFolder(isAbsolute(suggested) ? folderOf(suggested) : undefined, extensions);
  const [name, setName] = useState(baseName(suggested));
  const [overwriting, setOverwriting] = useState(false);
  const folder = listing?.folder ?? '';
  const entries = (listing?.entries ?? []).filter((entry) => entry.folder || mode !== 'folder');

  const enter = (path: string) => void show(path).then(() => setName(''));

  /** Not over a file that is there, unless it is meant. */
  const save = (there: FolderListing['entries'], where: string, given: string): void => {
    const named = there.find((entry) => entry.name === given);
    if (named?.folder) return enter(named.path);
    const full = withExtension(given, extensions);
    setName(full);
    if (!overwriting && there.some((entry) => entry.name === full)) setOverwriting(true);
    else close(join(where, full));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mode === 'folder') return close(isAbsolute(name) ? name : folder);
    if (name.trim() === '') return;
    const named = entries.find((entry) => entry.name === name);
    if (named?.folder) return enter(named.path);
    if (mode === 'open') return close(isAbsolute(name) ? name : join(folder, name));
    if (!isAbsolute(name)) return save(entries, folder, name);
    // the folder of a whole path is shown, so that what lies there already is seen
    void show(folderOf(name) || '/').then((found) => found && save(found.entries, found.folder, baseName(name)));
  };

  return (
    <Dialog
      title={title}
      width={600}
      onClose={() => close(null)}
      actions={
        <>
          {overwriting && (
            <span className={styles.warning}>{t('files.there', 'A file of this name is there already.')}</span>
          )}
          <Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>
          <Button look="primary" type="submit" form="file-dialog" disabled={mode !== 'folder' && name.trim() === ''}>
            {overwriting ? t('common.replace', 'Replace it') : verb(mode)}
          </Button>
        </>
      }
    >
      <form id="file-dialog" onSubmit={submit} className={styles.form}>
        <FolderLine listing={listing} onUp={show} />
        {error && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
        <FileList
          entries={entries}
          empty={listing && emptyText(extensions)}
          chosen={name}
          onChoose={(entry) => {
            setOverwriting(false);
            if (entry.folder) void show(entry.path);
            else setName(entry.name);
          }}
          onOpen={(entry) => !entry.folder && mode === 'open' && close(entry.path)}
        />
        <label className={styles.name}>
          {mode === 'folder' ? t('files.folder', 'Folder') : t('files.file', 'File')}
          <input
            value={name}
            placeholder={mode === 'folder' ? folder : t('files.name', 'Name or path')}
            onChange={({ target }) => (setName(target.value), setOverwriting(false))}
            spellCheck={false}
          />
        </label>
      </form>
    </Dialog>
  );
}

interface FolderLineProps {
  readonly listing: FolderListing | null;
  readonly onUp: (parent: string) => Promise<unknown>;
}

/** Which folder is shown, and the way out of it. */
function FolderLine({ listing, onUp }: FolderLineProps) {
  const folder = listing?.folder ?? '';
  const parent = listing?.parent;
  return (
    <div className={styles.where}>
      <IconButton
        label={t('files.up', 'Up one folder')}
        icon={<ArrowUp size={16} strokeWidth={1.5} />}
        disabled={!parent}
        onClick={() => parent && void onUp(parent)}
      />
      <code className={styles.folder} title={folder}>
        <bdi>{folder}</bdi>
      </code>
    </div>
  );
}

const emptyText = (extensions: readonly string[]): string =>
  extensions.length === 0
    ? t('files.empty', 'Nothing here.')
    : t('files.empty.kind', 'No {{kinds}} files here.', {
        kinds: anyOf(extensions.map((extension) => verbatim(`.${extension}`))),
      });
