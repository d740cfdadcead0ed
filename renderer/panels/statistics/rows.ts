/** The table of a sample: layers in the order in which they are computed, each with its weights behind it, and what is odd about them. */
import type { StatisticsSample, Quantity } from '../../state/runs/statistics.ts';
import { t } from '../../../engine/texts/index.ts';

export type Oddity = 'no-gradient' | 'large-step' | 'zeros' | 'saturated' | 'not-finite';

export interface Cell {
  readonly value: number;
  /** What is odd about it. */
  readonly oddity?: Oddity;
}
export interface Row {
  readonly name: string;
  readonly kind: 'layer' | 'weight';
  /** What is shown of the name: a weight stands behind its layer. */
  readonly title: string;
  readonly cells: Readonly<Partial<Record<Quantity, Cell>>>;
}

const odd: Readonly<Partial<Record<Quantity, (value: number) => Oddity | undefined>>> = {
  gradient: (value) => (value === 0 ? 'no-gradient' : undefined),
  ratio: (value) => (value > 0.1 ? 'large-step' : undefined),
  zeros: (value) => (value > 0.95 ? 'zeros' : undefined),
  saturated: (value) => (value > 0.5 ? 'saturated' : undefined),
};

export function oddityText(oddity: Oddity): string {
  switch (oddity) {
    case 'no-gradient':
      return t('statistics.odd.noGradient', 'No gradient arrives here: nothing is learned.');
    case 'large-step':
      return t(
        'statistics.odd.largeStep',
        'A step changes it by more than a tenth: the learning rate may be too high.',
      );
    case 'zeros':
      return t('statistics.odd.zeros', 'Nearly all outputs are zero.');
    case 'saturated':
      return t('statistics.odd.saturated', 'Most outputs are at the ends of their range, where gradients vanish.');
    case 'not-finite':
      return t('statistics.odd.notFinite', 'Not a finite number.');
  }
}

function cell(quantity: Quantity, value: number | null): Cell {
  // what is no number has become null on its way
  if (value === null || !Number.isFinite(value)) return { value: value ?? Number.NaN, oddity: 'not-finite' };
  const oddity = odd[quantity]?.(value);
  return { value, ...(oddity !== undefined && { oddity }) };
}

export function rowsOf({ weights, activations }: StatisticsSample): Row[] {
  const layerOf = (weight: string): string => weight.slice(0, weight.lastIndexOf('.'));
  const weightRow = (name: string, title: string): Row => {
    const { norm, gradient, update, ratio } = weights[name]!;
    return {
      name,
      kind: 'weight',
      title,
      cells: {
        norm: cell('norm', norm),
        gradient: cell('gradient', gradient),
        update: cell('update', update),
        ratio: cell('ratio', ratio),
      },
    };
  };
  const layers = Object.entries(activations).flatMap(([name, { mean, deviation, zeros, saturated }]): Row[] => [
    {
      name,
      kind: 'layer',
      title: name,
      cells: {
        mean: cell('mean', mean),
        deviation: cell('deviation', deviation),
        zeros: cell('zeros', zeros),
        saturated: cell('saturated', saturated),
      },
    },
    ...Object.keys(weights)
      .filter((weight) => layerOf(weight) === name)
      .map((weight) => weightRow(weight, weight.slice(name.length))),
  ]);
  const shown = new Set(layers.map(({ name }) => name));
  return [
    ...layers,
    ...Object.keys(weights)
      .filter((weight) => !shown.has(weight))
      .map((weight) => weightRow(weight, weight)),
  ];
}

/** The first row with something that is no finite number, in the order in which layers are computed. */
export const firstNotFinite = (rows: readonly Row[]): Row | undefined =>
  rows.find(({ cells }) => Object.values(cells).some(({ value }) => !Number.isFinite(value)));

/** At most so many, at even distances; the first and the last among them. */
export function evenlySpaced(rows: readonly Row[], most: number): readonly Row[] {
  const count = Math.min(most, rows.length);
  return Array.from({ length: count }, (_, i) => rows[Math.round((i * (rows.length - 1)) / Math.max(1, count - 1))]!);
}
