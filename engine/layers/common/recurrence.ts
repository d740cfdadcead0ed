/** Stacks of recurrent layers: their settings, and the sizes of their states and weights. */
import { boolean, choice, initializer, int, number, type Schema, type SettingsOf } from '../../settings.ts';
import type { Shape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import type { Cell } from './cells.ts';
import type { Connection } from './connections.ts';

export const STACK_SETTINGS = {
  returns: choice(['sequence', 'last'], {
    label: 'Gives',
    default: 'last',
    doc: 'The output of every step, or of the last one.',
    names: { sequence: 'Every step', last: 'Last step' },
  }),
  direction: choice(['forward', 'backward', 'both'], {
    label: 'Direction',
    default: 'forward',
    doc: 'Which way it reads. Both: two layers side by side, their outputs concatenated.',
    names: { forward: 'Forward', backward: 'Backward', both: 'Both' },
  }),
  layers: int({
    label: 'Layers',
    default: 1,
    min: 1,
    max: 100,
    doc: 'How many are stacked, each reading the whole output of the one below.',
  }),
  dropout: number({
    label: 'Dropout',
    default: 0,
    min: 0,
    max: 1,
    exclusiveMax: true,
    doc: 'Between stacked layers, in training.',
  }),
  bias: boolean({ label: 'Bias', default: true, doc: 'Add learned offsets.' }),
  initializer: initializer({
    label: 'Initializer',
    default: { type: 'fan-in-uniform' },
    doc: 'How weights and biases start.',
  }),
};
export type StackSettings = SettingsOf<typeof STACK_SETTINGS>;

/** What is repeated along a sequence, and how input and state reach its gates. */
export interface Recurrence<S extends Schema = Schema> extends Cell<S> {
  readonly connection: Connection;
}

/** The ends of the names of the weights of each direction. */
export const directionsOf = (direction: StackSettings['direction']): readonly ('' | '_reverse')[] =>
  direction === 'both' ? ['', '_reverse'] : [direction === 'backward' ? '_reverse' : ''];

/** The sizes of the weights of one stacked layer, whose input has the shape of the first one's step, or what the layer below gives. */
export function kernelsOf(
  { gates, connection }: Recurrence<never>,
  step: readonly number[],
  layer: number,
  given: StackSettings & SettingsOf<Schema>,
): { readonly state: Shape; readonly ih: Shape; readonly hh: Shape } {
  const state = connection.state(step, given);
  if ('rejected' in state) throw new Error('internal: the input does not fit');
  const channels = layer === 0 ? step[0]! : state[0]! * directionsOf(given.direction).length;
  return { state, ...connection.kernels(gates, channels, given) };
}

/** N×units (and maps), or N×(layers·directions)×units where there are several. */
export function stateType({ layers, direction }: StackSettings, state: readonly number[]): TensorType {
  const count = layers * directionsOf(direction).length;
  return { dtype: 'float32', shape: count === 1 ? ['N', ...state] : ['N', count, ...state] };
}
