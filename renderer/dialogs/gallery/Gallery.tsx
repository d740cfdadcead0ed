/** The templates to start from: found by name or story, drawn, and made with the settings that one chooses. */
import { verbatim } from '../../../engine/phrases.ts';
import { useDeferredValue, useMemo, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { TEMPLATES, type Template } from '../../../templates/index.ts';
import { openDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { grouped } from '../../ui/bytes.ts';
import type { DialogProps } from '../define.ts';
import { roundedCount } from './format.ts';
import styles from './Gallery.module.css';
import { TemplateDetail } from './TemplateDetail.tsx';
import { TemplateList } from './TemplateList.tsx';
import { type Settings, titleNow } from '../../state/templates.ts';
import { distanceOf, findTemplates, type Made, make, sizeNamed } from './templates.ts';

export function Gallery({ title, close }: DialogProps) {
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(TEMPLATES[0]!);
  const [settings, setSettings] = useState<Settings>({});
  const deferred = useDeferredValue(settings);
  const made = useMemo(() => make(chosen, deferred), [chosen, deferred]);
  const found = findTemplates(words);
  const choose = (template: Template, size: Settings = {}) => {
    setChosen(template);
    setSettings(size);
  };
  const search = (text: string) => {
    setWords(text);
    const matches = findTemplates(text);
    const [best] = matches;
    // what is chosen stays as long as it is meant, and gives way to what is called more like it
    if (best && (!matches.includes(chosen) || distanceOf(best, text) < distanceOf(chosen, text)))
      choose(best, sizeNamed(best, text));
  };
  const create = () => {
    // what was typed last counts, even where the drawing is not there yet
    const latest = deferred === settings ? made : make(chosen, settings);
    if (!('document' in latest)) return;
    close();
    openDocument(latest.document, null);
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      width={980}
      actions={
        <>
          <span className={styles.cost} role="status">
            {describe(chosen, deferred, made)}
          </span>
          <Button onClick={close}>{t('common.cancel', 'Cancel')}</Button>
          <Button look="primary" disabled={'refused' in made} onClick={create}>
            {t('gallery.create', 'Create')}
          </Button>
        </>
      }
    >
      <div className={styles.gallery}>
        <div className={styles.side}>
          <input
            className={styles.search}
            type="search"
            aria-label={t('gallery.search', 'Search templates')}
            placeholder={t('gallery.search', 'Search templates')}
            value={words}
            onChange={({ target }) => search(target.value)}
            onKeyDown={({ key }) => key === 'Enter' && found.length > 0 && create()}
          />
          <TemplateList templates={found} chosen={chosen} onChoose={choose} onCreate={create} />
        </div>
        <TemplateDetail key={chosen.id} template={chosen} settings={settings} made={made} onSettings={setSettings} />
      </div>
    </Dialog>
  );
}

function describe(template: Template, settings: Settings, made: Made): string {
  if ('refused' in made) return made.refused;
  return t('gallery.cost', '{{name}}: {{parameters}} parameters, {{macs}} multiply-adds an example', {
    name: verbatim(titleNow(template, settings)),
    parameters: grouped(made.checked.parameters),
    macs: roundedCount(made.checked.macs),
  });
}
