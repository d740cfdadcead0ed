/** How the weights of the selected layers learn: not at all when frozen, at a rate of their own, with penalties, within a constraint. */
import { t } from '../../../engine/texts/index.ts';
import type { Choice, Node } from '../../../engine/graph/document.ts';
import type { setProperties } from '../../../engine/graph/edits.ts';
import { canAdapt, FIRST_ADAPTER } from '../../../engine/layers/adapt.ts';
import { MOST_RANK } from '../../../engine/layers/common/adapter.ts';
import { hasStatistics } from '../../../engine/layers/freeze.ts';
import { CONSTRAINTS, constraintOf } from '../../../engine/learn/index.ts';
import { choice, int, number } from '../../../engine/settings.ts';
import { MIXED, sameValue } from '../../fields/field.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { setAdapter, setFrozen, setFrozenStatistics, setLearning } from '../../actions/graph/layerSettings.ts';
import { useScope } from '../../state/document/drawing.ts';
import { Switch } from '../../ui/Switch.tsx';
import styles from './Inspector.module.css';
import { definitionTitle, settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';

const NONE = 'none';

const fields = () => ({
  learningRate: number({
    label: t('learning.rate', 'Learning rate ×'),
    default: 1,
    min: 0,
    doc: t('learning.rate.doc', "Its weights learn at the document's learning rate times this."),
  }),
  l1: number({
    label: 'L1',
    default: 0,
    min: 0,
    doc: t(
      'learning.l1.doc',
      'Added to the loss: this times the sum of |w| over the weights, without biases. Drives weights to exactly 0.',
    ),
  }),
  l2: number({
    label: 'L2',
    default: 0,
    min: 0,
    doc: t(
      'learning.l2.doc',
      'Added to the loss: this times the sum of w² over the weights, without biases. Keeps weights small.',
    ),
  }),
  constraint: choice([NONE, ...CONSTRAINTS.map(({ id }) => id)], {
    label: t('learning.constraint', 'Constraint'),
    default: NONE,
    doc: [
      t('learning.constraint.doc', 'What the weights, without biases, are held to after each step.'),
      ...CONSTRAINTS.map((one) =>
        t('learning.constraint.one', '{{title}}: {{doc}}', {
          title: definitionTitle('constraints', one),
          doc: docText(one.doc),
        }),
      ),
    ].join('\n'),
    names: {
      [NONE]: t('learning.constraint.none', 'None'),
      ...Object.fromEntries(CONSTRAINTS.map((one) => [one.id, definitionTitle('constraints', one)])),
    },
  }),
});
type Name = keyof ReturnType<typeof fields>;

const read: Readonly<Record<Name, (node: Node) => unknown>> = {
  learningRate: ({ learningRate }) => learningRate,
  l1: ({ regularization }) => regularization?.l1,
  l2: ({ regularization }) => regularization?.l2,
  constraint: ({ constraint }) => constraint?.type,
};

/** What a node has after a field was set; `undefined` is its default. */
const write: Readonly<Record<Name, (node: Node, value: unknown) => Parameters<typeof setProperties>[2]>> = {
  learningRate: (_, value) => ({ learningRate: value as number | undefined }),
  l1: (node, value) => penalties(node, { l1: (value ?? 0) as number }),
  l2: (node, value) => penalties(node, { l2: (value ?? 0) as number }),
  constraint: (_, type) => ({ constraint: type === undefined ? undefined : { type: type as string, settings: {} } }),
};

function penalties(
  { regularization = { l1: 0, l2: 0 } }: Node,
  changed: Partial<NonNullable<Node['regularization']>>,
): Pick<Partial<Node>, 'regularization'> {
  const next = { ...regularization, ...changed };
  return { regularization: next.l1 === 0 && next.l2 === 0 ? undefined : next } as Pick<Partial<Node>, 'regularization'>;
}

/** What all agree on. */
function shared<T>(nodes: readonly Node[], pick: (node: Node) => T): T | typeof MIXED {
  const first = pick(nodes[0]!);
  return nodes.every((node) => sameValue(pick(node), first)) ? first : MIXED;
}

export function Learning({ nodes }: { readonly nodes: readonly Node[] }) {
  const ids = nodes.map(({ id }) => id);
  const { blocks } = useScope()!.document.graph;
  const normalizing = nodes.filter((node) => hasStatistics(node, blocks));
  const adaptable = nodes.filter((node) => canAdapt(node, blocks));
  const constraint = shared(nodes, (node) => node.constraint);
  const schema = fields();
  return (
    <div className={styles.learning}>
      <LearningSwitch
        id="inspector-frozen"
        label={t('node.frozen', 'Frozen')}
        doc={t(
          'learning.frozen.doc',
          'Its weights do not change in training. Running statistics do, unless they are frozen too.',
        )}
        on={nodes.map((node) => node.frozen === true)}
        onChange={(on) => setFrozen(ids, on)}
      />
      {adaptable.length > 0 && <AdapterFields nodes={adaptable} />}
      {normalizing.length > 0 && (
        <LearningSwitch
          id="inspector-frozen-statistics"
          label={t('learning.statistics', 'Frozen statistics')}
          doc={t(
            'learning.statistics.doc',
            'Batch norm normalizes by its running statistics in training and leaves them as they are, as Keras does where a layer is frozen. Off, it normalizes by each batch and moves them, as PyTorch does.',
          )}
          on={normalizing.map((node) => node.frozenStatistics === true)}
          onChange={(on) => setFrozenStatistics(ids, on)}
        />
      )}
      <SchemaFields
        key={ids.join()}
        id="inspector-learning"
        schema={schema}
        values={Object.fromEntries(Object.keys(schema).map((name) => [name, shared(nodes, read[name as Name])]))}
        onChange={(name, value) =>
          setLearning(
            ids,
            name,
            name.length === 2
              ? name.toUpperCase()
              : name === 'constraint'
                ? t('edits.constraint', 'constraint')
                : t('edits.layerRate', 'learning rate of the layer'),
            (node) => write[name as Name](node, value),
          )
        }
      />
      {constraint !== MIXED && constraint && (
        <ConstraintFields
          constraint={constraint}
          onChange={(next) =>
            setLearning(ids, 'constraint settings', t('edits.constraint', 'constraint'), () => ({ constraint: next }))
          }
        />
      )}
    </div>
  );
}

/** Low-rank adapters by one press, with their settings once they are there. */
function AdapterFields({ nodes }: { readonly nodes: readonly Node[] }) {
  const ids = nodes.map(({ id }) => id);
  const lora = shared(nodes, (node) => node.lora);
  const schema = {
    rank: int({
      label: t('learning.adapter.rank', 'Rank'),
      default: FIRST_ADAPTER.rank,
      min: 1,
      max: MOST_RANK,
      doc: t(
        'learning.adapter.rank.doc',
        'How many numbers pass between the two matrices: the fewer, the fewer weights learn.',
      ),
    }),
    scale: number({
      label: t('learning.adapter.scale', 'Scale'),
      default: FIRST_ADAPTER.scale,
      doc: t(
        'learning.adapter.scale.doc',
        'What the product is multiplied with before it is added: PEFT’s lora_alpha over the rank.',
      ),
    }),
  };
  return (
    <>
      <LearningSwitch
        id="inspector-adapter"
        label={t('learning.adapter', 'Low-rank adapters (LoRA)')}
        doc={t(
          'learning.adapter.doc',
          'Its matrices stay as they are, and each gets a product of two narrow ones added, which alone learns; all other layers with weights are frozen. Exports have them merged.',
        )}
        on={nodes.map((node) => node.lora !== undefined)}
        onChange={(on) => setAdapter(ids, on ? FIRST_ADAPTER : undefined)}
      />
      {lora !== MIXED && lora && (
        <SchemaFields
          key={`${ids.join()} lora`}
          id="inspector-lora"
          schema={schema}
          values={lora}
          onChange={(name, value) =>
            setAdapter(ids, { ...lora, [name]: value ?? FIRST_ADAPTER[name as keyof typeof FIRST_ADAPTER] })
          }
        />
      )}
    </>
  );
}

/** A switch for all of the layers; `on`: what each of them says. */
function LearningSwitch({
  id,
  label,
  doc,
  on,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly doc: string;
  readonly on: readonly boolean[];
  readonly onChange: (on: boolean) => void;
}) {
  const all = on.every(Boolean);
  return (
    <div className={styles.switch}>
      <label htmlFor={id} title={doc}>
        {label}
      </label>
      <span>
        <Switch id={id} label={label} checked={all} onChange={onChange} />
        {!all && on.some(Boolean) && <i>{t('common.mixed', 'Mixed')}</i>}
      </span>
    </div>
  );
}

function ConstraintFields({
  constraint: { type, settings },
  onChange,
}: {
  readonly constraint: Choice;
  readonly onChange: (next: Choice) => void;
}) {
  const definition = constraintOf(type);
  if (!definition || Object.keys(definition.settings).length === 0) return null;
  return (
    <SchemaFields
      key={type}
      id="inspector-constraint"
      schema={settingsInLanguage('constraints', definition)}
      values={settings}
      onChange={(setting, value) => {
        const { [setting]: _, ...others } = settings;
        onChange({
          type,
          settings: value === undefined ? others : { ...others, [setting]: value as Choice['settings'][string] },
        });
      }}
    />
  );
}
