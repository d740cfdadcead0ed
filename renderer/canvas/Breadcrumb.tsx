/** The way into the block that is shown: each part leads back there. Nothing for the graph itself. */
import { Panel } from '@xyflow/react';
import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { t } from '../../engine/texts/index.ts';
import { leaveTo, turnTo } from '../actions/graph/navigation.ts';
import { useScope } from '../state/document/drawing.ts';
import { showExpanded, useActive, useDocument } from '../state/document/workspace.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Breadcrumb.module.css';

export function Breadcrumb() {
  const crumbs = useScope()?.crumbs ?? [];
  const name = useDocument()?.name ?? '';
  const expanded = useActive((open) => open.expanded);
  const last = crumbs.at(-1);
  if (expanded)
    return (
      <Panel position="top-left">
        <nav className={styles.way} data-over-canvas aria-label={t('breadcrumb.inside', 'Inside')}>
          <Button look="quiet" onClick={() => showExpanded(false)}>
            {name}
          </Button>
          <ChevronRight size={14} strokeWidth={1.5} aria-hidden />
          <b aria-current="page">{t('breadcrumb.allOpen', 'All blocks open')}</b>
        </nav>
      </Panel>
    );
  if (!last) return null;
  return (
    <Panel position="top-left">
      <nav className={styles.way} data-over-canvas aria-label={t('breadcrumb.inside', 'Inside')}>
        <Button look="quiet" onClick={() => leaveTo(0)}>
          {name}
        </Button>
        {crumbs.map((crumb, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an instance may be called as the one it stands in
          <Fragment key={`${i} ${crumb.instance}`}>
            <ChevronRight size={14} strokeWidth={1.5} aria-hidden />
            {crumb === last ? (
              <b aria-current="page">{crumb.name}</b>
            ) : (
              <Button look="quiet" onClick={() => leaveTo(i + 1)}>
                {crumb.name}
              </Button>
            )}
          </Fragment>
        ))}
        {last.count > 1 && (
          <select
            className={styles.repetition}
            aria-label={t('breadcrumb.repetition', 'Repetition')}
            value={last.index}
            onChange={({ target }) => turnTo(Number(target.value))}
          >
            {Array.from({ length: last.count }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: repetitions are told apart by their number alone
              <option key={i} value={i}>
                {t('breadcrumb.which', '{{number}} of {{count}}', { number: i + 1, count: last.count })}
              </option>
            ))}
          </select>
        )}
      </nav>
    </Panel>
  );
}
