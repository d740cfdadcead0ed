/** The templates to start from. */
import { TEMPLATES, type Template } from '../../../templates/index.ts';
import { checkGraph } from '../../../engine/passes/check.ts';
import { showDialog } from '../../state/dialogs.ts';
import { openDocument } from '../../state/workspace.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { grouped } from '../../ui/bytes.ts';
import styles from './Gallery.module.css';

export async function openGallery(): Promise<void> {
  const template = await showDialog<Template | null>((close) => <Gallery close={close} />);
  if (template) openDocument(template.make(), null);
}

function Gallery({ close }: { readonly close: (template: Template | null) => void }) {
  return (
    <Dialog title="New from template" onClose={() => close(null)} width={640}>
      <ul className={styles.list}>
        {TEMPLATES.map((template) => (
          <li key={template.id}>
            <button type="button" className={styles.template} onClick={() => close(template)}>
              <b>{template.title}</b>
              <code>{grouped(checkGraph(template.make().graph).parameters)} parameters</code>
              <span>{template.doc}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
