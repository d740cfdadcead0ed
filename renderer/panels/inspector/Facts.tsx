/** What follows from the settings and what flows in. */
import { Fragment } from 'react';
import type { Layer } from '../../../engine/layers/define.ts';
import type { CheckedNode } from '../../../engine/passes/check.ts';
import { bytesOf } from '../../../engine/passes/summary.ts';
import { formatShape } from '../../../engine/types/shape.ts';
import type { TensorType } from '../../../engine/types/tensor.ts';
import { formatBytes, grouped } from '../../ui/bytes.ts';
import styles from './Inspector.module.css';

const spaced = ({ dtype, shape }: TensorType): string => `${dtype === 'float32' ? '' : `${dtype} `}${shape.join(' × ')}`;

export function Facts({ layer, checked: { inputs, outputs, parameters, macs, weights } }: { readonly layer: Layer | undefined; readonly checked: CheckedNode }) {
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
        // biome-ignore lint/suspicious/noArrayIndexKey: the inputs are told apart by their order alone
        <Fact key={`in ${i}`} name={received.length > 1 ? `Input ${i + 1}` : 'Input'} value={spaced(type)} />
      ))}
      {known.map((type, i) => (
        <Fact key={layer?.outputs[i]?.name ?? i} name={outputs.length > 1 ? `Output ${layer?.outputs[i]?.name ?? i + 1}` : 'Output'} value={spaced(type)} />
      ))}
      {known.length > 0 && (
        <>
          <Fact name="Parameters" value={grouped(parameters)} />
          <Fact name="Multiply-adds" value={grouped(macs)} />
          <Fact name="Activation memory" value={`${formatBytes(activations)} a sample`} />
        </>
      )}
      {tensors.length > 0 && <dt className={styles.subhead}>Weights</dt>}
      {tensors.map(([name, { shape, fan, role }]) => (
        <Fragment key={name}>
          <Fact name={role === 'state' ? `${name} (running)` : name} value={formatShape(shape)} />
          {fan && role !== 'bias' && <Fact name="Fan in, fan out" value={`${grouped(fan[0])}, ${grouped(fan[1])}`} />}
        </Fragment>
      ))}
    </dl>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
