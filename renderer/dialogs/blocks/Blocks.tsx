/** The blocks of the document and those of the person's library: renamed, kept, put in and deleted. */
import { verbatim } from '../../../engine/phrases.ts';
import { BookmarkPlus, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { instancesOf, unusedBlocks } from '../../../engine/graph/blocks.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { removeBlock, removeUnusedBlocks, renameBlock } from '../../actions/graph/blocks.ts';
import { addAfterSelection, offeredHere } from '../../actions/graph/layers.ts';
import { keepBlock, removeFromLibrary, removeUnreadable, renameInLibrary } from '../../actions/library.ts';
import { useLibrary } from '../../state/library.ts';
import { attempt } from '../../state/notices.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Rich } from '../../ui/Rich.tsx';
import type { DialogProps } from '../define.ts';
import styles from './Blocks.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export function Blocks({ title, close }: DialogProps) {
  const document = useDocument();
  return (
    <Dialog
      title={title}
      width={560}
      onClose={close}
      actions={
        <Button look="primary" onClick={close}>
          {t('common.done', 'Done')}
        </Button>
      }
    >
      {document && document.graph.blocks.length > 0 && <BlocksOfDocument document={document} />}
      <LibraryBlocks close={close} />
    </Dialog>
  );
}

function BlocksOfDocument({ document }: { readonly document: Document }) {
  const { graph } = document;
  const unused = unusedBlocks(graph);
  return (
    <section className={styles.part} aria-label={t('blocks.own', 'In this document')}>
      <h3>{t('blocks.own', 'In this document')}</h3>
      <ul>
        {graph.blocks.map((block) => (
          <li key={block.id}>
            <Name name={block.name} onChange={(name) => renameBlock(block.id, name)} />
            <small>{usedText(instancesOf(graph, block.id).length, unused.includes(block))}</small>
            <IconButton
              label={t('blocks.keep', 'Keep {{name}} among your blocks', { name: verbatim(block.name) })}
              icon={<BookmarkPlus {...ICON} />}
              onClick={() => void attempt(() => keepBlock(document, block))}
            />
            <IconButton
              label={
                unused.includes(block)
                  ? t('blocks.remove', 'Remove {{name}}', { name: verbatim(block.name) })
                  : t('blocks.used', '{{name}} is used: dissolve or delete its instances first', {
                      name: verbatim(block.name),
                    })
              }
              icon={<Trash2 {...ICON} />}
              disabled={!unused.includes(block)}
              onClick={() => removeBlock(block.id)}
            />
          </li>
        ))}
      </ul>
      {unused.length > 1 && (
        <Button onClick={removeUnusedBlocks}>
          {t('blocks.removeUnused', 'Remove all {{count}} that nothing uses', { count: unused.length })}
        </Button>
      )}
    </section>
  );
}

const usedText = (count: number, unused: boolean): string =>
  count === 0
    ? t('blocks.uses.none', 'not used')
    : unused
      ? t('blocks.uses.unused', 'only within blocks that are not used')
      : t('blocks.uses', { one: 'used once', other: 'used {{count}} times' }, { count });

function LibraryBlocks({ close }: { readonly close: () => void }) {
  const { folder, blocks, unreadable } = useLibrary((library) => library);
  const insert = (file: string) => {
    const offer = offeredHere(`library:${file}`);
    close();
    if (offer) addAfterSelection(offer);
  };
  return (
    <section className={styles.part} aria-label={t('blocks.yours', 'Your blocks')}>
      <h3>{t('blocks.yours', 'Your blocks')}</h3>
      {blocks.length + unreadable.length === 0 && (
        <p className={styles.none}>
          {t('blocks.yours.none', 'None yet. Keep a block of a document here, and it can be put into every other.')}
        </p>
      )}
      <ul>
        {blocks.map((own) => (
          <li key={own.file}>
            <Name name={own.block.name} onChange={(name) => void attempt(() => renameInLibrary(own, name))} />
            <small title={own.file}>{own.file}</small>
            <IconButton
              label={t('blocks.insert', 'Put {{name}} into the document', { name: verbatim(own.block.name) })}
              icon={<Plus {...ICON} />}
              onClick={() => insert(own.file)}
            />
            <IconButton
              label={t('blocks.yours.delete', 'Delete {{name}} from your blocks', { name: verbatim(own.block.name) })}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => removeFromLibrary(own))}
            />
          </li>
        ))}
        {unreadable.map(({ file, message }) => (
          <li key={file}>
            <p className={styles.failure}>{message}</p>
            <IconButton
              label={t('blocks.file.delete', 'Delete {{file}}', { file: verbatim(file) })}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => removeUnreadable(file))}
            />
          </li>
        ))}
      </ul>
      {folder !== '' && (
        <p className={styles.none}>
          <Rich
            text={t('blocks.folder', 'They lie in <code>{{folder}}</code>, a .loom-block file for each.', {
              folder: verbatim(folder),
            })}
          />
        </p>
      )}
    </section>
  );
}

/** A name that takes effect when it is left or confirmed. */
function Name({ name, onChange }: { readonly name: string; readonly onChange: (name: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null);
  const keep = () => {
    const wanted = draft?.trim().slice(0, 200) ?? '';
    setDraft(null);
    if (wanted !== '' && wanted !== name) onChange(wanted);
  };
  return (
    <input
      aria-label={t('blocks.name', 'Name of {{name}}', { name: verbatim(name) })}
      spellCheck={false}
      autoComplete="off"
      value={draft ?? name}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        // the first Esc is about the name, not about the dialog
        if (event.key === 'Escape' && draft !== null) {
          setDraft(null);
          event.stopPropagation();
        }
      }}
    />
  );
}
