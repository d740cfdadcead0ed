/** Every name of a definition and of its settings has its Chinese, and no Chinese is there for what is not. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Story, TEMPLATE_FAMILIES } from '../../templates/define.ts';
import { TEMPLATES, type Template } from '../../templates/index.ts';
import { AUGMENTATIONS } from '../data/augment/index.ts';
import { DATASETS, TRANSFORMS } from '../data/index.ts';
import { READY } from '../data/ready/index.ts';
import type { Graph } from '../graph/document.ts';
import { withAdapter } from '../layers/common/adapter.ts';
import { eachStep } from '../layers/common/eachStep.ts';
import { blockInput, blockOutput } from '../layers/blocks.ts';
import { FAMILIES, type Layer, type Port } from '../layers/define.ts';
import { LAYERS } from '../layers/index.ts';
import { CONSTRAINTS, INITIALIZERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../learn/index.ts';
import type { Phrase, Value } from '../phrases.ts';
import { MADE } from '../passes/fold/settings.ts';
import { UserError } from '../problems.ts';
import { type Field, resolveSettings, type Schema } from '../settings.ts';
import { EXPORT_TARGETS } from '../targets/index.ts';
import { type DefinitionKind, definitionTitle, inSentence, settingsInLanguage } from './definitions.ts';
import { docText, loadDocs } from './docs.ts';
import { idsFor, setLanguage, word } from './index.ts';
import { data } from './zh/data.ts';
import { docs } from './zh/docs/index.ts';
import { training } from './zh/docs/training.ts';
import { LATIN } from './zh/latin.ts';
import { layers } from './zh/layers.ts';
import { learn } from './zh/learn.ts';
import { settings } from './zh/settings.ts';
import { summaries } from './zh/summaries.ts';
import { targets } from './zh/targets.ts';
import { templates } from './zh/templates.ts';

interface Documented {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly more?: string;
  readonly settings?: Schema;
  readonly inputs?: readonly Port[];
  readonly outputs?: readonly Port[];
  readonly story?: Story;
}

const KINDS: Readonly<Record<Exclude<DefinitionKind, 'training'>, readonly Documented[]>> = {
  layers: [...LAYERS, blockInput, blockOutput],
  losses: LOSSES,
  optimizers: OPTIMIZERS,
  schedules: SCHEDULES,
  metrics: METRICS,
  initializers: INITIALIZERS,
  constraints: CONSTRAINTS,
  datasets: DATASETS,
  transforms: TRANSFORMS,
  augmentations: AUGMENTATIONS,
  ready: READY,
  templates: TEMPLATES,
  targets: EXPORT_TARGETS,
};

interface Owed {
  readonly id: string;
  readonly english: string;
}

function inSetting(id: string, field: Field): Owed[] {
  const owed = [{ id, english: field.label }];
  if (field.blank) owed.push({ id: `blanks.${field.blank.text}`, english: field.blank.text });
  if ('unit' in field && field.unit !== undefined) owed.push({ id: `units.${field.unit}`, english: field.unit });
  if (field.kind === 'choice')
    for (const option of field.options)
      owed.push({ id: `${id}.${option}`, english: field.names?.[option] ?? capital(option) });
  return owed;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What tells that a size is called by English words, not by a name: `LSTM text classifier`, `VGG-11 with batch norm`. */
const WORDS = / (for|with|on|to|text|language) |\((cure|growth|larger|pre)/;

const OWED: readonly Owed[] = [
  ...Object.entries(FAMILIES).map(([family, { title }]) => ({ id: `layers.family.${family}`, english: title })),
  ...Object.entries(TEMPLATE_FAMILIES).map(([group, title]) => ({ id: `templates.group.${group}`, english: title })),
  ...TEMPLATES.flatMap((template) =>
    (template.sizes ?? [{}])
      .map((settings, at) => ({ id: `templates.${template.id}.sizes.${at}`, english: template.nameOf(settings) }))
      .filter(({ english }) => english !== template.title && WORDS.test(english)),
  ),
  ...EXPORT_TARGETS.flatMap(({ id, doc, needs, lacks }) => [
    { id: `targets.${id}.doc`, english: doc },
    { id: `targets.${id}.needs`, english: needs },
    ...Object.entries(lacks).map(([key, { says }]) => ({ id: `targets.${id}.lacks.${key}`, english: says })),
  ]),
  ...Object.entries(KINDS).flatMap(([kind, definitions]) =>
    definitions.flatMap((one) => [
      { id: `${kind}.${one.id}.title`, english: one.title },
      ...Object.entries(one.settings ?? {}).flatMap(([key, field]) =>
        inSetting(`${kind}.${one.id}.settings.${key}`, field),
      ),
    ]),
  ),
];

const CHINESE: Readonly<Record<string, string>> = {
  ...layers,
  ...settings,
  ...learn,
  ...data,
  ...templates,
  ...targets,
};
/** The id under which a text is found. */
const found = (id: string): string | undefined => idsFor(id).find((one) => one in CHINESE);

it('a name with letters of its own keeps them within a sentence', () => {
  const said = ['Learning rate', 'Top-5 accuracy', 'ReLU', 'IoU', 'R²', 'F1', 'ROC AUC'].map(inSentence);
  expect(said).toEqual(['learning rate', 'top-5 accuracy', 'ReLU', 'IoU', 'R²', 'F1', 'ROC AUC']);
});

describe('definitions in Chinese', () => {
  it('all have their names', () => {
    const missing = OWED.filter(({ id, english }) => !LATIN.has(english) && !/^[\d.]+$/.test(english) && !found(id));
    expect(missing).toEqual([]);
  });

  it('have no name that nothing has', () => {
    const used = new Set(OWED.map(({ id }) => found(id)));
    expect(Object.keys(CHINESE).filter((id) => !used.has(id))).toEqual([]);
  });

  it('share one only where they share the English', () => {
    const english = new Map<string, Set<string>>();
    for (const one of OWED) {
      const id = found(one.id);
      if (id !== undefined) english.set(id, (english.get(id) ?? new Set()).add(one.english));
    }
    const several = [...english].filter(([, words]) => words.size > 1).map(([id, words]) => [id, ...words]);
    expect(several).toEqual([]);
  });

  it('of one kind are told apart', () => {
    for (const [kind, definitions] of Object.entries(KINDS)) {
      const names = definitions.map(({ id, title }) => CHINESE[`${kind}.${id}.title`] ?? title);
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    }
  });

  it('that stay as they are in English are no more than these', () => {
    const words = new Set(OWED.filter(({ id }) => !found(id)).map(({ english }) => english));
    expect([...LATIN].filter((word) => !words.has(word))).toEqual([]);
  });
});

/** What is told of a definition, its ports and its settings. */
const toldOf = ({ doc, more = '', settings = {}, inputs = [], outputs = [], story }: Documented): string[] => [
  doc,
  more,
  ...[...Object.values(settings), ...inputs, ...outputs].map((one) => one.doc),
  ...(story ? [story.purpose, story.novelty, story.beware ?? ''] : []),
];

/** What is told in the documents that a template makes: of its blocks, and by its notes. Small ones have every part, too. */
const toldIn = (template: Template): string[] =>
  [{}, ...Object.entries(template.settings).flatMap(choices)]
    .flatMap((chosen) => made(template, { ...template.small, ...chosen }))
    .flatMap(({ blocks, notes }) => [
      ...blocks.flatMap((block) => [
        block.name,
        block.doc,
        ...block.settings.flatMap(({ doc, label, names = {} }) =>
          LABELS.has(label) ? [doc] : [doc, label, ...Object.values(names)],
        ),
      ]),
      ...notes.flatMap(({ text, cures = [] }) => [text, ...cures.flatMap((cure) => [cure.title, cure.text])]),
    ]);
/** What settings of layers are called: those of a block have their Chinese. */
const LABELS = new Set(LAYERS.flatMap(({ settings }) => Object.values(settings).map(({ label }) => label)));
/** None where the settings do not fit each other. */
function made(template: Template, settings: object): Graph[] {
  try {
    return [template.make({ ...settings }).graph];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
const choices = ([name, field]: [string, Field]): object[] =>
  (field.kind === 'choice' ? field.options : field.kind === 'boolean' ? [true, false] : []).map((value) => ({
    [name]: value,
  }));

describe('documentation in Chinese', () => {
  // export targets have theirs by their ids, above
  const { targets: _, ...kinds } = KINDS;
  const told = new Set([
    ...Object.values(kinds).flatMap((definitions) => definitions.flatMap(toldOf)),
    ...TEMPLATES.flatMap(toldIn),
    ...Object.values(MADE).flatMap(({ label, doc }) => [label, doc]),
  ]);

  it('is there for all that is told', () => {
    // a shape's letters are the same in every language
    expect([...told].filter((english) => /[a-z]{3}/i.test(english) && !(english in docs))).toEqual([]);
  });

  it('has none that nothing says', () => {
    // what is said of the settings of a training is held in `renderer/panels/common/recipe.test.ts`
    expect(Object.keys(docs).filter((english) => !told.has(english) && !(english in training))).toEqual([]);
  });

  it('is Chinese', () => {
    expect(Object.values(docs).filter((chinese) => !/\p{Script=Han}/u.test(chinese))).toEqual([]);
  });
});

describe('the second lines of nodes', () => {
  /** Formulas stay as they are. */
  const FORMULAS = new Set(['expression', 'gelu', 'hardSwish', 'mish', 'silu']);
  const settingsOf = (layer: Layer): readonly object[] => [
    {},
    ...layer.examples.map(({ settings = {} }) => settings),
    ...(layer.id === 'input' ? [{ shape: [3, 8, 8] }, { shape: [5], values: 'int32' }] : []),
    ...(layer === blockInput ? [{ optional: true }] : []),
  ];
  const conv = LAYERS.find(({ id }) => id === 'conv2d')!;
  const wrapped = [eachStep(conv), withAdapter(conv, { rank: 8, scale: 1 })];
  const lines = [...LAYERS, blockInput, blockOutput, ...wrapped].flatMap((layer) =>
    settingsOf(layer).map((settings) => ({
      layer: layer.id,
      line: layer.summary(resolveSettings(layer.settings, { ...settings }).settings),
    })),
  );
  const phrases = lines.flatMap(({ line }) => phrasesIn(line));

  it('have no English word in Chinese', () => {
    setLanguage('zh-CN');
    const said = lines
      .filter(({ layer }) => !FORMULAS.has(layer))
      .map(({ layer, line }) => ({ layer, said: word(line) }));
    setLanguage('en');
    expect(said.filter(({ said }) => /\b(?!pre|norm|float|bool|int|max|min|tanh)[a-z]{3,}\b/.test(said))).toEqual([]);
  });

  it('have the gaps of their English', () => {
    for (const { text, english } of phrases)
      for (const id of [text, `${text}_other`].filter((id) => id in summaries)) {
        const template = typeof english === 'object' ? english.other : english!;
        expect([id, ...gapsOf(summaries[id as keyof typeof summaries])]).toEqual([id, ...gapsOf(template)]);
      }
  });

  it('use every Chinese one', () => {
    const used = new Set(phrases.map(({ text }) => text));
    expect(Object.keys(summaries).filter((id) => !used.has(id.replace(/_other$/, '')))).toEqual([]);
  });
});

const gapsOf = (template: string): string[] => [...template.matchAll(/{{(\w+)}}/g)].map(([, gap]) => gap!).sort();

function phrasesIn(value: Value): Phrase[] {
  if (typeof value !== 'object') return [];
  if ('text' in value) return [value, ...Object.values(value.values ?? {}).flatMap(phrasesIn)];
  return ('list' in value ? value.of : value).flatMap(phrasesIn);
}

describe('a definition in the language of now', () => {
  const pool = LAYERS.find(({ id }) => id === 'maxPool2d')!;
  afterEach(() => setLanguage('en'));

  it('tells of itself in Chinese once that is read, and what a person wrote as it is', async () => {
    setLanguage('zh-CN');
    await loadDocs();
    expect(docText(pool.doc)).toBe('保留每个窗口中的最大值：特征图变小，对小的平移不敏感。');
    expect(settingsInLanguage('layers', pool).kernel!.doc).toBe('窗口大小。');
    expect(docText('My own block.')).toBe('My own block.');
    setLanguage('en');
    expect(docText(pool.doc)).toBe(pool.doc);
  });

  it('is the definition itself in English', () => {
    expect(definitionTitle('layers', pool)).toBe('Max pool 2D');
    expect(settingsInLanguage('layers', pool)).toBe(pool.settings);
  });

  it('has Chinese labels, its own before those that all share, and names of options and units', () => {
    setLanguage('zh-CN');
    expect(definitionTitle('layers', pool)).toBe('二维最大池化');
    const { kernel, stride, padding } = settingsInLanguage('layers', pool);
    expect([kernel!.label, stride!.label]).toEqual(['窗口', '步长']);
    expect(padding).toMatchObject({ label: '填充', names: { explicit: '自定义' } });
    const vgg = TEMPLATES.find(({ id }) => id === 'vgg')!;
    const { channels, size, depth } = settingsInLanguage('templates', vgg);
    expect([channels!.label, size]).toEqual([
      '图像通道数',
      expect.objectContaining({ label: '图像大小', unit: '像素' }),
    ]);
    expect(depth).toMatchObject({ names: {} });
  });
});
