/** What pruning came to, in sentences. */
import { metricsInWords } from '../../learn/metricText.ts';
import { type Verbatim, verbatim } from '../../phrases.ts';
import { t } from '../../texts/index.ts';
import { formatBytes } from '../../types/bytes.ts';
import type { Metrics } from '../events.ts';
import type { PruningReport } from './outcome.ts';

const percent = (zeros: number, size: number): Verbatim => verbatim(`${((100 * zeros) / size).toFixed(1)} %`);

/** How sparse the network is and what room it takes; how it did before, where that is known, and how it does now. */
export function prunedLines({ kernels, dense, compressed, before }: PruningReport, after: Metrics | null): string[] {
  const total = (of: 'zeros' | 'size') => kernels.reduce((sum, kernel) => sum + kernel[of], 0);
  return [
    t(
      'pruned.whole',
      '{{share}} of the kernels are zero: the weights, {{dense}} in 32 bits, are {{compressed}} after gzip.',
      {
        share: percent(total('zeros'), total('size')),
        dense: formatBytes(dense),
        compressed: formatBytes(compressed),
      },
    ),
    ...(before && after
      ? [
          t('pruned.metrics', 'Validation of the weights at the start: {{before}}; of the pruned ones: {{after}}.', {
            before: verbatim(metricsInWords(before)),
            after: verbatim(metricsInWords(after)),
          }),
        ]
      : []),
  ];
}

/** `conv.weight 80.0 %`, for each kernel. */
export const prunedKernels = ({ kernels }: PruningReport): string =>
  t('pruned.kernels', 'Zeros by kernel: {{kernels}}.', {
    kernels: verbatim(kernels.map(({ name, zeros, size }) => `${name} ${percent(zeros, size)}`).join(', ')),
  });
