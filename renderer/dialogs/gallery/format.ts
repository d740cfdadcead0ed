import { verbatim } from '../../../engine/phrases.ts';
import { t, type Worded, word } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';

/** 1,234 · 25.6 million */
export const roundedCount = (value: number): Worded =>
  value < 1e6
    ? word(grouped(value))
    : value < 1e9
      ? t('numbers.million', '{{number}} million', { number: verbatim((value / 1e6).toFixed(1)) })
      : t('numbers.billion', '{{number}} billion', { number: verbatim((value / 1e9).toFixed(1)) });
