/** What the next training takes in memory: the whole, its parts, what every layer adds, and the largest batch that fits. */
import type { MemoryReport } from '../../../../engine/train/memory/report.ts';
import { formatBytes, grouped } from '../../../ui/bytes.ts';
import { planMemoryAgain, useMissingMemory } from '../../../state/document/memory.ts';
import { Button } from '../../../ui/Button.tsx';
import { Working } from '../../../fields/Working.tsx';
import { Facts } from '../Facts.tsx';
import styles from '../Training.module.css';
import { t } from '../../../../engine/texts/index.ts';

const partTitles = (): Readonly<Record<keyof MemoryReport['plan']['parts'], string>> => ({
  program: t('memory.program', 'Program'),
  data: t('memory.data', 'Data, batches that lie ready'),
  weights: t('memory.weights', 'Weights, old and new'),
  optimizer: t('training.optimizer', 'Optimizer'),
  step: t('memory.step', 'Activations, gradients'),
});

/** The newest report, and whether there will be a newer one. */
export function Memory({ report }: { readonly report: MemoryReport | null }) {
  const missing = useMissingMemory();
  if (!report && missing === null) return null;
  return (
    <section aria-label={t('memory.title', 'Memory')}>
      {report && <Report report={report} />}
      {missing === 'busy' && <Working title={t('work.memory', 'Working out the memory')} />}
      {missing === 'cancelled' && (
        <p className={styles.hint}>
          {t('memory.cancelled', 'The memory of this network is not worked out.')}{' '}
          <Button look="quiet" onClick={planMemoryAgain}>
            {t('memory.again', 'Work it out')}
          </Button>
        </p>
      )}
    </section>
  );
}

function Report({ report: { plan, available, largest } }: { readonly report: MemoryReport }) {
  const facts: (readonly [string, string])[] = [
    [t('memory.peak', 'At its peak, about'), formatBytes(plan.peak)],
    ...Object.entries(partTitles()).map(
      ([part, title]) => [title, formatBytes(plan.parts[part as keyof typeof plan.parts])] as const,
    ),
    [t('memory.free', 'Free on this machine'), formatBytes(available)],
    [t('memory.largest', 'Largest batch that fits'), largest > 0 ? grouped(largest) : t('memory.none', 'none')],
  ];
  return (
    <>
      <h4>{t('memory.batch', 'Memory at batch {{batch}}', { batch: grouped(plan.batch) })}</h4>
      <Facts facts={facts} />
      <details className={styles.byLayer}>
        <summary>{t('memory.byLayer', 'By layer')}</summary>
        <table>
          <thead>
            <tr>
              <th>{t('memory.layer', 'Layer')}</th>
              <th>{t('memory.layer.weights', 'Weights')}</th>
              <th>{t('memory.layer.gradients', 'Gradients')}</th>
              <th>{t('training.optimizer', 'Optimizer')}</th>
              <th>{t('memory.layer.activations', 'Activations')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.layers.map(({ name, weights, gradients, optimizer, activations }) => (
              <tr key={name}>
                <th scope="row" title={name}>
                  {name}
                </th>
                {[weights, gradients, optimizer, activations].map((bytes, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns' order is theirs
                  <td key={i}>{bytes > 0 ? formatBytes(bytes) : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
