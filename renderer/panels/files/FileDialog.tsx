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

const join = (folder: string, name: string): string => `${folder.replace(/[\\/]$/, '')}${folder.includes('\\') ? '\\' : '/'}${name}`;
const isAbsolute = (path: string): boolean => /^([\\/]|[a-z]:)/i.test(path);
const VERBS = { open: 'Open', save: 'Save', folder: 'Choose this folder' } as const;

export function FileDialog({ mode, title, extensions, suggested = '', close }: FileDialogProps) {
  const [listing, setListing] = useState<Listing | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [name, setName] = useState(suggested.split(/[\\/]/).at(-1)!);
  const [overwriting, setOverwriting] = useState(false);
  const asked = useRef(0);

  const show = async (folder?: string) => {
    const turn = ++asked.current;
    try {
      const found = await ask('files.list', { ...(folder !== undefined && { folder }), ...(extensions.length > 0 && { extensions: [...extensions] }) });
      if (turn !== asked.current) return;
      lastFolder = found.folder;
      setListing(found);
      setError(null);
    } catch (problem) {
      if (turn === asked.current) setError(messageOf(problem));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    void show(isAbsolute(suggested) ? suggested.replace(/[\\/][^\\/]*$/, '') : lastFolder);
  }, []);

  const folder = listing?.folder ?? '';
  const entries = (listing?.entries ?? []).filter((entry) => entry.folder || mode !== 'folder');
  const path = isAbsolute(name) ? name : join(folder, name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mode === 'folder') return close(isAbsolute(name) ? name : folder);
    if (name.trim() === '') return;
    const named = entries.find((entry) => entry.name === name);
    if (named?.folder) return void show(named.path).then(() => setName(''));
    if (mode === 'open') return close(path);
    // the folder of a whole path is shown first, so that what lies there already is seen
    if (isAbsolute(name)) return void show(name.replace(/[\\/][^\\/]*$/, '') || '/').then(() => setName(name.split(/[\\/]/).at(-1)!));
    const full = extensions.length === 0 || extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? name : `${name}.${extensions[0]}`;
    setName(full);
    if (!overwriting && entries.some((entry) => entry.name === full)) return setOverwriting(true);
    close(join(folder, full));
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
          <IconButton label="Up one folder" icon={<ArrowUp size={16} strokeWidth={1.5} />} disabled={!listing?.parent} onClick={() => void show(listing!.parent!)} />
          <code className={styles.folder} title={folder}><bdi>{folder}</bdi></code>
        </div>
        {error && <p className={styles.error} role="alert">{error}</p>}
        <ul className={styles.list} aria-label="Files">
          {entries.map((entry) => (
            <li key={entry.path}>
              <button
                type="button"
                className={styles.entry}
                aria-current={entry.name === name}
                onClick={() => (setOverwriting(false), setName(entry.folder ? name : entry.name), entry.folder && void show(entry.path))}
                onDoubleClick={() => !entry.folder && mode === 'open' && close(entry.path)}
              >
                {entry.folder ? <Folder size={16} strokeWidth={1.5} /> : <File size={16} strokeWidth={1.5} />}
                <span>{entry.name}</span>
                {!entry.folder && <time>{new Date(entry.modified).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</time>}
              </button>
            </li>
          ))}
          {listing && entries.length === 0 && <li className={styles.empty}>{extensions.length > 0 ? `No .${extensions.join(' or .')} files here.` : 'Nothing here.'}</li>}
        </ul>
        <label className={styles.name}>
          {mode === 'folder' ? 'Folder' : 'File'}
          <input value={name} placeholder={mode === 'folder' ? folder : 'Name or path'} onChange={({ target }) => (setName(target.value), setOverwriting(false))} spellCheck={false} />
        </label>
      </form>
    </Dialog>
  );
}
