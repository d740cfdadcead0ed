/** What follows from the settings and what flows in. */
import { verbatim, type Verbatim } from '../../../engine/phrases.ts';
import { Fragment, useMemo } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { nameOf } from '../../../engine/graph/document.ts';
import type { Layer } from '../../../engine/layers/define.ts';
import { isLearned } from '../../../engine/layers/index.ts';
import type { CheckedNode } from '../../../engine/passes/check.ts';
import { receptiveFields } from '../../../engine/passes/receptiveField.ts';
import { bytesOf } from '../../../engine/types/tensor.ts';
import { formatShape, sizeOf } from '../../../engine/types/shape.ts';
import type { TensorType } from '../../../engine/types/tensor.ts';
import { checkedOf } from '../../state/document/checked.ts';
import { useDocument } from '../../state/document/workspace.ts';
import { formatBytes, grouped } from '../../ui/bytes.ts';
import styles from './Inspector.module.css';

const spaced = ({ dtype, shape }: TensorType): string =>
  `${dtype === 'float32' ? '' : `${dtype} `}${shape.join(' × ')}`;

interface FactsProps {
  readonly layer: Layer | undefined;
  readonly checked: CheckedNode;
  /** The node by its flat id. */
  readonly id: string;
}

export function Facts({ layer, id, checked: { node, inputs, outputs, parameters, macs, weights } }: FactsProps) {
  // an output of a block that nothing reaches has no type
  const known = outputs.filter((type) => type !== undefined);
  const activations = known.reduce((sum, type) => sum + bytesOf(type), 0);
  const tensors = Object.entries(weights);
  // an optional input without a wire receives nothing
  const received = inputs.filter((type) => type !== undefined);
  if (received.length + known.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {received.map((type, i) => (
        <Fact
          // biome-ignore lint/suspicious/noArrayIndexKey: the inputs are told apart by their order alone
          key={`in ${i}`}
          name={
            received.length > 1 ? t('facts.inputOf', 'Input {{which}}', { which: i + 1 }) : t('facts.input', 'Input')
          }
          value={spaced(type)}
        />
      ))}
      {known.map((type, i) => (
        <Fact
          key={layer?.outputs[i]?.name ?? i}
          name={
            outputs.length > 1
              ? t('facts.outputOf', 'Output {{which}}', { which: verbatim(layer?.outputs[i]?.name ?? String(i + 1)) })
              : t('facts.output', 'Output')
          }
          value={spaced(type)}
        />
      ))}
      {known.length > 0 && (
        <>
          <Fact name={t('inspector.parameters', 'Parameters')} value={grouped(parameters)} />
          {node.lora && tensors.length > 0 && (
            <Fact
              name={t('inspector.trainable', 'Trainable')}
              value={grouped(
                tensors.reduce((sum, [name, spec]) => sum + (isLearned(node, name, spec) ? sizeOf(spec.shape) : 0), 0),
              )}
            />
          )}
          <Fact name={t('inspector.macs', 'Multiply-adds')} value={grouped(macs)} />
          <Fact
            name={t('facts.activations', 'Activation memory')}
            value={t('inspector.aSample', '{{memory}} a sample', { memory: formatBytes(activations) })}
          />
          <ReceptiveFields id={id} />
        </>
      )}
      {tensors.length > 0 && <dt className={styles.subhead}>{t('facts.weights', 'Weights')}</dt>}
      {tensors.map(([name, { shape, fan, role }]) => (
        <Fragment key={name}>
          <Fact
            name={role === 'state' ? t('facts.running', '{{name}} (running)', { name: verbatim(name) }) : name}
            value={formatShape(shape)}
          />
          {fan && role !== 'bias' && (
            <Fact name={t('facts.fan', 'Fan in, fan out')} value={`${grouped(fan[0])}, ${grouped(fan[1])}`} />
          )}
        </Fragment>
      ))}
    </dl>
  );
}

/** How much of the input one place of the output depends on. */
/** `5 × 5`. */
const axes = (sizes: readonly number[]): Verbatim => verbatim(sizes.join(' × '));

function ReceptiveFields({ id }: { readonly id: string }) {
  const document = useDocument()!;
  const fields = useMemo(() => receptiveFields(checkedOf(document), id), [document, id]);
  const name = (input: string) => nameOf(document.graph.nodes.find((node) => node.id === input)!);
  return fields.map(({ input, seen, of }) => (
    <Fact
      key={input}
      name={
        fields.length > 1
          ? t('facts.fieldIn', 'Receptive field in {{name}}', { name: name(input) })
          : t('facts.field', 'Receptive field')
      }
      value={
        seen.every((size, axis) => size === of[axis])
          ? t('facts.field.all', 'all {{size}}', { size: axes(of) })
          : t('facts.field.part', '{{seen}} of {{size}}', { seen: axes(seen), size: axes(of) })
      }
    />
  ));
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
