import { verbatim } from '../../../engine/phrases.ts';
import { settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Template } from '../../../templates/index.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import styles from './Gallery.module.css';
import { type Settings, sameSettings, sizesOf } from '../../state/templates.ts';
import type { Made } from './templates.ts';
import { Thumbnail } from './Thumbnail.tsx';

interface TemplateDetailProps {
  readonly template: Template;
  readonly settings: Settings;
  /** What the settings make. */
  readonly made: Made;
  readonly onSettings: (settings: Settings) => void;
}

/** A template drawn, with its settings and its story. */
export function TemplateDetail({ template, settings, made, onSettings }: TemplateDetailProps) {
  return (
    <div className={styles.detail}>
      <div className={styles.drawing}>
        {'document' in made && (
          <Thumbnail
            graph={made.document.graph}
            label={t('gallery.drawing', 'Drawing of {{name}}', { name: verbatim(made.document.name) })}
          />
        )}
      </div>
      <p className={styles.doc}>{docText(template.doc)}</p>
      <Sizes template={template} settings={settings} onSettings={onSettings} />
      <SchemaFields
        compact
        id={`template-${template.id}`}
        schema={settingsInLanguage('templates', template)}
        values={settings}
        onChange={(name, value) => onSettings({ ...settings, [name]: value })}
      />
      <Story {...template.story} />
    </div>
  );
}

function Sizes({ template, settings, onSettings }: Omit<TemplateDetailProps, 'made'>) {
  const sizes = sizesOf(template);
  return sizes.length < 2 ? null : (
    <fieldset className={styles.sizes} aria-label={t('gallery.members', 'Members')}>
      {sizes.map((size) => (
        <button
          key={JSON.stringify(size.settings)}
          type="button"
          aria-pressed={sameSettings(template, size.settings, settings)}
          onClick={() => onSettings(size.settings)}
        >
          {size.title}
        </button>
      ))}
    </fieldset>
  );
}

function Story({ purpose, novelty, beware, paper }: Template['story']) {
  return (
    <dl className={styles.story}>
      <dt>{t('gallery.for', 'For')}</dt>
      <dd>{docText(purpose)}</dd>
      <dt>{t('gallery.new', 'New')}</dt>
      <dd>{docText(novelty)}</dd>
      {beware && (
        <>
          <dt>{t('gallery.beware', 'Beware')}</dt>
          <dd>{docText(beware)}</dd>
        </>
      )}
      {paper && (
        <>
          <dt>{t('gallery.paper', 'Paper')}</dt>
          <dd>
            <a href={paper.url} target="_blank" rel="noopener noreferrer">
              {paper.title}
            </a>
          </dd>
        </>
      )}
    </dl>
  );
}
