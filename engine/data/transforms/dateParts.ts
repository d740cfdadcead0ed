import { boolean } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';
import { PARTS, partOf } from './common/calendar.ts';

const partField = (label: string, isDefault: boolean, doc: string) => boolean({ label, default: isDefault, doc });

export const dateParts = defineTransform({
  id: 'dateParts',
  title: 'Parts of a date',
  doc: 'Numbers that a date is made of, one for each part that is chosen, in this order. Times of day are those of the nearest five minutes.',
  settings: {
    year: partField('Year', true, 'Such as 2026.'),
    month: partField('Month', true, 'From 1 to 12.'),
    day: partField('Day', false, 'Of the month, from 1 on.'),
    weekday: partField('Weekday', true, 'From 0 on Monday to 6 on Sunday.'),
    dayOfYear: partField('Day of the year', false, 'From 1 to 366.'),
    hour: partField('Hour', false, 'From 0 to below 24, with its fraction.'),
  },
  column(before, settings) {
    const chosen = PARTS.filter((name) => settings[name]).length;
    if (!before.days || before.shape.length > 0)
      return { expected: phrase('dates'), received: named(`columns.${before.kind}`, before.kind) };
    if (chosen === 0) return { expected: phrase('one-part-at-least'), received: 0 };
    const { name, gaps } = before;
    return { name, kind: 'number', shape: [chosen], dtype: 'float32', ...(gaps && { gaps }) };
  },
  apply({ shape, data }, settings) {
    const chosen = PARTS.filter((name) => settings[name]);
    const out = allocate('float32', data.length * chosen.length);
    for (let i = 0; i < data.length; i++)
      chosen.forEach((name, at) => {
        out[i * chosen.length + at] = partOf(data[i]!, name);
      });
    return { dtype: 'float32', shape: [...shape, chosen.length], data: out };
  },
});
