/** One layer on the canvas: what it is, what tells it apart, what it costs, and whether something is wrong with it. */
import { verbatim } from '../../../engine/phrases.ts';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { CircleAlert, Lock, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { FAMILIES, type Layer } from '../../../engine/layers/define.ts';
import type { CheckedNode } from '../../../engine/passes/check.ts';
import { BLOCK, type Node } from '../../../engine/graph/document.ts';
import { resolveSettings } from '../../../engine/settings.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { t, word } from '../../../engine/texts/index.ts';

import { grouped, rounded } from '../../ui/bytes.ts';
import type { LayerFlowNode } from '../flow.ts';
import { type Direction, PORT, portAt } from '../../state/document/geometry.ts';
import { type Siblings, shortened } from './names.ts';
import styles from './LayerNode.module.css';
import { wordProblem } from '../../../engine/problems.ts';
import { layerTitle } from '../../../engine/texts/definitions.ts';

export const LayerNode = memo(function LayerNode({
  data: { node, layer, checked, problems, direction, siblings },
  selected,
}: NodeProps<LayerFlowNode>) {
  const bad = problems.some(({ severity }) => severity === 'error');
  const colour = layer ? `var(--f-${FAMILIES[layer.family].colour})` : 'var(--bad)';
  // within a block formulas have the values of the repetition that is looked at
  const { settings } = node.type === BLOCK ? node : (checked?.node ?? node);
  return (
    <>
      <div
        className={styles.node}
        style={{ '--c': colour }}
        data-selected={selected || undefined}
        data-bad={bad || undefined}
        data-off={node.off}
        data-frozen={node.frozen || undefined}
        data-block={node.type === BLOCK || undefined}
        data-absent={checked?.count === 0 || undefined}
      >
        <div className={styles.row}>
          <Name
            name={node.label ?? (layer ? layerTitle(layer) : node.type)}
            siblings={siblings}
            room={roomFor(node, checked)}
          />
          {node.off && (
            <small className={styles.off}>
              {node.off === 'muted' ? t('node.muted', 'muted') : t('node.bypassed', 'bypassed')}
            </small>
          )}
          {node.frozen && (
            <Lock className={styles.lock} size={11} strokeWidth={1.75} aria-label={t('node.frozen', 'Frozen')} />
          )}
          {node.repeat !== undefined && <Repetitions repeat={node.repeat} count={checked?.count} />}
          {checked && checked.parameters > 0 && <span className={styles.count}>{grouped(checked.parameters)}</span>}
        </div>
        <small className={styles.summary}>
          {node.label && layer ? `${layerTitle(layer)} · ` : ''}
          {layer
            ? node.type === BLOCK
              ? blockSummary(layer, checked)
              : word(layer.summary(resolveSettings(layer.settings, settings).settings))
            : t('node.unknown', 'unknown layer')}
        </small>
        {problems.length > 0 && <ProblemBadge count={problems.length} bad={bad} />}
      </div>
      {portsOf(layer, direction).map(({ port, type, at, position }) => (
        <Handle
          key={`${type} ${port.name}`}
          id={port.name}
          type={type}
          position={position}
          className={styles.port!}
          style={{ left: at.x - PORT / 2, top: at.y - PORT / 2, right: 'auto', bottom: 'auto', transform: 'none' }}
          title={
            port.doc === ''
              ? port.name
              : t('node.port', '{{port}}: {{doc}}', { port: verbatim(port.name), doc: docText(port.doc) })
          }
        />
      ))}
    </>
  );
});

/** Of a name that has the first line for itself, in pixels; and from afar, where it is larger. */
const ROOM = 192;
const ROOM_AFAR = ROOM / (22 / 13);
/** Of a digit or a sign in the code face. */
const DIGIT = 6.7;

/** What the first line has beside the name's other things. */
function roomFor(node: Node, checked: CheckedNode | undefined): number {
  const beside = [
    checked && checked.parameters > 0 ? grouped(checked.parameters).length * DIGIT : 0,
    node.repeat === undefined ? 0 : `×${checked?.count ?? '?'}`.length * DIGIT,
    node.frozen ? 11 : 0,
    // the word for it
    node.off ? 56 : 0,
  ].filter((width) => width > 0);
  const edge = node.type === BLOCK ? 4 : 0;
  return beside.reduce((room, width) => room - width - 6, ROOM - edge);
}

interface NameProps {
  readonly name: string;
  readonly siblings: Siblings;
  readonly room: number;
}

/** The name in the room it has; the whole of it is a tip. */
function Name({ name, siblings, room }: NameProps) {
  const [near, far] = [shortened(name, siblings, room), shortened(name, siblings, ROOM_AFAR)];
  if (near === name && far === name) return <b className={styles.name}>{name}</b>;
  return (
    <b className={styles.name} title={name}>
      <span data-from="near">{near}</span>
      <span data-from="far">{far}</span>
    </b>
  );
}

/** Where the wires of a layer begin and end. */
function portsOf(layer: Layer | undefined, direction: Direction) {
  const { inputs = [], outputs = [] } = layer ?? {};
  const down = direction === 'down';
  return [
    ...inputs.map((port, i, all) => ({
      port,
      type: 'target' as const,
      at: portAt(i, all.length, 'input', direction),
      position: down ? Position.Top : Position.Left,
    })),
    ...outputs.map((port, i, all) => ({
      port,
      type: 'source' as const,
      at: portAt(i, all.length, 'output', direction),
      position: down ? Position.Bottom : Position.Right,
    })),
  ];
}

interface RepetitionsProps {
  readonly repeat: NonNullable<Node['repeat']>;
  /** Undefined where it is not known. */
  readonly count: number | undefined;
}

function Repetitions({ repeat, count }: RepetitionsProps) {
  return (
    <span
      className={styles.times}
      title={
        typeof repeat === 'number'
          ? t('node.repetitions', 'Repetitions')
          : t('node.repetitions.formula', 'Repetitions: {{formula}}', { formula: verbatim(repeat['=']) })
      }
    >
      ×{count ?? '?'}
    </span>
  );
}

function ProblemBadge({ count, bad }: { readonly count: number; readonly bad: boolean }) {
  return (
    <span
      className={styles.badge}
      data-warning={!bad || undefined}
      role="img"
      aria-label={t('status.problems', { one: '{{count}} problem', other: '{{count}} problems' }, { count })}
    >
      {bad ? <CircleAlert size={14} strokeWidth={2} /> : <TriangleAlert size={14} strokeWidth={2} />}
    </span>
  );
}

/** The ports of a block where there are several of a kind, and what it costs. */
function blockSummary({ inputs, outputs }: Layer, checked: CheckedNode | undefined): string {
  const names = (ports: Layer['inputs']) => ports.map(({ name }) => name).join(', ');
  const several = inputs.length > 1 || outputs.length > 1;
  return [
    several ? `${names(inputs)} → ${names(outputs)}` : '',
    checked && checked.macs > 0 ? t('node.macs', '{{macs}} MACs', { macs: rounded(checked.macs) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What a screen reader calls the node. */
export function spokenName({ data: { node, layer, problems } }: LayerFlowNode): string {
  const title = layer ? layerTitle(layer) : node.type;
  return `${title} ${node.label ?? node.id}${problems.length > 0 ? `, ${problems.map(wordProblem).join(' ')}` : ''}`;
}
