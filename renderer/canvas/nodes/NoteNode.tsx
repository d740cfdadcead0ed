/** A note on the canvas: text that belongs to the document and says nothing to the engine. */
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { docText } from '../../../engine/texts/docs.ts';
import { t } from '../../../engine/texts/index.ts';
import { writeNote } from '../../actions/graph/notes.ts';
import { Cures } from './Cures.tsx';
import type { NoteFlowNode } from '../flow.ts';
import styles from './NoteNode.module.css';

export const NoteNode = memo(function NoteNode({ data: { note }, selected }: NodeProps<NoteFlowNode>) {
  const [writing, setWriting] = useState(note.text === '');
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (writing) area.current?.focus();
  }, [writing]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard writes in the inspector's field of the note
    <div
      className={styles.note}
      data-selected={selected || undefined}
      onDoubleClick={({ target }) => !(target as Element).closest('button') && setWriting(true)}
    >
      <NodeResizer
        isVisible={selected === true}
        minWidth={96}
        minHeight={48}
        handleClassName={styles.corner!}
        lineClassName={styles.side!}
      />
      {writing ? (
        <textarea
          ref={area}
          className={`${styles.text} nodrag nowheel nopan`}
          aria-label={t('note.text', 'Text of the note')}
          placeholder={t('note.write', 'Write a note')}
          value={docText(note.text)}
          onChange={({ target }) => writeNote(note.id, target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setWriting(false)}
          onBlur={() => setWriting(false)}
        />
      ) : (
        <p className={styles.text}>
          {docText(note.text) || <i className={styles.hint}>{t('note.hint', 'Double-click to write')}</i>}
        </p>
      )}
      {note.cures && (
        <div className="nodrag nopan">
          <Cures note={note} />
        </div>
      )}
    </div>
  );
});
