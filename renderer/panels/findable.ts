/** The fields of panels that the search finds by their labels: what a document says of its training, of its data and of itself. */
import { datasetOf } from '../../engine/data/index.ts';
import { lossOf, METRICS, optimizerOf, scheduleOf } from '../../engine/learn/index.ts';
import { comparable } from '../../engine/learn/monitored.ts';
import { isOffered, resolveSettings, type Schema } from '../../engine/settings.ts';
import { definitionTitle, settingsInLanguage } from '../../engine/texts/definitions.ts';
import { t } from '../../engine/texts/index.ts';
import type { Findable, FoundField } from '../actions/findable.ts';
import { select } from '../state/document/workspace.ts';
import { showPanel, showSide } from '../state/view.ts';
import * as recipes from './common/recipe.ts';

/** As `SchemaFields` draws them: those that are offered, under ids that begin with the form's. */
const fieldsOf = (id: string, schema: Schema, set: Readonly<Record<string, unknown>>): readonly FoundField[] => {
  const { settings } = resolveSettings(schema, set as never);
  return Object.entries(schema)
    .filter(([, field]) => field.kind !== 'choices' && isOffered(field, settings))
    .map(([name, { label, doc }]) => ({ id: `${id}-${name}`, label, about: doc }));
};

const grouped = (id: string, fields: recipes.PlacedFields, recipe: recipes.Recipe): readonly FoundField[] =>
  fieldsOf(`training-${id}`, recipes.schemaOf(id, fields), recipes.valuesOf(fields, recipe));

function trainingFields(recipe: recipes.Recipe): readonly FoundField[] {
  const { losses, optimizer, schedule, earlyStopping } = recipe.training;
  const row = (id: string, label: string, ...others: readonly string[]): FoundField => ({
    id: `training-${id}`,
    label,
    about: others.join(' '),
  });
  const optimizers = optimizerOf(optimizer.type);
  const schedules = scheduleOf(schedule.type);
  return [
    row('data', t('panels.data.title', 'Data')),
    ...losses.flatMap(({ loss }, i) => {
      const definition = lossOf(loss.type);
      const label =
        losses.length > 1 ? t('training.loss.nth', 'Loss {{nth}}', { nth: i + 1 }) : t('training.loss', 'Loss');
      return [
        row(`loss-${i}`, label, definition ? definitionTitle('losses', definition) : ''),
        ...(definition ? fieldsOf(`training-loss-${i}`, settingsInLanguage('losses', definition), loss.settings) : []),
      ];
    }),
    row('optimizer', t('training.optimizer', 'Optimizer'), optimizers ? definitionTitle('optimizers', optimizers) : ''),
    ...(optimizers
      ? fieldsOf('training-optimizer', settingsInLanguage('optimizers', optimizers), optimizer.settings)
      : []),
    ...grouped('rate', recipes.learningRate(recipe), recipe),
    row('schedule', t('training.schedule', 'Schedule'), schedules ? definitionTitle('schedules', schedules) : ''),
    ...(schedules ? fieldsOf('training-schedule', settingsInLanguage('schedules', schedules), schedule.settings) : []),
    ...grouped('warm-up', recipes.WARM_UP, recipe),
    ...grouped('course', recipes.COURSE, recipe),
    row('metrics', t('training.metrics', 'Metrics'), ...METRICS.map((one) => definitionTitle('metrics', one))),
    row('start', t('training.start', 'Starts from')),
    ...grouped('clipping', recipes.CLIPPING, recipe),
    ...grouped('noise', recipes.NOISE, recipe),
    ...grouped('averaging', recipes.AVERAGING, recipe),
    ...grouped('pruning', recipes.PRUNING, recipe),
    ...grouped('saving', recipes.SAVING, recipe),
    row('stop-early', t('training.stopEarly', 'Stop early')),
    ...(earlyStopping === null ? [] : grouped('stopping', recipes.stopping(comparable(recipe.training)), recipe)),
    ...grouped('keep', recipes.KEEP, recipe),
    row('device', t('training.runsOn', 'Runs on'), t('training.device', 'Device')),
    { id: 'training-runtime-threads', label: t('devices.threads', 'Threads') },
  ];
}

function dataFields({ data, training }: recipes.Recipe): readonly FoundField[] {
  const dataset = data.dataset && datasetOf(data.dataset.type);
  return [
    { id: 'dataset', label: t('data.dataset', 'Dataset') },
    ...(dataset ? fieldsOf('dataset', settingsInLanguage('datasets', dataset), data.dataset!.settings) : []),
    ...fieldsOf('split', recipes.schemaOf('split', recipes.SPLIT), recipes.valuesOf(recipes.SPLIT, { data, training })),
  ];
}

export const FINDABLE: readonly Findable[] = [
  {
    heading: () => t('search.training', 'Training settings'),
    fields: trainingFields,
    show: () => showPanel('training'),
  },
  { heading: () => t('search.data', 'Settings of the data'), fields: dataFields, show: () => showPanel('data') },
  {
    heading: () => t('search.document', 'Settings of the document'),
    fields: () => [{ id: 'inspector-document', label: t('inspector.name', 'Name') }],
    show: () => {
      select({});
      showSide('inspector');
    },
  },
];
