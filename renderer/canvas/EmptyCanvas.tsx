/** What a canvas without layers says: the ways to begin. */
import { t } from '../../engine/texts/index.ts';
import { perform } from '../actions/commands/registry.ts';
import { Button } from '../ui/Button.tsx';
import { addInput } from '../actions/graph/layers.ts';
import styles from './EmptyCanvas.module.css';
import { Rich } from '../ui/Rich.tsx';

export function EmptyCanvas() {
  return (
    <div className={`${styles.empty} nopan`}>
      <h2>{t('emptyCanvas.title', 'Draw a network')}</h2>
      <p>
        <Rich
          text={t(
            'emptyCanvas.doc',
            'Drag a layer here from the left, double-click where it should stand, or press <kbd>Tab</kbd> and type its name. Every network begins with an Input.',
          )}
        />
      </p>
      <div className={styles.buttons}>
        <Button look="primary" onClick={addInput}>
          {t('emptyCanvas.input', 'Add an Input')}
        </Button>
        <Button onClick={() => perform('file.newFromTemplate')}>
          {t('emptyCanvas.template', 'Start from a template')}
        </Button>
      </div>
    </div>
  );
}
