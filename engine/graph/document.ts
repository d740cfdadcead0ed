/**
 * The document: the one truth about a network, its data and its training. Plain JSON with a schema, from which
 * the types, the validation of files and the published JSON Schema all follow. Documents are immutable.
 */
import { type Verbatim, verbatim } from '../phrases.ts';
import { z } from 'zod';

/** The version that this program writes; `migrate.ts` brings older files up to it. */
export const FORMAT_VERSION = 1;

const id = z.string().min(1).max(200).describe('Unique among its kind.');
const json = z.json();

/** Something chosen from a list (a loss, an optimizer, a dataset ...) with its settings; a setting left out has its default. */
const choice = z.strictObject({ type: z.string().min(1), settings: z.record(z.string(), json).default({}) });

const position = z.strictObject({ x: z.number(), y: z.number() });
const end = z.strictObject({ node: id, port: z.string().min(1) });

const expression = z.strictObject({
  '=': z
    .string()
    .min(1)
    .max(2000)
    .describe("A formula over the block's settings, the repetition `i` (from 0) and the count of repetitions `n`."),
});

const node = z.strictObject({
  id,
  type: z
    .string()
    .min(1)
    .describe(
      'The layer, by its id; "block" for an instance of a block, "blockInput" and "blockOutput" for the ports of the block it stands in.',
    ),
  block: id.optional().describe('Of an instance: the block.'),
  repeat: z
    .union([z.int().min(0), expression])
    .optional()
    .describe(
      'Of an instance: how many stand in a row, each fed by the one before; 0 lets its inputs through. A formula that is true or false stands for 1 or 0.',
    ),
  naming: z
    .string()
    .max(200)
    .optional()
    .describe(
      'A pattern with formulas in braces. Of an instance: what weight names within it begin with; "{name}" where left ' +
        'out, "{name}.{i}" where it repeats. Of a layer in a block: what its weights are named after there; "{name}" ' +
        'where left out. Empty: nothing of its own.',
    ),
  settings: z
    .record(z.string(), json)
    .default({})
    .describe(
      'Settings that differ from the default. In a block {"=": "width * 2 ^ i"} is calculated for each instance, in lists too.',
    ),
  position,
  label: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("The user's own name; weights are named after it, else after the id."),
  steps: z
    .int()
    .min(1)
    .max(4)
    .optional()
    .describe(
      'How many axes after the batch are steps, to each of which it is applied by itself; none where left out.',
    ),
  frozen: z
    .boolean()
    .optional()
    .describe('Its weights do not change in training. Running statistics do, unless they are frozen too.'),
  frozenStatistics: z
    .boolean()
    .optional()
    .describe(
      'Of batch norm, and of all within an instance: training normalizes by the running statistics and leaves them as they ' +
        'are, as Keras does where a layer is frozen. Left out, it normalizes by each batch and moves them, as PyTorch does.',
    ),
  off: z
    .enum(['muted', 'bypassed'])
    .optional()
    .describe(
      'Muted: left out, with its wires, of all that is checked, trained and exported. Bypassed: what feeds its first wire stands in its place.',
    ),
  shares: id.optional().describe('A node of the same drawing whose weights it uses: those of the same name are one.'),
  learningRate: z
    .number()
    .min(0)
    .optional()
    .describe('Its weights learn at the learning rate times this; 1 where left out.'),
  lora: z
    .strictObject({ rank: z.int().min(1).max(1024), scale: z.number().default(1) })
    .optional()
    .describe(
      'Low-rank adapters (LoRA): its matrices stay as they are, and each gets scale times a product of two matrices of this rank, which alone learns. Of a block, the matrices of all that stands in it.',
    ),
  constraint: choice.optional().describe('What its weights, without biases, are held to after each step.'),
  regularization: z
    .strictObject({ l1: z.number().min(0).default(0), l2: z.number().min(0).default(0) })
    .optional()
    .describe('Added to the loss for each weight that is not a bias: l1 * sum |w| + l2 * sum w^2.'),
});

const edge = z.strictObject({ from: end, to: end });

const settings = z.record(z.string(), json);
/** A change that a note offers: those of `RepairAction` that a person can foresee. Data, never code. */
const action = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('insertBefore'),
    node: id,
    port: z.string(),
    type: z.string(),
    settings: settings.optional(),
    into: z.string().optional(),
    with: z.array(end).optional(),
    id: id.optional(),
  }),
  z.strictObject({ kind: z.literal('replace'), node: id, type: z.string(), settings: settings.optional() }),
  z.strictObject({ kind: z.literal('set'), node: id, setting: z.string(), value: json }),
  z.strictObject({
    kind: z.literal('configure'),
    path: z.tuple([z.enum(['training', 'data'])]).rest(z.union([z.string(), z.int()])),
    value: json,
  }),
]);
const cure = z.strictObject({
  title: z.string().min(1).max(60).describe('What its button says.'),
  text: z.string().describe('What the note says once it is done.'),
  actions: z.array(action).min(1).max(1000),
});

const note = z.strictObject({
  id,
  text: z.string(),
  position,
  size: z.strictObject({ width: z.number(), height: z.number() }).optional(),
  cures: z.array(cure).max(8).optional().describe('Changes of the document that the note offers, one press each.'),
});

const drawing = {
  nodes: z.array(node),
  edges: z.array(edge),
  groups: z.array(z.strictObject({ id, title: z.string(), nodes: z.array(id) })).default([]),
  notes: z.array(note).default([]),
};

/** A setting of a block: a field as `settings.ts` has them, with the name by which formulas speak of it. */
const blockSetting = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z_0-9]*$/)
    .max(60),
  kind: z.enum(['int', 'number', 'boolean', 'text', 'choice', 'ints', 'numbers', 'initializer']),
  label: z.string().min(1),
  doc: z.string().default(''),
  default: json,
  min: z.number().optional(),
  max: z.number().optional(),
  exclusiveMin: z.boolean().optional().describe('The least itself is not allowed.'),
  exclusiveMax: z.boolean().optional().describe('The largest itself is not allowed.'),
  length: z.int().optional().describe('Of a list: how long it is.'),
  allow: z.array(z.number()).optional().describe('Of a list: values below the least that are allowed too.'),
  options: z.array(z.string()).optional().describe('Of a choice.'),
  names: z.record(z.string(), z.string()).optional().describe('Of a choice: what its options are called.'),
  unit: z.string().optional(),
});

/** A sub-graph with a name, used any number of times. Its ports are its nodes of type `blockInput` and `blockOutput`, in their order. */
const block = z.strictObject({
  id,
  name: z.string().min(1).max(200),
  doc: z.string().default(''),
  settings: z.array(blockSetting).default([]),
  ...drawing,
});

const graph = z.strictObject({ ...drawing, blocks: z.array(block).default([]) });

const column = z.strictObject({
  column: z.string().min(1).describe('A column of the dataset.'),
  transforms: z.array(choice).default([]).describe('Applied in order; fitted on the training split.'),
});

const data = z.strictObject({
  dataset: choice.nullable().default(null),
  joined: z
    .record(z.string().min(1), z.array(column).min(1))
    .optional()
    .describe('Columns made of others: their values, each after its own transforms, one behind the other in a vector.'),
  augment: z
    .array(choice)
    .optional()
    .describe('Changes by chance of the pictures that are learned from, in this order; others are left as they are.'),
  inputs: z.record(id, column).default({}).describe('For each Input node the column that feeds it.'),
  targets: z.record(z.string(), column).default({}).describe('For each target that a loss names its column.'),
  split: z
    .strictObject({
      method: z
        .enum(['random', 'stratified', 'group', 'order', 'column'])
        .default('random')
        .describe(
          'Which rows are kept, where the dataset has no such split of its own: any (random), of every class its share ' +
            '(stratified), all of a group or none (group), the last ones, as time goes on (order), or those that a column says (column).',
        ),
      by: z
        .string()
        .optional()
        .describe(
          'The column of the classes, the groups or the names of the parts; of classes the first target where left out.',
        ),
      validation: z.number().min(0).max(0.99).default(0.1).describe('Share of the training rows kept for validation.'),
      test: z
        .number()
        .min(0)
        .max(0.9)
        .default(0.1)
        .describe('Share of all rows kept for testing, where the dataset has no test split of its own.'),
      seed: z.int().min(0).default(0),
      folds: z
        .int()
        .min(0)
        .max(1000)
        .optional()
        .describe(
          'Into so many equal parts the rows that are not tested on are dealt, and one of them is validated on, in place of a ' +
            'share; none where left out or less than 2.',
        ),
      fold: z.int().min(1).max(1000).optional().describe('Which of the parts that is, from 1.'),
    })
    .prefault({}),
});

/** What says which rows are learned from. */
export const dealtSchema = data.pick({ split: true, targets: true });

const training = z.strictObject({
  losses: z
    .array(
      z.strictObject({
        output: id.optional().describe('The node whose output is judged; the only output where there is one.'),
        target: z.string().min(1).default('target').describe('A key of data.targets.'),
        loss: choice,
        weight: z.number().default(1),
        sampleWeights: z
          .string()
          .min(1)
          .optional()
          .describe(
            'A key of data.targets whose numbers say how much each sample counts, or each of its elements, as a mask does; 0 ' +
              'leaves it out. All count alike where left out.',
          ),
      }),
    )
    .default([]),
  optimizer: choice.prefault({ type: 'sgd' }),
  learningRate: z.number().positive().default(0.01),
  schedule: choice.prefault({ type: 'constant' }).describe('How the learning rate changes while training goes on.'),
  warmUp: z
    .int()
    .min(0)
    .default(0)
    .describe('Steps in which the learning rate first grows in a straight line to what the schedule says.'),
  clipping: z
    .strictObject({
      type: z.enum(['none', 'value', 'norm', 'globalNorm', 'adaptive']),
      threshold: z.number().positive().default(1),
    })
    .prefault({ type: 'none' }),
  weightDecayOn: z
    .enum(['all', 'weights'])
    .default('all')
    .describe("Whether the optimizer's weight decay acts on biases and scales too."),
  gradientNoise: z
    .strictObject({
      deviation: z.number().min(0).default(0).describe('Standard deviation of the first step; 0 adds none.'),
      decay: z.number().min(0).default(0.275).describe('Later steps have (1 + step)^-decay of it.'),
    })
    .prefault({})
    .describe('Normal noise on the gradients, after clipping.'),
  averaging: z
    .strictObject({
      type: z.enum(['none', 'exponential', 'equal']),
      decay: z
        .number()
        .min(0)
        .max(1)
        .default(0.999)
        .describe('Exponential: what share of the average each update keeps.'),
      start: z
        .int()
        .min(0)
        .default(0)
        .describe('Updates before the average begins; until then it is the weights themselves.'),
      every: z.int().min(1).default(1).describe('Equal: after how many updates the weights enter the average again.'),
    })
    .prefault({ type: 'none' })
    .describe(
      'An average of the weights over the steps, which validation, test and saved weights use. Running statistics are averaged ' +
        'alike for an exponential one and gathered anew for an equal one.',
    ),
  pruning: z
    .strictObject({
      sparsity: z
        .number()
        .min(0)
        .max(0.99)
        .default(0)
        .describe('What share of the kernels is zero at the end; 0 prunes none.'),
      scope: z
        .enum(['layer', 'network'])
        .default('layer')
        .describe('Whether each kernel becomes that sparse, or all of them together, by one threshold.'),
      begin: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe('After what share of the steps the first weights become zero.'),
      end: z.number().min(0).max(1).default(0.7).describe('After what share of them all that will be zero is.'),
    })
    .prefault({})
    .describe(
      'Pruning by magnitude while training goes on: the smallest weights of kernels (matrices and convolutions that learn, ' +
        'without biases, norms and low-rank adapters) become zero and stay so, more of them by a cubic schedule.',
    ),
  savedAs: z
    .enum(['float32', 'float16'])
    .default('float32')
    .describe(
      'How weights are written at the end of a run and in exports: in 16 bits they take half the room and keep three ' +
        'digits. Running statistics and checkpoints keep 32 bits, and so does a weight with numbers beyond 65,504, which is ' +
        'told; all is read back into 32.',
    ),
  statisticsEvery: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'After how many steps norms, histograms and activations of all layers are recorded, the last step besides; 0 for never. ' +
        'Left out, every 50 steps, and more rarely in a long training.',
    ),
  accumulation: z
    .int()
    .min(1)
    .default(1)
    .describe(
      'Steps that make one update of the weights together, with the gradient that one batch of all their rows would have.',
    ),
  earlyStopping: z
    .strictObject({
      monitor: z.string().default('loss').describe('A validation metric.'),
      patience: z.int().min(1).default(5).describe('Epochs without improvement.'),
      minimumChange: z.number().min(0).default(0),
    })
    .nullable()
    .default(null),
  keep: z
    .enum(['best', 'last'])
    .default('best')
    .describe(
      'The weights at the end: of the epoch that did best on validation, or of the last step. Without validation or early stopping those of the last step.',
    ),
  metrics: z
    .array(
      choice.extend({
        target: z
          .string()
          .min(1)
          .optional()
          .describe('The key of data.targets whose answers it judges; those of the first loss where left out.'),
      }),
    )
    .default([]),
  batchSize: z.int().min(1).default(32),
  lastBatch: z
    .enum(['keep', 'drop'])
    .default('keep')
    .describe(
      'What becomes of the last batch of an epoch where it has fewer rows than the others: it is learned from, or its rows, which are ' +
        'others in each epoch, are left out. The only batch is always learned from.',
    ),
  epochs: z.int().min(1).default(10),
  seed: z.int().min(0).max(0x7fffffff).default(0),
});

/** A block by itself, with those that it is made of: what a library holds. */
export const blockFileSchema = z
  .strictObject({
    format: z.literal('loom-block'),
    version: z.literal(FORMAT_VERSION),
    block: id.describe('Which of the blocks it is; the others stand within it.'),
    blocks: z.array(block).min(1),
  })
  .check(({ value: { block: main, blocks }, issues }) => {
    const there = new Set(blocks.map((one) => one.id));
    if (!there.has(main))
      issues.push({ code: 'custom', path: ['block'], message: `there is no block "${main}"`, input: main });
    blocks.forEach(({ nodes }, i) =>
      nodes.forEach(({ type, block: inner }, k) => {
        if (type === BLOCK && !there.has(inner ?? ''))
          issues.push({
            code: 'custom',
            path: ['blocks', i, 'nodes', k, 'block'],
            message: `there is no block "${inner ?? ''}"`,
            input: inner,
          });
      }),
    );
  });

export const documentSchema = z.strictObject({
  format: z.literal('loom'),
  version: z.literal(FORMAT_VERSION),
  name: z.string().default('Untitled'),
  graph: graph.prefault({ nodes: [], edges: [] }),
  data: data.prefault({}),
  training: training.prefault({}),
});

type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

export type Document = Immutable<z.infer<typeof documentSchema>>;
export type Graph = Document['graph'];
export type Node = Immutable<z.infer<typeof node>>;
export type Block = Immutable<z.infer<typeof block>>;
export type BlockFile = Immutable<z.infer<typeof blockFileSchema>>;
export type BlockSetting = Block['settings'][number];
/** What a canvas shows: the whole graph's, or a block's. */
export type Drawing = Pick<Graph, 'nodes' | 'edges' | 'groups' | 'notes'>;
export type Note = Immutable<z.infer<typeof note>>;
export type Cure = Immutable<z.infer<typeof cure>>;
export type Edge = Immutable<z.infer<typeof edge>>;
export type End = Immutable<z.infer<typeof end>>;
export type Choice = Immutable<z.infer<typeof choice>>;
export type DataConfig = Document['data'];
export type Dealt = Pick<DataConfig, 'split' | 'targets'>;
/** As a new document has it. */
export const USUALLY_DEALT: Dealt = dealtSchema.parse({});
export type ColumnConfig = Immutable<z.infer<typeof column>>;
export type TrainingConfig = Document['training'];
export type Settings = Node['settings'];

/** A document with nothing in it. */
export function emptyDocument(name = 'Untitled'): Document {
  return documentSchema.parse({ format: 'loom', version: FORMAT_VERSION, name });
}

/** The keys of `data.targets` that training reads: what losses compare with, then what their samples count. */
export const targetKeys = ({ losses }: Pick<TrainingConfig, 'losses'>): string[] => [
  ...new Set([...losses.map(({ target }) => target), ...losses.flatMap(({ sampleWeights }) => sampleWeights ?? [])]),
];

/** What a node is called in weight names and messages: its label, else its id. */
export const nameOf = (node: Pick<Node, 'id' | 'label'>): Verbatim => verbatim(node.label ?? node.id);

/** The types of nodes that are no layers: an instance of a block, and the ports of the block that a node stands in. */
export const BLOCK = 'block';
export const BLOCK_INPUT = 'blockInput';
export const BLOCK_OUTPUT = 'blockOutput';

/** The ports of a block, in their order. A port is called what its node is called. */
export const portsOf = ({ nodes }: Pick<Drawing, 'nodes'>, type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT): Node[] =>
  nodes.filter((node) => node.type === type);

/** Whether one of several equal parts is validated on, not a share. */
export const isFolded = (folds: number | undefined): folds is number => folds !== undefined && folds > 1;

/** What of the rows that are not tested on is validated on, where the dataset has no part of its own for that. */
export const validationShare = ({ validation, folds }: DataConfig['split']): number =>
  isFolded(folds) ? 1 / folds : validation;
