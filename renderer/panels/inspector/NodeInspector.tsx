/** The settings of one layer or of several, and what they lead to. */
import { ArrowUpFromLine } from 'lucide-react';
import { t } from '../../../engine/texts/index.ts';
import {
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type BlockSetting,
  nameOf,
  type Node,
} from '../../../engine/graph/document.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { layerOfNode } from '../../../engine/layers/blocks.ts';
import { isFormula } from '../../../engine/passes/expand.ts';
import { problemsByNode } from '../../canvas/flow.ts';
import { isToldBeside, ProblemItem } from '../../canvas/nodes/ProblemCard.tsx';
import { DraftInput } from '../../fields/DraftInput.tsx';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { promoteSetting } from '../../actions/graph/blocks.ts';
import { renameNode, setLayerSetting, toggleOff } from '../../actions/graph/layerSettings.ts';
import { layerSettings } from '../../state/document/layerSettings.ts';
import { useCheckedDrawing, useScope } from '../../state/document/drawing.ts';
import { Button } from '../../ui/Button.tsx';
import { grouped } from '../../ui/bytes.ts';
import { FormulaField, InstanceFields, NamingField, PortOrder } from './BlockFields.tsx';
import { EachStep } from './EachStep.tsx';
import { Fact, Facts } from './Facts.tsx';
import { Formula } from './Formula.tsx';
import styles from './Inspector.module.css';
import { Learning } from './Learning.tsx';
import { sharedSchema, sharedValues } from './shared.ts';
import { Sharing } from './Sharing.tsx';
import { layerTitle, withinSentence } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';

export function NodeInspector({ nodes }: { readonly nodes: readonly Node[] }) {
  const { document, block, prefix } = useScope()!;
  const checked = useCheckedDrawing()!;
  const [first] = nodes;
  const layers = nodes.map((node) => layerOfNode(node, document.graph.blocks));
  const layer = layers.every((one) => one === layers[0]) ? layers[0] : undefined;
  const all = nodes.length === 1 ? (problemsByNode(checked).get(first!.id) ?? []) : [];
  // each message once: the card beside the layer has it, and the buttons that mend it
  const problems = isToldBeside(all) ? [] : all;
  const facts = nodes.map(({ id }) => checked.nodes.get(id));
  return (
    <>
      <header className={styles.header}>
        <h2>
          {nodes.length > 1
            ? t('inspector.several', '{{number}} layers', { number: nodes.length })
            : layer
              ? layerTitle(layer)
              : first!.type}
        </h2>
        {nodes.length === 1 && <NameField key={first!.id} node={first!} />}
      </header>
      {problems.length > 0 && (
        <div
          className={styles.problems}
          data-warning={problems.every(({ severity }) => severity === 'warning') || undefined}
        >
          {problems.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no name, and their order is theirs
            <ProblemItem key={i} problem={one} />
          ))}
        </div>
      )}
      <Off nodes={nodes} />
      {layer && <About layer={layer} />}
      {!layer && nodes.length > 1 && (
        <p className={styles.doc}>
          {t('inspector.shared', '{{layers}}. What they share can be set for all at once.', {
            layers: [...new Set(layers.map((one) => (one ? layerTitle(one) : t('node.unknown', 'unknown layer'))))],
          })}
        </p>
      )}
      <div id="inspector-settings">
        {nodes.length === 1 && first!.type === BLOCK && <InstanceFields key={`${first!.id} instance`} node={first!} />}
        <Settings key={nodes.map(({ id }) => id).join()} nodes={nodes} layers={layers} block={block} />
        {nodes.length === 1 && block !== undefined && layer?.weights && (
          <NamingField key={`${first!.id} naming`} node={first!} />
        )}
        {nodes.length === 1 && (first!.type === BLOCK_INPUT || first!.type === BLOCK_OUTPUT) && block !== undefined && (
          <PortOrder block={block} node={first!} />
        )}
      </div>
      <EachStep nodes={nodes} facts={facts} />
      {nodes.length === 1 && facts[0] && <Facts layer={layer} checked={facts[0]} id={prefix + first!.id} />}
      {nodes.length > 1 && (
        <dl className={styles.facts}>
          <Fact
            name={t('inspector.parameters', 'Parameters')}
            value={grouped(facts.reduce((sum, one) => sum + (one?.parameters ?? 0), 0))}
          />
          <Fact
            name={t('inspector.macs', 'Multiply-adds')}
            value={grouped(facts.reduce((sum, one) => sum + (one?.macs ?? 0), 0))}
          />
        </dl>
      )}
      {nodes.every(({ type }, i) => type === BLOCK || layers[i]?.weights) && <Learning nodes={nodes} />}
      {nodes.length === 1 && <Sharing node={first!} checked={checked} />}
    </>
  );
}

/** That what is selected takes no part, and the way back. */
function Off({ nodes }: { readonly nodes: readonly Node[] }) {
  const [{ off }] = nodes as [Node];
  if (off === undefined || nodes.some((node) => node.off !== off)) return null;
  return (
    <div className={styles.off}>
      <p>
        {off === 'muted'
          ? t('inspector.muted', 'Muted: left out, with its wires, of all that is checked, trained and exported.')
          : t('inspector.bypassed', 'Bypassed: what feeds its first wire stands in its place.')}
      </p>
      <Button look="quiet" onClick={() => toggleOff(off)}>
        {t('inspector.switchOn', 'Switch on')}
      </Button>
    </div>
  );
}

function About({ layer: { doc, source, formula } }: { readonly layer: Layer }) {
  return (
    <>
      <p className={styles.doc}>
        {docText(doc)}{' '}
        {source && (
          <a href={source.url} target="_blank" rel="noopener noreferrer" title={source.title}>
            {t('inspector.reference', 'Reference')}
          </a>
        )}
      </p>
      {formula && <Formula tex={formula} />}
    </>
  );
}

/** The node's own name: weights are called after it. Empty, it has its id. */
function NameField({ node }: { readonly node: Node }) {
  return (
    <DraftInput
      id="inspector-name"
      className={styles.name!}
      label={t('inspector.name', 'Name')}
      title={t('inspector.name.doc', 'Name: weights are called after it')}
      text={nameOf(node)}
      read={(typed) => ({ value: typed })}
      onChange={(typed) => renameNode(node.id, typed as string)}
      whenLeft
    />
  );
}

interface SettingsProps {
  readonly nodes: readonly Node[];
  readonly layers: readonly (Layer | undefined)[];
  /** The block they stand in. */
  readonly block: string | undefined;
}

/** The settings that all have. One whose value is a formula is written as such; within a block one can be promoted to a setting of the block. */
function Settings({ nodes, layers, block }: SettingsProps) {
  const stored = sharedSchema(layers);
  const schema = layerSettings({ id: layers[0]?.id ?? '', settings: stored });
  const ids = nodes.map(({ id }) => id);
  const [only] = nodes.length === 1 ? nodes : [];
  const formulas = Object.keys(schema).filter((name) => nodes.some(({ settings }) => holdsFormula(settings[name])));
  const plain = Object.fromEntries(Object.entries(schema).filter(([name]) => !formulas.includes(name)));
  const values = sharedValues(nodes, layers, schema);
  const set = (setting: string, value: unknown) => setLayerSetting(ids, setting, schema[setting]!.label, value);
  const promoteTo = (setting: string) => {
    // a document is the same in every language
    const { when: _, default: __, ...field } = stored[setting]!;
    promoteSetting(
      block!,
      only!.id,
      setting,
      field as Omit<BlockSetting, 'name' | 'default'>,
      values[setting] as BlockSetting['default'],
    );
  };
  return (
    <>
      {only &&
        formulas.map((name) => (
          <FormulaField
            key={name}
            id={`setting-${only.id}-${name}`}
            field={schema[name]!}
            value={only.settings[name]}
            block={block}
            onChange={(value) => set(name, value)}
          />
        ))}
      <SchemaFields
        id={`setting-${ids[0]}`}
        schema={plain}
        values={values}
        onChange={set}
        {...(only &&
          block !== undefined && {
            action: (setting: string) => ({
              label: t('formula.promote', 'Make {{setting}} a setting of the block', {
                setting: withinSentence(schema[setting]!.label),
              }),
              icon: <ArrowUpFromLine size={12} strokeWidth={1.5} />,
              run: () => promoteTo(setting),
            }),
          })}
      />
    </>
  );
}

const holdsFormula = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (isFormula(value) || Object.values(value).some(holdsFormula));
