/** What a row is that is no picture: steps that follow each other, or tokens. Such rows are changed as the network is fed with them. */
import type { Shape } from '../../types/shape.ts';
import type { Column } from '../define.ts';
import type { Subject } from './define.ts';

export interface Sequence {
  readonly subject: Exclude<Subject, 'picture'>;
  /** Along which the steps or tokens of one row lie, as it is fed. */
  readonly axis: number;
}

interface FedRow {
  readonly dtype: 'float32' | 'int32';
  /** Without the batch. */
  readonly shape: Shape;
}

/** Of a fed row. `isSound`: it is a row of samples, or 1×bands×windows of them. Undefined of what has no order. */
export function orderOf({ dtype, shape }: FedRow, isSound: boolean): Sequence | undefined {
  if (dtype === 'int32') return shape.length === 1 ? { subject: 'tokens', axis: 0 } : undefined;
  if (isSound) return { subject: 'steps', axis: shape.length - 1 };
  return shape.length === 2 ? { subject: 'steps', axis: 0 } : undefined;
}

interface Fed {
  readonly name: string;
  /** As the dataset has it. */
  readonly source: Column;
  /** As it is fed. */
  readonly column: Column;
}

/** Targets stay what they are. */
export const sequenceOf = ({ name, source, column }: Fed): Sequence | undefined =>
  name.startsWith('input:') ? orderOf(column, source.rate !== undefined) : undefined;
