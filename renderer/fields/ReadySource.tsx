import { readyTable } from '../../engine/data/ready/index.ts';
import { verbatim } from '../../engine/phrases.ts';
import { t } from '../../engine/texts/index.ts';

/** Where a table that ships with the program is from, and under which licence; nothing of any other file. */
export function ReadySource({ file, className }: { readonly file: string; readonly className?: string | undefined }) {
  const ready = readyTable(file);
  if (!ready) return null;
  const { source, licence } = ready;
  return (
    <p className={className}>
      <a href={source.url} target="_blank" rel="noopener noreferrer">
        {source.title}
      </a>{' '}
      <a href={licence.url} target="_blank" rel="noopener noreferrer">
        {t('data.licence', 'Licence: {{title}}', { title: verbatim(licence.title) })}
      </a>
    </p>
  );
}
