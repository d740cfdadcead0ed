/**
 * What the program says, in English or Chinese. English stands where it belongs: in definitions, in the catalogues of
 * problems and phrases, in components. Chinese stands in `zh/`, under the same ids. `t` says a text of a component,
 * `word` a phrase that was stored or sent.
 */
import { createInstance } from 'i18next';
import { PHRASES, type Phrase, type PhraseId, type Template, type Value, type ValuesFor } from '../phrases.ts';
import { wholeText } from '../types/bytes.ts';
import { zh } from './zh/index.ts';

export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** A text in the language of now: shown, or a part of another one that is, and never stored. */
export type Worded = string & { readonly isWorded: true };
/** What fills a gap of a text that is said now. */
export type ValueNow = Value | Worded | readonly ValueNow[];

/** `runs.count_other`, a plural, is asked for as `runs.count`. */
type WithoutNumber<Id> = Id extends `${infer Base}_other` ? Base : Id;
export type TextId = WithoutNumber<keyof typeof zh>;

/** A long whole number in a gap has its thousands grouped; what is typed as it is said, a seed, is `verbatim`. */
const grouping = <T>(value: T): T | string =>
  typeof value === 'number' && Number.isInteger(value) ? wholeText(value) : value;

const i18n = createInstance().use({
  type: 'formatter',
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: grouping,
});
void i18n.init({
  lng: 'en',
  fallbackLng: false,
  supportedLngs: Object.keys(LANGUAGES),
  resources: { 'zh-CN': { translation: zh } },
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, alwaysFormat: true },
});

export const language = (): Language => i18n.language as Language;

export function setLanguage(language: Language): void {
  void i18n.changeLanguage(language);
}

/** The first language of a list of wishes (`zh-TW`, `en_US.UTF-8`) that the program speaks; English where it is none. */
export function languageFor(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const [base] = wish.toLowerCase().split(/[-_.@]/);
    if (base === 'zh') return 'zh-CN';
    if (base === 'en' || base === 'c' || base === 'posix') return 'en';
  }
  return 'en';
}

/**
 * A text of a component: `t('training.start', 'Start training')`, with gaps `t('tabs.close', 'Close {{title}}', { title })`,
 * with a number `t('runs.count', { one: '{{count}} run', other: '{{count}} runs' }, { count })`. Called where it is shown,
 * never when a file is loaded: the language may change.
 */
export function t<const T extends Template>(id: TextId, english: T, ...[values]: ValuesFor<T, ValueNow>): Worded {
  return say(id, english, values);
}

/** A component's text that is kept now and said later, in the language of then: a line of a log. */
export function toSay<const T extends Template>(id: TextId, english: T, ...[values]: ValuesFor<T>): Phrase {
  return values === undefined ? { text: id, english } : { text: id, english, values };
}

/** A text that is found by an id made of another: a definition's title. English where there is no Chinese. */
export function say(id: string, english: Template, values: Readonly<Record<string, ValueNow>> = {}): Worded {
  const defaults =
    typeof english === 'string'
      ? { defaultValue: english }
      : { defaultValue_one: english.one, defaultValue_other: english.other };
  const mark = language() === 'zh-CN' ? EDGE : '';
  const words = Object.fromEntries(
    Object.entries(values).map(([gap, value]) => [gap, gap === 'count' ? value : `${mark}${word(value)}${mark}`]),
  );
  const text = i18n.t(idsFor(id), { ...words, ...defaults, nest: false });
  return (mark === '' ? text : spaced(text)) as Worded;
}

/** Stands at both ends of what fills a gap: the invisible separator. */
const EDGE = '\u2063';

/** Puts a space where Chinese meets what fills a gap in Latin letters or digits, and takes it away where both are Chinese. */
function spaced(text: string): string {
  return text
    .replace(/(?<=\p{Script=Han})\u2063(?=[\w-])|(?<=[\w%])\u2063(?=\p{Script=Han})/gu, ' ')
    .replace(/(?<=\p{Script=Han})(?: \u2063|\u2063 )(?=\p{Script=Han})/gu, '')
    .replaceAll(EDGE, '');
}

const OPTION = /^cli\.[^.]+(\.options\.[^.]+)$/;
const SETTING = /^([^.]+)\.[^.]+\.settings\.([^.]+)(?:\.(.+))?$/;

/**
 * Where to look for a text. A setting without a text of its own (`layers.dense.settings.units`) has that of its kind
 * (`layers.settings.units`), then that of all settings of that key (`settings.units`); an option of a choice likewise, and
 * one of a command (`cli.train.options.seed`, `cli.options.seed`).
 */
export function idsFor(id: string): string[] {
  const [, ofCommands] = OPTION.exec(id) ?? [];
  if (ofCommands !== undefined) return [id, `cli${ofCommands}`];
  const [, kind, setting, option] = SETTING.exec(id) ?? [];
  // a block's settings are called as its maker called them
  if (kind === undefined || id.startsWith('layers.block.')) return [id];
  return option === undefined
    ? [id, `${kind}.settings.${setting}`, `settings.${setting}`]
    : [id, `settings.${setting}.${option}`, `options.${option}`];
}

/** A phrase, a list ("a, b, c") or a plain value in the language of now. */
export function word(value: ValueNow): Worded {
  if (typeof value !== 'object') return String(grouping(value)) as Worded;
  if ('text' in value) return say(value.text, englishOf(value), value.values);
  if (!('list' in value)) return listed(value, { type: 'conjunction', style: 'narrow' });
  return listed(value.of, { type: value.list === 'and' ? 'conjunction' : 'disjunction', style: 'long' });
}

const listed = (values: readonly ValueNow[], options: Intl.ListFormatOptions): Worded =>
  new Intl.ListFormat(LIST_LOCALES[language()], options).format(values.map(word)) as Worded;

/** British English has no comma before "and". */
const LIST_LOCALES = { en: 'en-GB', 'zh-CN': 'zh-CN' } as const;

function englishOf({ text, english }: Phrase): Template {
  if (english !== undefined) return english;
  const id = text.slice('phrases.'.length);
  return id in PHRASES ? PHRASES[id as PhraseId] : text;
}
