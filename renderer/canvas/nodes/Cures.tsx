/** What a note offers to do, a button each: data of the document, done as one step that can be undone. */
import { docText } from '../../../engine/texts/docs.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Note } from '../../../engine/graph/document.ts';
import { isApplicable } from '../../../engine/graph/repair.ts';
import { applyNoteCure } from '../../actions/graph/notes.ts';
import { useDrawing } from '../../state/document/drawing.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Cures.module.css';

export function Cures({ note: { id, cures = [] } }: { readonly note: Note }) {
  const document = useDrawing();
  if (!document || cures.length === 0) return null;
  return (
    <div className={styles.cures}>
      {cures.map(({ title, actions }, i) => {
        const possible = isApplicable(document, actions);
        return (
          <Button
            key={title}
            look="primary"
            disabled={!possible}
            {...(!possible && { title: t('cures.gone', 'The layers that it would change are no longer there.') })}
            onClick={() => applyNoteCure(id, i, docText(title))}
          >
            {docText(title)}
          </Button>
        );
      })}
    </div>
  );
}
