/** What is selected, in words and settings; the document itself where nothing is. */
import { docText } from '../../../engine/texts/docs.ts';
import { t } from '../../../engine/texts/index.ts';
import { type Edge, nameOf, type Note } from '../../../engine/graph/document.ts';
import { edgeKey } from '../../../engine/graph/edits.ts';
import { summarize } from '../../../engine/passes/summary.ts';
import { bytesOf, formatType } from '../../../engine/types/tensor.ts';
import { reveal } from '../../actions/graph/navigation.ts';
import { writeNote } from '../../actions/graph/notes.ts';
import { removeSelection } from '../../actions/graph/selection.ts';
import { renameDocument } from '../../actions/recipe.ts';
import { Cures } from '../../canvas/nodes/Cures.tsx';
import { DraftInput } from '../../fields/DraftInput.tsx';
import { typeAt } from '../../state/canvas/fits.ts';
import { checkedOf } from '../../state/document/checked.ts';
import { useDrawing, useScope } from '../../state/document/drawing.ts';
import { useActive, useDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes, grouped } from '../../ui/bytes.ts';
import { Fact } from './Facts.tsx';
import styles from './Inspector.module.css';
import { NodeInspector } from './NodeInspector.tsx';

export function Inspector() {
  const document = useDrawing();
  const selected = useActive(({ selection }) => selection.nodes);
  const wires = useActive(({ selection }) => selection.edges);
  const expanded = useActive((open) => open.expanded) ?? false;
  if (!document) return null;
  const nodes = document.graph.nodes.filter(({ id }) => selected?.includes(id));
  const notes = document.graph.notes.filter(({ id }) => selected?.includes(id));
  const wire = wires?.length === 1 ? document.graph.edges.find((edge) => edgeKey(edge) === wires[0]) : undefined;
  return (
    <section className={styles.inspector} aria-label={t('inspector.title', 'Inspector')}>
      {/* what is only looked at cannot be changed here */}
      <fieldset className={styles.all} disabled={expanded}>
        {nodes.length > 0 ? (
          <NodeInspector nodes={nodes} />
        ) : notes.length === 1 ? (
          <NoteInspector note={notes[0]!} />
        ) : wire ? (
          <WireInspector wire={wire} />
        ) : (
          <DocumentInspector />
        )}
      </fieldset>
    </section>
  );
}

/** Where a wire goes, and what flows along it. */
function WireInspector({ wire: { from, to } }: { readonly wire: Edge }) {
  const { document, prefix } = useScope()!;
  const type = useActive((open) => typeAt(open, from));
  const name = (id: string) => nameOf(document.graph.nodes.find((node) => node.id === id)!);
  return (
    <div role="status">
      <header className={styles.header}>
        <h2>{t('inspector.wire', 'Wire')}</h2>
      </header>
      <p className={styles.doc}>{t('inspector.wire.doc', 'What one layer gives, the other receives.')}</p>
      <dl className={styles.facts}>
        <Fact name={t('inspector.from', 'From')} value={`${name(from.node)}, ${from.port}`} />
        <Fact name={t('inspector.to', 'To')} value={`${name(to.node)}, ${to.port}`} />
        {type && <Fact name={t('inspector.carries', 'Carries')} value={formatType(type)} />}
        {type && (
          <Fact
            name={t('inspector.memory', 'Memory')}
            value={t('inspector.aSample', '{{memory}} a sample', { memory: formatBytes(bytesOf(type)) })}
          />
        )}
      </dl>
      <p className={styles.actions}>
        <Button id="inspector-wire" onClick={() => reveal(prefix + from.node)}>
          {t('inspector.select', 'Select {{name}}', { name: name(from.node) })}
        </Button>
        <Button onClick={() => reveal(prefix + to.node)}>
          {t('inspector.select', 'Select {{name}}', { name: name(to.node) })}
        </Button>
        <Button onClick={() => removeSelection()}>{t('inspector.wire.delete', 'Delete the wire')}</Button>
      </p>
    </div>
  );
}

function NoteInspector({ note }: { readonly note: Note }) {
  return (
    <>
      <header className={styles.header}>
        <h2>{t('inspector.note', 'Note')}</h2>
      </header>
      <p className={styles.doc}>{t('inspector.note.doc', 'Text on the canvas. The engine does not read it.')}</p>
      <NoteText note={note} rows={8} />
      <Cures note={note} />
    </>
  );
}

function NoteText({ note, rows }: { readonly note: Note; readonly rows: number }) {
  return (
    <textarea
      className={styles.note}
      aria-label={t('note.text', 'Text of the note')}
      rows={rows}
      value={docText(note.text)}
      onChange={({ target }) => writeNote(note.id, target.value)}
    />
  );
}

function DocumentInspector() {
  const document = useDocument()!;
  const checked = checkedOf(document);
  const { total } = summarize(document, checked);
  const { notes } = document.graph;
  // of the whole network, what stands in blocks as often as it stands there
  const { nodes, edges } = checked.expanded.graph;
  return (
    <>
      <header className={styles.header}>
        <h2>{t('inspector.document', 'Document')}</h2>
      </header>
      <p className={styles.doc}>
        {t('inspector.document.doc', 'Select a layer to see its settings and what follows from them.')}
      </p>
      <div className={styles.switch}>
        <label htmlFor="inspector-document">{t('inspector.name', 'Name')}</label>
        <DraftInput
          id="inspector-document"
          label={t('inspector.name', 'Name')}
          text={document.name}
          read={(typed) => ({ value: typed })}
          onChange={(name) => renameDocument(name as string)}
        />
      </div>
      <dl className={styles.facts}>
        <Fact name={t('inspector.layers', 'Layers')} value={grouped(nodes.length)} />
        <Fact name={t('inspector.wires', 'Wires')} value={grouped(edges.length)} />
        <Fact name={t('inspector.parameters', 'Parameters')} value={grouped(total.parameters)} />
        {total.trainable !== total.parameters && (
          <Fact name={t('inspector.trainable', 'Trainable')} value={grouped(total.trainable)} />
        )}
        <Fact name={t('inspector.macs', 'Multiply-adds')} value={grouped(total.macs)} />
        <Fact
          name={t('inspector.memoryAt', 'Memory at batch {{batch}}', { batch: document.training.batchSize })}
          value={formatBytes(total.memoryBytes)}
        />
      </dl>
      {notes.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('inspector.notes', 'Notes')}</h3>
          {notes.map((note) => (
            <button key={note.id} type="button" className={styles.noteLink} onClick={() => reveal(note.id)}>
              {note.text.trim() || t('inspector.note.empty', 'Empty note')}
            </button>
          ))}
        </>
      )}
    </>
  );
}
