/** What a flat setting of runs is called, and how its values are said: as the forms do where it is set. */
import { datasetOf } from '../../../engine/data/index.ts';
import { emptyDocument } from '../../../engine/graph/document.ts';
import type { FlatSettings } from '../../../engine/graph/flatSettings.ts';
import { layerOf } from '../../../engine/layers/index.ts';
import { constraintOf, lossOf, metricOf, optimizerOf, scheduleOf } from '../../../engine/learn/index.ts';
import { verbatim } from '../../../engine/phrases.ts';
import type { Field, Schema } from '../../../engine/settings.ts';
import { type DefinitionKind, definitionTitle, settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import * as recipes from '../common/recipe.ts';

type Setting = FlatSettings[string] | undefined;

export interface SettingTitle {
  readonly title: string;
  say(value: Setting): string;
}

/** Something that is chosen from a list, and has settings of its own. */
interface Chosen {
  readonly title: string;
  readonly kind: DefinitionKind;
  find(type: string): { readonly id: string; readonly title: string; readonly settings: Schema } | undefined;
}

/** Of the setting at `path` of such runs; the path itself where nothing here knows it. */
export function settingTitle(path: string, runs: readonly FlatSettings[]): SettingTitle {
  const placed = placedField(path, runs);
  if (placed) return placed;
  if (path === 'layers') return { title: t('inspector.layers', 'Layers'), say: plain };
  const owner = ownerOf(path, runs);
  const chosen = owner === undefined ? undefined : chosenAt(owner, runs);
  if (owner === undefined || !chosen) return { title: path, say: plain };
  const { title, kind, find } = chosen;
  if (path === owner)
    return {
      title,
      say: (value) => {
        const found = find(String(value));
        return found ? definitionTitle(kind, found) : plain(value);
      },
    };
  const name = path.slice(owner.length + 1);
  if (kind === 'layers' && LEARNING[name]) {
    const own = LEARNING[name]();
    return { ...own, title: whole(title, own.title) };
  }
  for (const run of runs) {
    const definition = find(String(run[owner]));
    const field = definition && settingsInLanguage(kind, definition)[name];
    if (field) return { title: whole(title, field.label), say: sayer(field) };
  }
  return { title: whole(title, name), say: plain };
}

const whole = (of: string, part: string): string =>
  t('runs.setting.of', '{{whole}}: {{part}}', { whole: verbatim(of), part: verbatim(part) });

function plain(value: Setting): string {
  if (value === undefined) return '–';
  if (typeof value !== 'boolean') return String(value);
  return value ? t('runs.setting.on', 'On') : t('runs.setting.off', 'Off');
}

const sayer = (field: Field) => (value: Setting) =>
  (field.kind === 'choice' && field.names?.[String(value)]) || plain(value);

/** How a layer learns, whichever it is. */
const LEARNING: Readonly<Record<string, () => SettingTitle>> = {
  frozen: () => ({ title: t('node.frozen', 'Frozen'), say: plain }),
  bypassed: () => ({ title: t('node.bypassed', 'bypassed'), say: plain }),
  learningRate: () => ({ title: t('learning.rate', 'Learning rate ×'), say: plain }),
  'regularization.l1': () => ({ title: 'L1', say: plain }),
  'regularization.l2': () => ({ title: 'L2', say: plain }),
  constraint: () => ({
    title: t('learning.constraint', 'Constraint'),
    say: (value) => {
      const found = constraintOf(String(value));
      return found ? definitionTitle('constraints', found) : plain(value);
    },
  }),
  'lora.rank': () => ({ title: whole('LoRA', t('learning.adapter.rank', 'Rank')), say: plain }),
  'lora.scale': () => ({ title: whole('LoRA', t('learning.adapter.scale', 'Scale')), say: plain }),
};

/** A setting of the training or of the split that is a single value. */
function placedField(path: string, runs: readonly FlatSettings[]): SettingTitle | undefined {
  for (const { group, fields, above } of groupsOf(runs)) {
    const found = Object.entries(fields).find(([, field]) => field.path.join('.').replace(/^training\./, '') === path);
    if (!found) continue;
    const schema = recipes.schemaOf(group, fields);
    const field = schema[found[0]]!;
    // what stands below a choice says little without it
    const of = above ?? (field === schema.type ? undefined : schema.type?.label);
    return { title: of === undefined ? field.label : whole(of, field.label), say: sayer(field) };
  }
  return undefined;
}

interface Group {
  readonly group: string;
  readonly fields: recipes.PlacedFields;
  readonly above?: string;
}

function groupsOf(runs: readonly FlatSettings[]): readonly Group[] {
  const said = (name: string) => [
    ...new Set(runs.flatMap(({ [name]: value }) => (value === undefined ? [] : [String(value)]))),
  ];
  const document = emptyDocument('');
  const loss = { target: '', loss: { type: '', settings: {} }, weight: 1 };
  const losses = Array.from({ length: lossesOf(runs) }, () => loss);
  const withLosses = { ...document, training: { ...document.training, losses } };
  return [
    { group: 'rate', fields: recipes.learningRate(document) },
    { group: 'course', fields: recipes.COURSE },
    { group: 'warm-up', fields: recipes.WARM_UP },
    { group: 'clipping', fields: recipes.CLIPPING },
    { group: 'noise', fields: recipes.NOISE },
    { group: 'averaging', fields: recipes.AVERAGING },
    { group: 'pruning', fields: recipes.PRUNING },
    { group: 'saving', fields: recipes.SAVING },
    { group: 'keep', fields: recipes.KEEP },
    { group: 'decay', fields: recipes.DECAY },
    { group: 'split', fields: { ...recipes.SPLIT, by: recipes.splitColumn(said('data.split.by'), '') } },
    {
      group: 'stopping',
      fields: recipes.stopping(said('earlyStopping.monitor')),
      above: t('training.earlyStopping', 'Early stopping'),
    },
    ...losses.map((_, i) => ({
      group: `loss-${i}-part`,
      fields: recipes.lossPart(withLosses, i),
      above: lossTitle(i, losses.length),
    })),
  ];
}

const lossesOf = (runs: readonly FlatSettings[]): number =>
  Math.max(0, ...runs.map((run) => Object.keys(run).filter((path) => LOSS.test(path)).length));
const LOSS = /^losses\.(\d+)\.loss$/;

const lossTitle = (index: number, count: number): string =>
  count > 1 ? t('training.loss.nth', 'Loss {{nth}}', { nth: index + 1 }) : t('training.loss', 'Loss');

/** The path at which that stands whose setting this is, or which it is itself. */
function ownerOf(path: string, runs: readonly FlatSettings[]): string | undefined {
  const parts = path.split('.');
  const above = parts.map((_, i) => parts.slice(0, parts.length - i).join('.'));
  return above.find((one) => runs.some((run) => one in run) && chosenAt(one, runs));
}

function chosenAt(path: string, runs: readonly FlatSettings[]): Chosen | undefined {
  if (path === 'optimizer')
    return { title: t('training.optimizer', 'Optimizer'), kind: 'optimizers', find: optimizerOf };
  if (path === 'schedule') return { title: t('training.schedule', 'Schedule'), kind: 'schedules', find: scheduleOf };
  if (path === 'data.dataset') return { title: t('data.dataset', 'Dataset'), kind: 'datasets', find: datasetOf };
  const loss = LOSS.exec(path)?.[1];
  if (loss !== undefined) return { title: lossTitle(Number(loss), lossesOf(runs)), kind: 'losses', find: lossOf };
  const metric = /^metrics\.(\d+)$/.exec(path)?.[1];
  if (metric !== undefined) {
    const nth = Number(metric) + 1;
    return { title: t('runs.setting.metric', 'Metric {{nth}}', { nth }), kind: 'metrics', find: metricOf };
  }
  return runs.some((run) => layerOf(String(run[path]))) ? { title: path, kind: 'layers', find: layerOf } : undefined;
}
