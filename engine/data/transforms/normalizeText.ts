import { boolean, choice } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { textsOf, textsTensor } from '../language/ragged.ts';
import { named, phrase } from '../../phrases.ts';

export const normalizeText = defineTransform({
  id: 'normalizeText',
  title: 'Normalize text',
  doc:
    'Writes alike what reads alike: one Unicode form for letters and their accents (the compatible forms make ﬁ to fi and ① to 1 too), ' +
    'letters without accents where that is wanted, and one space for any run of spaces, tabs and line ends.',
  settings: {
    form: choice(['NFC', 'NFKC', 'NFD', 'NFKD', 'none'], {
      label: 'Unicode form',
      default: 'NFKC',
      doc: 'Composed (C) or decomposed (D); K: compatible, which makes one of letters that differ only in how they are drawn.',
      names: { none: 'As it is' },
    }),
    accents: boolean({ label: 'Without accents', default: false, doc: 'Whether é becomes e.' }),
    spaces: boolean({
      label: 'Single spaces',
      default: true,
      doc: 'Whether a run of white space becomes one space, and none stays at the ends.',
    }),
  },
  column: (before) =>
    before.kind === 'text'
      ? before
      : { expected: phrase('texts'), received: named(`columns.${before.kind}`, before.kind) },
  apply: (batch, { form, accents, spaces }) =>
    textsTensor(
      textsOf(batch).map((text) => {
        const bare = accents ? text.normalize('NFD').replace(/\p{Mn}/gu, '') : text;
        const formed = form === 'none' ? (accents ? bare.normalize('NFC') : bare) : bare.normalize(form);
        return spaces ? formed.replace(/\s+/gu, ' ').trim() : formed;
      }),
    ),
});
