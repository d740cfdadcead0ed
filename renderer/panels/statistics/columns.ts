import type { Quantity } from '../../state/runs/statistics.ts';
import { say, type Worded } from '../../../engine/texts/index.ts';

interface Column {
  readonly id: Quantity;
  readonly title: string;
  readonly doc: string;
  readonly percent?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { id: 'norm', title: 'Weight', doc: 'Euclidean norm of the weight.' },
  {
    id: 'gradient',
    title: 'Gradient',
    doc: 'Euclidean norm of its gradient. Norms that shrink from layer to layer towards the input vanish.',
  },
  { id: 'update', title: 'Update', doc: 'Euclidean norm of what the step added to it.' },
  { id: 'ratio', title: 'Update / weight', doc: 'About 0.001 where learning goes well.' },
  { id: 'mean', title: 'Mean', doc: 'Mean of what the layer gives.' },
  { id: 'deviation', title: 'Deviation', doc: 'Standard deviation of what the layer gives.' },
  { id: 'zeros', title: 'Zeros', doc: 'Share of exact zeros in what the layer gives.', percent: true },
  {
    id: 'saturated',
    title: 'Saturated',
    doc: 'Share of what the layer gives that lies within a hundredth of the ends of its range.',
    percent: true,
  },
];

export const columnTitle = ({ id, title }: Column): Worded => say(`statistics.columns.${id}`, title);
/** What it is, at more length. */
export const columnDoc = ({ id, doc }: Column): Worded => say(`statistics.columns.${id}.doc`, doc);
export const columnOf = (id: Quantity): Column => COLUMNS.find((column) => column.id === id)!;
