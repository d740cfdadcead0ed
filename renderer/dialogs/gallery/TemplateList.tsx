import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { say, t } from '../../../engine/texts/index.ts';
import { TEMPLATE_FAMILIES } from '../../../templates/define.ts';
import type { Template } from '../../../templates/index.ts';
import { roundedCount } from './format.ts';
import styles from './Gallery.module.css';
import { useParameterCounts } from './useParameterCounts.ts';

interface TemplateListProps {
  readonly templates: readonly Template[];
  readonly chosen: Template;
  readonly onChoose: (template: Template) => void;
  /** A double click. */
  readonly onCreate: () => void;
}

/** Templates by family, each with its parameters. */
export function TemplateList({ templates, chosen, onChoose, onCreate }: TemplateListProps) {
  const parameters = useParameterCounts();
  return (
    <div className={styles.list}>
      {Object.entries(TEMPLATE_FAMILIES).map(([family, english]) => {
        const title = say(`templates.group.${family}`, english);
        const members = templates.filter((template) => template.family === family);
        return members.length === 0 ? null : (
          <section key={family} aria-label={title}>
            <h3>{title}</h3>
            {members.map((template) => (
              <button
                key={template.id}
                type="button"
                className={styles.template}
                aria-pressed={template === chosen}
                onClick={() => onChoose(template)}
                onDoubleClick={onCreate}
              >
                <span>{definitionTitle('templates', template)}</span>
                <code>{parameters.has(template.id) ? roundedCount(parameters.get(template.id)!) : ''}</code>
              </button>
            ))}
          </section>
        );
      })}
      {templates.length === 0 && <p className={styles.none}>{t('gallery.none', 'No template is called that.')}</p>}
    </div>
  );
}
