/** The blocks of the document and those of the person's library: renamed, kept, put in and deleted. */
import { BookmarkPlus, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { describeBlock, instancesOf, removeBlocks, unusedBlocks } from '../../../engine/graph/blocks.ts';
import type { Block, Document } from '../../../engine/graph/document.ts';
import { addAfterSelection, offeredHere } from '../../actions/graph/layers.ts';
import { showDialog } from '../../state/dialogs.ts';
import { ask } from '../../state/host.ts';
import { libraryBlocks, removeFromLibrary, renameInLibrary, saveToLibrary, useLibrary } from '../../state/library.ts';
import { attempt } from '../../state/notices.ts';
import { edit, useDocument } from '../../state/document/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Rich } from '../../ui/Rich.tsx';
import styles from './Blocks.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export const openBlocks = (): Promise<void> => showDialog<void>((close) => <Blocks close={() => close()} />);

function Blocks({ close }: { readonly close: () => void }) {
  const document = useDocument();
  return (
    <Dialog
      title={t('blocks.title', 'Blocks')}
      width={560}
      onClose={close}
      actions={
        <Button look="primary" onClick={close}>
          {t('common.done', 'Done')}
        </Button>
      }
    >
      {document && document.graph.blocks.length > 0 && <Own document={document} />}
      <Kept close={close} />
    </Dialog>
  );
}

function Own({ document }: { readonly document: Document }) {
  const { graph } = document;
  const unused = unusedBlocks(graph);
  return (
    <section className={styles.part} aria-label={t('blocks.own', 'In this document')}>
      <h3>{t('blocks.own', 'In this document')}</h3>
      <ul>
        {graph.blocks.map((block) => (
          <li key={block.id}>
            <Name
              name={block.name}
              onChange={(name) =>
                edit(t('edits.renameBlock', 'Rename block'), (current) => describeBlock(current, block.id, { name }))
              }
            />
            <small>{usedText(instancesOf(graph, block.id).length, unused.includes(block))}</small>
            <IconButton
              label={t('blocks.keep', 'Keep {{name}} among your blocks', { name: block.name })}
              icon={<BookmarkPlus {...ICON} />}
              onClick={() => void attempt(() => keepBlock(document, block))}
            />
            <IconButton
              label={
                unused.includes(block)
                  ? t('blocks.remove', 'Remove {{name}}', { name: block.name })
                  : t('blocks.used', '{{name}} is used: dissolve or delete its instances first', { name: block.name })
              }
              icon={<Trash2 {...ICON} />}
              disabled={!unused.includes(block)}
              onClick={() =>
                edit(t('edits.removeBlock', 'Remove block'), (current) => removeBlocks(current, [block.id]))
              }
            />
          </li>
        ))}
      </ul>
      {unused.length > 1 && (
        <Button onClick={removeUnused}>
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

export const removeUnused = (): void =>
  edit(t('edits.removeUnusedBlocks', 'Remove unused blocks'), (document) =>
    removeBlocks(
      document,
      unusedBlocks(document.graph).map(({ id }) => id),
    ),
  );

function Kept({ close }: { readonly close: () => void }) {
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
        {blocks.map((kept) => (
          <li key={kept.file}>
            <Name name={kept.block.name} onChange={(name) => void attempt(() => renameInLibrary(kept, name))} />
            <small title={kept.file}>{kept.file}</small>
            <IconButton
              label={t('blocks.insert', 'Put {{name}} into the document', { name: kept.block.name })}
              icon={<Plus {...ICON} />}
              onClick={() => insert(kept.file)}
            />
            <IconButton
              label={t('blocks.yours.delete', 'Delete {{name}} from your blocks', { name: kept.block.name })}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => removeFromLibrary(kept))}
            />
          </li>
        ))}
        {unreadable.map(({ file, message }) => (
          <li key={file}>
            <p className={styles.failure}>{message}</p>
            <IconButton
              label={t('blocks.file.delete', 'Delete {{file}}', { file })}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => confirmDeletion(file))}
            />
          </li>
        ))}
      </ul>
      {folder !== '' && (
        <p className={styles.none}>
          <Rich
            text={t('blocks.folder', 'They lie in <code>{{folder}}</code>, a .loom-block file for each.', { folder })}
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
      aria-label={t('blocks.name', 'Name of {{name}}', { name })}
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

/** Asks before it takes the place of a block of the same name. */
export async function keepBlock({ graph }: Document, block: Block): Promise<void> {
  const there = libraryBlocks().find((kept) => kept.block.name === block.name);
  if (!there) return saveToLibrary(graph, block);
  const answer = await showDialog<'replace' | 'both' | null>((close) => (
    <Dialog
      title={t('blocks.same', 'You have a block called {{name}}', { name: block.name })}
      description={t('blocks.same.doc', 'Documents that were made with it stay as they are.')}
      onClose={() => close(null)}
      actions={
        <>
          <Button onClick={() => close(null)}>{t('common.cancel', 'Cancel')}</Button>
          <Button onClick={() => close('both')}>{t('blocks.same.both', 'Keep both')}</Button>
          <Button look="primary" onClick={() => close('replace')}>
            {t('common.replace', 'Replace it')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  ));
  if (answer) await saveToLibrary(graph, block, answer === 'replace' ? there.file : undefined);
}

/** What cannot be read cannot be put back, so this asks. */
async function confirmDeletion(file: string): Promise<void> {
  const sure = await showDialog<boolean>((close) => (
    <Dialog
      title={t('blocks.file.sure', 'Delete {{file}}?', { file })}
      description={t('blocks.file.sure.doc', 'This Layerloom cannot read it; another one may. This cannot be undone.')}
      onClose={() => close(false)}
      actions={
        <>
          <Button onClick={() => close(false)}>{t('common.keep', 'Keep it')}</Button>
          <Button look="primary" onClick={() => close(true)}>
            {t('blocks.file.do', 'Delete the file')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  ));
  if (sure) await ask('library.remove', { file });
}
