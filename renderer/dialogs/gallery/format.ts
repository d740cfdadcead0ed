import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';

/** 1,234 · 25.6 million */
export const roundedCount = (value: number): string =>
  value < 1e6
    ? grouped(value)
    : value < 1e9
      ? t('numbers.million', '{{number}} million', { number: (value / 1e6).toFixed(1) })
      : t('numbers.billion', '{{number}} billion', { number: (value / 1e9).toFixed(1) });
