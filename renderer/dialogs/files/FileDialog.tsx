/** The browser shell's own file dialog: folders and files of the machine, as the host sees them. */
import { ArrowUp, File, Folder } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { CallResults } from '../../../engine/protocol.ts';
import { ask } from '../../state/host.ts';
import { messageOf } from '../../state/notices.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './FileDialog.module.css';

interface FileDialogProps {
  readonly mode: 'open' | 'save' | 'folder';
  readonly title: string;
  /** Without their dot; all files where empty. */
  readonly extensions: readonly string[];
  readonly suggested?: string;
  readonly close: (path: string | null) => void;
}

type Listing = CallResults['files.list'];

/** Where the dialog was left, so that the next one opens there. */
let lastFolder: string | undefined;

const join = (folder: string, name: string): string =>
  `${folder.replace(/[\\/]$/, '')}${folder.includes('\\') ? '\\' : '/'}${name}`;
const isAbsolute = (path: string): boolean => /^([\\/]|[a-z]:)/i.test(path);
const VERBS = { open: 'Open', save: 'Save', folder: 'Choose this folder' } as const;

export function FileDialog({ mode, title, extensions, suggested = '', close }: FileDialogProps) {
  const [listing, setListing] = useState<Listing | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [name, setName] = useState(suggested.split(/[\\/]/).at(-1)!);
  const [overwriting, setOverwriting] = useState(false);
  const asked = useRef(0);

  /** Shows a folder; what is in it, or nothing where it cannot be shown. */
  const show = async (folder?: string): Promise<Listing | undefined> => {
    const turn = ++asked.current;
    try {
      const found = await ask('files.list', {
        ...(folder !== undefined && { folder }),
        ...(extensions.length > 0 && { extensions: [...extensions] }),
      });
      if (turn !== asked.current) return undefined;
      lastFolder = found.folder;
      setListing(found);
      setError(null);
      return found;
    } catch (problem) {
      if (turn === asked.current) setError(messageOf(problem));
      return undefined;
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    void show(isAbsolute(suggested) ? suggested.replace(/[\\/][^\\/]*$/, '') : lastFolder);
  }, []);

  const folder = listing?.folder ?? '';
  const entries = (listing?.entries ?? []).filter((entry) => entry.folder || mode !== 'folder');
  const path = isAbsolute(name) ? name : join(folder, name);

  /** Not over a file that is there, unless it is meant. */
  const save = (there: Listing['entries'], where: string, given: string): void => {
    const named = there.find((entry) => entry.name === given);
    if (named?.folder) return void show(named.path).then(() => setName(''));
    const full =
      extensions.length === 0 || extensions.some((extension) => given.toLowerCase().endsWith(`.${extension}`))
        ? given
        : `${given}.${extensions[0]}`;
    setName(full);
    if (!overwriting && there.some((entry) => entry.name === full)) setOverwriting(true);
    else close(join(where, full));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mode === 'folder') return close(isAbsolute(name) ? name : folder);
    if (name.trim() === '') return;
    const named = entries.find((entry) => entry.name === name);
    if (named?.folder) return void show(named.path).then(() => setName(''));
    if (mode === 'open') return close(path);
    if (!isAbsolute(name)) return save(entries, folder, name);
    // the folder of a whole path is shown, so that what lies there already is seen
    void show(name.replace(/[\\/][^\\/]*$/, '') || '/').then(
      (found) => found && save(found.entries, found.folder, name.split(/[\\/]/).at(-1)!),
    );
  };

  return (
    <Dialog
      title={title}
      width={600}
      onClose={() => close(null)}
      actions={
        <>
          {overwriting && <span className={styles.warning}>A file of this name is there already.</span>}
          <Button onClick={() => close(null)}>Cancel</Button>
          <Button look="primary" type="submit" form="file-dialog" disabled={mode !== 'folder' && name.trim() === ''}>
            {overwriting ? 'Replace it' : VERBS[mode]}
          </Button>
        </>
      }
    >
      <form id="file-dialog" onSubmit={submit} className={styles.form}>
        <div className={styles.where}>
          <IconButton
            label="Up one folder"
            icon={<ArrowUp size={16} strokeWidth={1.5} />}
            disabled={!listing?.parent}
            onClick={() => void show(listing!.parent!)}
          />
          <code className={styles.folder} title={folder}>
            <bdi>{folder}</bdi>
          </code>
        </div>
        {error && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
        <ul className={styles.list} aria-label="Files">
          {entries.map((entry) => (
            <li key={entry.path}>
              <button
                type="button"
                className={styles.entry}
                aria-current={entry.name === name}
                onClick={() => (
                  setOverwriting(false),
                  setName(entry.folder ? name : entry.name),
                  entry.folder && void show(entry.path)
                )}
                onDoubleClick={() => !entry.folder && mode === 'open' && close(entry.path)}
              >
                {entry.folder ? <Folder size={16} strokeWidth={1.5} /> : <File size={16} strokeWidth={1.5} />}
                <span>{entry.name}</span>
                {!entry.folder && (
                  <time>
                    {new Date(entry.modified).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
                  </time>
                )}
              </button>
            </li>
          ))}
          {listing && entries.length === 0 && (
            <li className={styles.empty}>
              {extensions.length > 0 ? `No .${extensions.join(' or .')} files here.` : 'Nothing here.'}
            </li>
          )}
        </ul>
        <label className={styles.name}>
          {mode === 'folder' ? 'Folder' : 'File'}
          <input
            value={name}
            placeholder={mode === 'folder' ? folder : 'Name or path'}
            onChange={({ target }) => (setName(target.value), setOverwriting(false))}
            spellCheck={false}
          />
        </label>
      </form>
    </Dialog>
  );
}
