/** The key map: press a row, press its new keys. */
import { RotateCcw } from 'lucide-react';
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { type Command, groupTitle, keywordsOf, titleOf } from '../../actions/commands/define.ts';
import { commands, ownKeys } from '../../actions/commands/registry.ts';
import { giveKeys, hasOwnKeys, ownersOf, resetAllKeys } from '../../actions/keys.ts';
import { useKeymap } from '../../state/keymap.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { chordOf, keysText } from '../../ui/keys.ts';
import { find } from '../../ui/pick/find.ts';
import type { DialogProps } from '../define.ts';
import styles from './Shortcuts.module.css';

/** What is being changed: the next press gives its keys, or these keys are another command's. */
type Editing = { readonly id: string; readonly taken?: string } | null;

export function Shortcuts({ title, close }: DialogProps) {
  const { edited } = useKeymap();
  const [query, setQuery] = useState('');
  const [editing, setEditing] = useState<Editing>(null);
  const listed = commands().filter(({ keys, id }) => keys !== undefined || query.trim() !== '' || id in edited);
  const found = find(query, listed, (command) => ({
    title: titleOf(command),
    others: [command.id, ...keywordsOf(command), keysText(command) ?? ''].join(' '),
  })).map(({ item }) => item);
  return (
    <Dialog
      title={title}
      description={t('shortcuts.doc', 'Press a row, then its new keys. A search finds commands without keys, too.')}
      onClose={close}
      width={680}
      actions={
        Object.keys(edited).length > 0 && (
          <Button onClick={resetAllKeys}>{t('shortcuts.resetAll', 'Reset all keys')}</Button>
        )
      }
    >
      <input
        type="search"
        className={styles.search}
        aria-label={t('shortcuts.search', 'Search commands and keys')}
        placeholder={t('shortcuts.search', 'Search commands and keys')}
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      <div className={styles.columns}>
        {[...new Set(found.map(({ group }) => group))].map((group) => (
          <section key={group} className={styles.group}>
            <h3>{groupTitle(group)}</h3>
            <ul>
              {found
                .filter((command) => command.group === group)
                .map((command) => (
                  <Row key={command.id} command={command} editing={editing} setEditing={setEditing} />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

interface RowProps {
  readonly command: Command;
  readonly editing: Editing;
  readonly setEditing: Dispatch<SetStateAction<Editing>>;
}

function Row({ command, editing, setEditing }: RowProps) {
  const { id, native } = command;
  const title = titleOf(command);
  const keys = <kbd>{keysText(command) ?? t('shortcuts.none', 'none')}</kbd>;
  /** Gives them at once where nothing else has them. */
  const give = (wanted: string) => {
    const isFree = ownersOf(wanted, id).length === 0;
    if (isFree) giveKeys(id, wanted);
    setEditing(isFree ? null : { id, taken: wanted });
  };
  return (
    <li>
      <div className={styles.row}>
        {native ? (
          <span className={styles.fixed} title={t('shortcuts.fixed', 'The system has these keys: they stay.')}>
            {title}
            {keys}
          </span>
        ) : (
          <button
            type="button"
            className={styles.change}
            aria-label={t('shortcuts.change', 'Change the keys of {{command}}', { command: verbatim(title) })}
            onClick={() => setEditing({ id })}
          >
            {title}
            {editing?.id === id && editing.taken === undefined ? (
              <Listening give={give} setEditing={setEditing} />
            ) : (
              keys
            )}
          </button>
        )}
        {!hasOwnKeys(id) && (
          <IconButton
            label={t('shortcuts.reset', 'Reset the keys of {{command}}', { command: verbatim(title) })}
            icon={<RotateCcw size={12} strokeWidth={1.75} />}
            onClick={() => give(ownKeys(id))}
          />
        )}
      </div>
      {editing?.id === id && editing.taken !== undefined && (
        <Taken command={command} keys={editing.taken} done={() => setEditing(null)} />
      )}
    </li>
  );
}

/** The next press is for it alone: not for the dialog, which Esc would close, nor for the list. */
function Listening({
  give,
  setEditing,
}: {
  readonly give: (keys: string) => void;
  readonly setEditing: RowProps['setEditing'];
}) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Tab') return setEditing(null);
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape') return setEditing(null);
      const chord = chordOf(event);
      if (chord !== undefined) give(chord);
    };
    const leave = () => setEditing(null);
    addEventListener('keydown', press, { capture: true });
    addEventListener('pointerdown', leave, { capture: true });
    return () => {
      removeEventListener('keydown', press, { capture: true });
      removeEventListener('pointerdown', leave, { capture: true });
    };
  });
  return (
    <span className={styles.listening} role="status">
      {t('shortcuts.press', 'Press the new keys')}
    </span>
  );
}

/** Whose the keys are now, and the choice. */
function Taken({
  command,
  keys,
  done,
}: {
  readonly command: Command;
  readonly keys: string;
  readonly done: () => void;
}) {
  const owners = ownersOf(keys, command.id);
  const names = owners.map((one) => verbatim(titleOf(one)));
  const values = { keys: verbatim(keysText({ keys }) ?? ''), owner: names };
  const take = () => {
    giveKeys(command.id, keys);
    done();
  };
  return (
    <div className={styles.taken} role="alert">
      <p>{t('shortcuts.taken', '{{keys}} is taken by: {{owner}}', values)}</p>
      {owners.some(({ native }) => native) ? (
        <Button onClick={done}>{t('shortcuts.leave', 'Leave it there')}</Button>
      ) : (
        <>
          <Button look="primary" onClick={take}>
            {t('shortcuts.take', 'Take it from there')}
          </Button>
          <Button onClick={done}>{t('shortcuts.leave', 'Leave it there')}</Button>
        </>
      )}
    </div>
  );
}
