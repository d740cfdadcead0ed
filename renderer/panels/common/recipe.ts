/** The training settings that are single values, as fields: where each stands in the document. */
import type { Document } from '../../../engine/graph/document.ts';
import { titleOfMetric } from '../../../engine/learn/metricText.ts';
import { USUAL_STEPS } from '../../../engine/train/looks.ts';
import { optimizerOf } from '../../../engine/learn/index.ts';
import { choice, type Field, int, number, text } from '../../../engine/settings.ts';
import { setInDocument } from '../../actions/recipe.ts';
import { settingsInLanguage } from '../../../engine/texts/definitions.ts';

/** What a document says of how its network learns. */
export type Recipe = Pick<Document, 'data' | 'training'>;

interface Placed {
  readonly path: readonly string[];
  readonly field: Field;
}
export type PlacedFields = Readonly<Record<string, Placed>>;

export const COURSE: PlacedFields = {
  epochs: {
    path: ['training', 'epochs'],
    field: int({ label: 'Epochs', default: 10, min: 1, doc: 'How often every training row is seen.' }),
  },
  batchSize: {
    path: ['training', 'batchSize'],
    field: int({ label: 'Batch size', default: 32, min: 1, doc: 'Rows for each step.' }),
  },
  lastBatch: {
    path: ['training', 'lastBatch'],
    field: choice(['keep', 'drop'], {
      label: 'Last batch',
      default: 'keep',
      doc: 'What becomes of the last batch of an epoch where it has fewer rows than the others. The rows that are left out are others in each epoch.',
      names: { keep: 'Keep', drop: 'Leave out if short' },
    }),
  },
  accumulation: {
    path: ['training', 'accumulation'],
    field: int({
      label: 'Accumulate',
      default: 1,
      min: 1,
      unit: 'steps',
      doc: 'Steps that make one update: learns as from one batch of all their rows, in the memory of one.',
    }),
  },
  statisticsEvery: {
    path: ['training', 'statisticsEvery'],
    field: int({
      label: 'Statistics every',
      default: USUAL_STEPS,
      min: 0,
      unit: 'steps',
      doc:
        'Record norms, histograms and activations of all layers in the run and its TensorBoard files; 0 for never. By itself it is ' +
        'every 50 steps, and more rarely in a long training. Not on TensorFlow.js.',
      blank: { value: null, text: 'by itself' },
    }),
  },
  validation: {
    path: ['data', 'split', 'validation'],
    field: number({
      label: 'Validation',
      default: 0.1,
      min: 0,
      max: 0.9,
      doc: 'Share of the training rows that are not learned from, but watched after each epoch.',
    }),
  },
  seed: {
    path: ['training', 'seed'],
    field: int({
      label: 'Seed',
      default: 0,
      min: 0,
      max: 0x7fffffff,
      doc: 'Everything random follows from it: the same seed, document, data, engine and threads give the same weights to the bit.',
    }),
  },
};

/** How the rows are split, where the dataset does not say. */
export const SPLIT: PlacedFields = {
  method: {
    path: ['data', 'split', 'method'],
    field: choice(['random', 'stratified', 'group', 'order', 'column'], {
      label: 'Split',
      default: 'random',
      doc:
        'Which rows are kept for validation and testing: any, of every class its share, all rows of a group or none, the ' +
        'last ones, for what follows in time, or those that a column says: train, validation or test in each row.',
      names: { random: 'Random', stratified: 'By class', group: 'By group', order: 'In order', column: 'By column' },
    }),
  },
  validation: {
    path: ['data', 'split', 'validation'],
    field: number({
      label: 'Validation',
      default: 0.1,
      min: 0,
      max: 0.99,
      doc: 'Share of the training rows that are watched after each epoch.',
    }),
  },
  folds: {
    path: ['data', 'split', 'folds'],
    field: int({
      label: 'Folds',
      default: 0,
      min: 0,
      max: 1000,
      doc:
        'Deals the rows into so many equal parts and validates on one of them, in place of a share. `loom train --folds` trains ' +
        'once for each.',
      blank: { value: 0, text: 'none' },
    }),
  },
  fold: {
    path: ['data', 'split', 'fold'],
    field: int({ label: 'Fold', default: 1, min: 1, max: 1000, doc: 'Which of the parts is validated on.' }),
  },
  test: {
    path: ['data', 'split', 'test'],
    field: number({ label: 'Test', default: 0.1, min: 0, max: 0.9, doc: 'Share of all rows kept for testing.' }),
  },
  seed: {
    path: ['data', 'split', 'seed'],
    field: int({ label: 'Split seed', default: 0, min: 0, doc: 'Which rows come into which part.' }),
  },
};

/** What a split by class or group goes by. */
export const splitColumn = (columns: readonly string[], usual: string): PlacedFields[string] => ({
  path: ['data', 'split', 'by'],
  field: choice(columns, {
    label: 'Goes by',
    default: usual,
    doc: 'The column of the classes, the groups, or the names of the parts.',
    // as the data have them: a name is no word of ours that begins with a capital
    names: Object.fromEntries(columns.map((name) => [name, name])),
  }),
});

export const CLIPPING: PlacedFields = {
  type: {
    path: ['training', 'clipping', 'type'],
    field: choice(['none', 'value', 'norm', 'globalNorm', 'adaptive'], {
      label: 'Clipping',
      default: 'none',
      doc:
        'Keeps gradients from growing: each element by itself, each weight tensor by its norm, all together by their norm, ' +
        'or each unit in proportion to its weights.',
      names: { none: 'Off', value: 'Value', norm: 'Norm of each', globalNorm: 'Norm of all', adaptive: 'Adaptive' },
    }),
  },
  threshold: {
    path: ['training', 'clipping', 'threshold'],
    field: number({
      label: 'Limit',
      default: 1,
      min: 0,
      exclusiveMin: true,
      doc: 'No gradient (or their norm) becomes larger; for adaptive clipping as a share of the weights.',
      when: { type: ['value', 'norm', 'globalNorm', 'adaptive'] },
    }),
  },
};

export const NOISE: PlacedFields = {
  deviation: {
    path: ['training', 'gradientNoise', 'deviation'],
    field: number({
      label: 'Noise',
      default: 0,
      min: 0,
      doc: 'Standard deviation of normal noise on the gradients at the first step, after clipping; 0 adds none. Can free very deep networks that are stuck.',
      blank: { value: 0, text: 'none' },
    }),
  },
  decay: {
    path: ['training', 'gradientNoise', 'decay'],
    field: number({
      label: 'Noise decay',
      default: 0.275,
      min: 0,
      doc: 'How fast the noise fades: step to the power of minus this.',
      unless: { deviation: [0] },
    }),
  },
};

export const AVERAGING: PlacedFields = {
  type: {
    path: ['training', 'averaging', 'type'],
    field: choice(['none', 'exponential', 'equal'], {
      label: 'Averaging',
      default: 'none',
      doc:
        'Validation, test and the saved weights use an average of the weights over the steps: of the newest most ' +
        '(exponential, EMA), or of all alike (equal, SWA).',
      names: { none: 'Off', exponential: 'Exponential', equal: 'Equal' },
    }),
  },
  decay: {
    path: ['training', 'averaging', 'decay'],
    field: number({
      label: 'Decay',
      default: 0.999,
      min: 0,
      max: 1,
      when: { type: ['exponential'] },
      doc: 'What share of the average each update keeps.',
    }),
  },
  start: {
    path: ['training', 'averaging', 'start'],
    field: int({
      label: 'Begins after',
      default: 0,
      min: 0,
      unit: 'updates',
      when: { type: ['exponential', 'equal'] },
      doc: 'Until then the average is the weights themselves.',
    }),
  },
  every: {
    path: ['training', 'averaging', 'every'],
    field: int({
      label: 'Every',
      default: 1,
      min: 1,
      unit: 'updates',
      when: { type: ['equal'] },
      doc: 'After how many updates the weights enter the average again; the steps of an epoch, for one entry an epoch.',
    }),
  },
};

const PRUNES = { unless: { sparsity: [0] } };

export const PRUNING: PlacedFields = {
  sparsity: {
    path: ['training', 'pruning', 'sparsity'],
    field: number({
      label: 'Sparsity',
      default: 0,
      min: 0,
      max: 0.99,
      doc:
        'Pruning: this share of the weights of matrices and convolutions is zero at the end. The smallest become zero while ' +
        'training goes on, and the others learn to do without. Best of weights that are trained already.',
      blank: { value: 0, text: 'none' },
    }),
  },
  scope: {
    path: ['training', 'pruning', 'scope'],
    field: choice(['layer', 'network'], {
      label: 'Sparse',
      default: 'layer',
      doc: 'Whether each layer becomes that sparse, or the network as a whole: then some layers lose nearly all and others little.',
      names: { layer: 'Each layer', network: 'The network' },
      ...PRUNES,
    }),
  },
  begin: {
    path: ['training', 'pruning', 'begin'],
    field: number({
      label: 'Pruned from',
      default: 0,
      min: 0,
      max: 1,
      doc: 'After what share of the steps the first weights become zero.',
      ...PRUNES,
    }),
  },
  end: {
    path: ['training', 'pruning', 'end'],
    field: number({
      label: 'Pruned until',
      default: 0.7,
      min: 0,
      max: 1,
      doc:
        'After what share of the steps all are zero that will be: many at first, then fewer and fewer. The steps behind mend what ' +
        'is left. Only epochs behind it count as the best, and for stopping early.',
      ...PRUNES,
    }),
  },
};

export const SAVING: PlacedFields = {
  savedAs: {
    path: ['training', 'savedAs'],
    field: choice(['float32', 'float16'], {
      label: 'Saved as',
      default: 'float32',
      doc: 'How weights are written at the end of a run and in exports. In 16 bits they take half the room and keep three digits; checkpoints always keep 32.',
      names: { float32: '32 bits', float16: '16 bits' },
    }),
  },
};

export const learningRate = ({ training }: Recipe): PlacedFields => ({
  learningRate: {
    path: ['training', 'learningRate'],
    field: number({
      label: 'Learning rate',
      default: optimizerOf(training.optimizer.type)?.learningRate ?? 0.01,
      min: 0,
      exclusiveMin: true,
      doc: 'How far each step goes.',
    }),
  },
});

export const WARM_UP: PlacedFields = {
  warmUp: {
    path: ['training', 'warmUp'],
    field: int({
      label: 'Warm-up',
      default: 0,
      min: 0,
      unit: 'steps',
      doc: 'Steps in which the learning rate first grows in a straight line to what the schedule says.',
    }),
  },
};

export const DECAY: PlacedFields = {
  weightDecayOn: {
    path: ['training', 'weightDecayOn'],
    field: choice(['all', 'weights'], {
      label: 'Decay of',
      default: 'all',
      doc: 'Whether weight decay acts on biases and the scales of norms too.',
      names: { all: 'Everything', weights: 'Weights only' },
    }),
  },
};

export function stopping(metrics: readonly string[]): PlacedFields {
  const path = (name: string) => ['training', 'earlyStopping', name];
  return {
    monitor: {
      path: path('monitor'),
      field: choice(['loss', ...metrics], {
        label: 'Watches',
        names: Object.fromEntries(['loss', ...metrics].map((name) => [name, titleOfMetric(name)])),
        default: 'loss',
        doc: 'The validation metric that should go on getting better.',
      }),
    },
    patience: {
      path: path('patience'),
      field: int({
        label: 'Patience',
        default: 5,
        min: 1,
        unit: 'epochs',
        doc: 'Epochs without improvement before training stops.',
      }),
    },
    minimumChange: {
      path: path('minimumChange'),
      field: number({ label: 'Least change', default: 0, min: 0, doc: 'What counts as an improvement.' }),
    },
  };
}

/** How one of several losses counts, and the name of what it compares with. */
export function lossPart({ training }: Recipe, index: number): PlacedFields {
  const { target } = training.losses[index]!;
  return {
    weight: {
      path: ['training', 'losses', String(index), 'weight'],
      field: number({ label: 'Weight', default: 1, doc: 'The share of this loss in the sum.' }),
    },
    target: {
      path: ['training', 'losses', String(index), 'target'],
      field: text({
        label: 'Target',
        default: target,
        doc: 'The name under which the Data panel gives it a column.',
      }),
    },
  };
}

export const KEEP: PlacedFields = {
  keep: {
    path: ['training', 'keep'],
    field: choice(['best', 'last'], {
      label: 'Keep',
      default: 'best',
      doc:
        'Whose weights a training leaves at its end: those of the epoch that did best on validation, by what early stopping ' +
        'watches, else the first metric, else the loss; or those of the last step. Without validation rows it is the last ' +
        'step, and after Stop.',
      names: { best: 'Best epoch', last: 'Last step' },
    }),
  },
};

/** Some of the fields. */
export const pick = (fields: PlacedFields, ...names: readonly string[]): PlacedFields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

/** How many of the fields are not as they are usually. */
export function changedIn(recipe: Recipe, ...groups: readonly PlacedFields[]): number {
  return groups.reduce((count, fields) => {
    const values = valuesOf(fields, recipe);
    return (
      count +
      Object.entries(fields).filter(([name, { field }]) => {
        const usual = field.blank ? field.blank.value : field.default;
        return (values[name] ?? usual) !== usual;
      }).length
    );
  }, 0);
}

/** The fields of a group, labelled in the language of now. */
export const schemaOf = (group: string, fields: PlacedFields): Readonly<Record<string, Field>> =>
  settingsInLanguage('training', {
    id: group,
    settings: Object.fromEntries(Object.entries(fields).map(([name, { field }]) => [name, field])),
  });

export const valuesOf = (fields: PlacedFields, recipe: Recipe): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { path }]) => [
      name,
      path.reduce<unknown>((part, key) => (part as Record<string, unknown> | null | undefined)?.[key], recipe),
    ]),
  );

export const setField =
  (group: string, fields: PlacedFields) =>
  (name: string, value: unknown): void => {
    const { path, field } = fields[name]!;
    setInDocument(schemaOf(group, fields)[name]!.label, path, value ?? field.default);
  };
