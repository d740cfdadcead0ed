import { defineTransform } from '../define.ts';
import { textsOf, textsTensor } from '../language/ragged.ts';
import { named, phrase } from '../../phrases.ts';

export const lowerCase = defineTransform({
  id: 'lowerCase',
  title: 'Lower case',
  doc: 'Writes every letter small, as Unicode has it, whatever language the computer speaks.',
  settings: {},
  column: (before) =>
    before.kind === 'text'
      ? before
      : { expected: phrase('texts'), received: named(`columns.${before.kind}`, before.kind) },
  apply: (batch) => textsTensor(textsOf(batch).map((text) => text.toLowerCase())),
});
