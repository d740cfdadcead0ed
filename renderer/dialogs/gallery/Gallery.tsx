/** The templates to start from: found by name or story, told about, drawn, and made with the settings that one chooses. */
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { t } from '../../../engine/texts/index.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../../engine/passes/check.ts';
import { UserError } from '../../../engine/problems.ts';
import { TEMPLATE_FAMILIES } from '../../../templates/define.ts';
import { TEMPLATES, type Template } from '../../../templates/index.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { openDocument } from '../../state/document/workspace.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { grouped } from '../../ui/bytes.ts';
import type { DialogProps } from '../define.ts';
import styles from './Gallery.module.css';
import { Thumbnail } from './Thumbnail.tsx';

type Settings = Readonly<Record<string, unknown>>;

/** 1,234 · 25.6 million */
const counted = (value: number): string =>
  value < 1e6
    ? grouped(value)
    : value < 1e9
      ? t('numbers.million', '{{number}} million', { number: (value / 1e6).toFixed(1) })
      : t('numbers.billion', '{{number}} billion', { number: (value / 1e9).toFixed(1) });

const matches = ({ id, title, doc, story, family }: Template, words: readonly string[]): boolean => {
  const text = [id, title, doc, story.purpose, story.novelty, story.paper?.title ?? '', TEMPLATE_FAMILIES[family]]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
};

type Made = { readonly document: Document; readonly checked: CheckedGraph } | { readonly refused: string };

function make(template: Template, settings: Settings): Made {
  try {
    const document = template.make(settings);
    return { document, checked: checkGraph(document.graph) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

/** What a template has with its defaults; counted one after the other while nothing else is to do, then kept. */
const parameters = new Map<string, number>();
function useParameters(): ReadonlyMap<string, number> {
  const [, setCount] = useState(parameters.size);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = () => {
      const template = TEMPLATES.find(({ id }) => !parameters.has(id));
      if (!template) return;
      parameters.set(template.id, checkGraph(template.make().graph).parameters);
      setCount(parameters.size);
      timer = setTimeout(next, 16);
    };
    timer = setTimeout(next, 100);
    return () => clearTimeout(timer);
  }, []);
  return parameters;
}

export function Gallery({ title, close }: DialogProps) {
  const [words, setWords] = useState('');
  const [chosen, choose] = useState(TEMPLATES[0]!);
  const [settings, setSettings] = useState<Settings>({});
  const parameters = useParameters();
  const deferred = useDeferredValue(settings);
  const made = useMemo(() => make(chosen, deferred), [chosen, deferred]);
  const found = TEMPLATES.filter((template) => matches(template, words.toLowerCase().split(/\s+/).filter(Boolean)));
  const pick = (template: Template, size: Settings = {}) => {
    choose(template);
    setSettings(size);
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
            {'refused' in made
              ? made.refused
              : t('gallery.cost', '{{name}}: {{parameters}} parameters, {{macs}} multiply-adds an example', {
                  name: made.document.name,
                  parameters: grouped(made.checked.parameters),
                  macs: counted(made.checked.macs),
                })}
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
            onChange={(event) => {
              const next = event.target.value;
              setWords(next);
              const first = TEMPLATES.filter((template) =>
                matches(template, next.toLowerCase().split(/\s+/).filter(Boolean)),
              );
              if (first.length > 0 && !first.includes(chosen)) pick(first[0]!);
            }}
            onKeyDown={(event) => event.key === 'Enter' && found.length > 0 && create()}
          />
          <div className={styles.list}>
            {Object.entries(TEMPLATE_FAMILIES).map(([family, title]) => {
              const templates = found.filter((template) => template.family === family);
              return templates.length === 0 ? null : (
                <section key={family} aria-label={title}>
                  <h3>{title}</h3>
                  {templates.map((template) => (
                    <button
                      key={template.id}
                      type="button"
                      className={styles.template}
                      aria-pressed={template === chosen}
                      onClick={() => pick(template)}
                      onDoubleClick={create}
                    >
                      <span>{template.title}</span>
                      <code>{parameters.has(template.id) ? counted(parameters.get(template.id)!) : ''}</code>
                    </button>
                  ))}
                </section>
              );
            })}
            {found.length === 0 && <p className={styles.none}>{t('gallery.none', 'No template is called that.')}</p>}
          </div>
        </div>
        <div className={styles.detail} key={chosen.id}>
          <div className={styles.drawing}>
            {'document' in made && (
              <Thumbnail
                graph={made.document.graph}
                label={t('gallery.drawing', 'Drawing of {{name}}', { name: made.document.name })}
              />
            )}
          </div>
          <p className={styles.doc}>{chosen.doc}</p>
          {members(chosen).length > 1 && (
            <fieldset className={styles.sizes} aria-label={t('gallery.members', 'Members')}>
              {members(chosen).map(({ title, size }) => (
                <button
                  key={JSON.stringify(size)}
                  type="button"
                  aria-pressed={sameSettings(chosen, size, settings)}
                  onClick={() => setSettings(size)}
                >
                  {title}
                </button>
              ))}
            </fieldset>
          )}
          <SchemaFields
            compact
            id={`template-${chosen.id}`}
            schema={chosen.settings}
            values={settings}
            onChange={(name, value) => setSettings({ ...settings, [name]: value })}
          />
          <dl className={styles.story}>
            <dt>{t('gallery.for', 'For')}</dt>
            <dd>{chosen.story.purpose}</dd>
            <dt>{t('gallery.new', 'New')}</dt>
            <dd>{chosen.story.novelty}</dd>
            {chosen.story.beware && (
              <>
                <dt>{t('gallery.beware', 'Beware')}</dt>
                <dd>{chosen.story.beware}</dd>
              </>
            )}
            {chosen.story.paper && (
              <>
                <dt>{t('gallery.paper', 'Paper')}</dt>
                <dd>
                  <a href={chosen.story.paper.url} target="_blank" rel="noopener noreferrer">
                    {chosen.story.paper.title}
                  </a>
                </dd>
              </>
            )}
          </dl>
        </div>
      </div>
    </Dialog>
  );
}

/** The sizes that the literature names, and a small one that trains in a moment. */
function members(template: Template): readonly { readonly title: string; readonly size: Settings }[] {
  const sizes = (template.sizes ?? [{}]).map((size) => ({ title: template.nameOf(size), size }));
  return template.small ? [...sizes, { title: t('gallery.small', 'Small, to try out'), size: template.small }] : sizes;
}

/** Whether both come to the same once the defaults are filled in. */
function sameSettings({ settings: schema }: Template, a: Settings, b: Settings): boolean {
  return Object.entries(schema).every(
    ([name, field]) => JSON.stringify(a[name] ?? field.default) === JSON.stringify(b[name] ?? field.default),
  );
}
