/** What the next training takes in memory: the whole, its parts, what every layer adds, and the largest batch that fits. */
import type { MemoryReport } from '../../../../engine/protocol.ts';
import { formatBytes, grouped } from '../../../ui/bytes.ts';
import { Facts } from '../Facts.tsx';
import styles from '../Training.module.css';

const PARTS = {
  program: 'Program',
  data: 'Data, batches that lie ready',
  weights: 'Weights, old and new',
  optimizer: 'Optimizer',
  step: 'Activations, gradients',
} as const satisfies Readonly<Record<keyof MemoryReport['plan']['parts'], string>>;

export function Memory({ report: { plan, available, largest } }: { readonly report: MemoryReport }) {
  const facts: (readonly [string, string])[] = [
    ['At its peak, about', formatBytes(plan.peak)],
    ...Object.entries(PARTS).map(
      ([part, title]) => [title, formatBytes(plan.parts[part as keyof typeof PARTS])] as const,
    ),
    ['Free on this machine', formatBytes(available)],
    ['Largest batch that fits', largest > 0 ? grouped(largest) : 'none'],
  ];
  return (
    <section aria-label="Memory">
      <h4>Memory at batch {grouped(plan.batch)}</h4>
      <Facts facts={facts} />
      <details className={styles.byLayer}>
        <summary>By layer</summary>
        <table>
          <thead>
            <tr>
              <th>Layer</th>
              <th>Weights</th>
              <th>Gradients</th>
              <th>Optimizer</th>
              <th>Activations</th>
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
    </section>
  );
}
