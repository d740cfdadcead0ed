import { verbatim } from '../../../engine/phrases.ts';
import { language, t, type Worded, word } from '../../../engine/texts/index.ts';
import { grouped } from '../../ui/bytes.ts';

/** What long counts are told in: English goes on by thousands, Chinese by ten thousands (万, 亿). */
const UNITS = { en: [1e6, 1e9], 'zh-CN': [1e4, 1e8] } as const;
/** From so many units on their tenths tell nothing. */
const WHOLE_FROM = 100;

/** `1,234` · `25.6 million`; in Chinese `2,560 万` · `1.2 亿`. */
export function roundedCount(value: number): Worded {
  const [unit, largest] = UNITS[language()];
  if (value < 1e6) return word(grouped(value));
  const told = (size: number) => {
    const count = value / size;
    return count < WHOLE_FROM ? verbatim(count.toFixed(1)) : grouped(Math.round(count));
  };
  return value < largest
    ? t('numbers.million', '{{number}} million', { number: told(unit) })
    : t('numbers.billion', '{{number}} billion', { number: told(largest) });
}
