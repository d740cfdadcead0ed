/** The blocks of the document and those of the person's library: renamed, kept, put in and deleted. */
import { BookmarkPlus, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { describeBlock, instancesOf, removeBlocks, unusedBlocks } from '../../../engine/graph/blocks.ts';
import type { Block, Document } from '../../../engine/graph/document.ts';
import { addAfterSelection, offeredHere } from '../../actions/canvas.ts';
import { showDialog } from '../../state/dialogs.ts';
import { ask } from '../../state/host.ts';
import { libraryBlocks, removeFromLibrary, renameInLibrary, saveToLibrary, useLibrary } from '../../state/library.ts';
import { attempt } from '../../state/notices.ts';
import { edit, useDocument } from '../../state/document/workspace.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Blocks.module.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export const openBlocks = (): Promise<void> => showDialog<void>((close) => <Blocks close={() => close()} />);

function Blocks({ close }: { readonly close: () => void }) {
  const document = useDocument();
  return (
    <Dialog
      title="Blocks"
      width={560}
      onClose={close}
      actions={
        <Button look="primary" onClick={close}>
          Done
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
    <section className={styles.part} aria-label="In this document">
      <h3>In this document</h3>
      <ul>
        {graph.blocks.map((block) => (
          <li key={block.id}>
            <Name
              name={block.name}
              onChange={(name) => edit('Rename block', (current) => describeBlock(current, block.id, { name }))}
            />
            <small>{usedText(instancesOf(graph, block.id).length, unused.includes(block))}</small>
            <IconButton
              label={`Keep ${block.name} among your blocks`}
              icon={<BookmarkPlus {...ICON} />}
              onClick={() => void attempt(() => keepBlock(document, block))}
            />
            <IconButton
              label={
                unused.includes(block)
                  ? `Remove ${block.name}`
                  : `${block.name} is used: dissolve or delete its instances first`
              }
              icon={<Trash2 {...ICON} />}
              disabled={!unused.includes(block)}
              onClick={() => edit('Remove block', (current) => removeBlocks(current, [block.id]))}
            />
          </li>
        ))}
      </ul>
      {unused.length > 1 && <Button onClick={removeUnused}>Remove all {unused.length} that nothing uses</Button>}
    </section>
  );
}

const usedText = (count: number, unused: boolean): string =>
  count === 0
    ? 'not used'
    : unused
      ? 'only within blocks that are not used'
      : count === 1
        ? 'used once'
        : `used ${count} times`;

export const removeUnused = (): void =>
  edit('Remove unused blocks', (document) =>
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
    <section className={styles.part} aria-label="Your blocks">
      <h3>Your blocks</h3>
      {blocks.length + unreadable.length === 0 && (
        <p className={styles.none}>None yet. Keep a block of a document here, and it can be put into every other.</p>
      )}
      <ul>
        {blocks.map((kept) => (
          <li key={kept.file}>
            <Name name={kept.block.name} onChange={(name) => void attempt(() => renameInLibrary(kept, name))} />
            <small title={kept.file}>{kept.file}</small>
            <IconButton
              label={`Put ${kept.block.name} into the document`}
              icon={<Plus {...ICON} />}
              onClick={() => insert(kept.file)}
            />
            <IconButton
              label={`Delete ${kept.block.name} from your blocks`}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => removeFromLibrary(kept))}
            />
          </li>
        ))}
        {unreadable.map(({ file, message }) => (
          <li key={file}>
            <p className={styles.failure}>{message}</p>
            <IconButton
              label={`Delete ${file}`}
              icon={<Trash2 {...ICON} />}
              onClick={() => void attempt(() => confirmDeletion(file))}
            />
          </li>
        ))}
      </ul>
      {folder !== '' && (
        <p className={styles.none}>
          They lie in <code>{folder}</code>, a .loom-block file for each.
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
      aria-label={`Name of ${name}`}
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
      title={`You have a block called ${block.name}`}
      description="Documents that were made with it stay as they are."
      onClose={() => close(null)}
      actions={
        <>
          <Button onClick={() => close(null)}>Cancel</Button>
          <Button onClick={() => close('both')}>Keep both</Button>
          <Button look="primary" onClick={() => close('replace')}>
            Replace it
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
      title={`Delete ${file}?`}
      description="This Layerloom cannot read it; another one may. This cannot be undone."
      onClose={() => close(false)}
      actions={
        <>
          <Button onClick={() => close(false)}>Keep it</Button>
          <Button look="primary" onClick={() => close(true)}>
            Delete the file
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  ));
  if (sure) await ask('library.remove', { file });
}
