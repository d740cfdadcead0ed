/** An optimizer's update as the engine writes it, to be printed. */
import { Builder } from '../../ir/builder.ts';
import type { Optimizer } from '../../learn/define.ts';
import { BATCH } from '../printed.ts';

/** The program of a step on weights of any size, and its values: weight, gradient, slots and scalars go in, `next` comes out. */
export function updateOf(optimizer: Optimizer, settings: Readonly<Record<string, unknown>>) {
  const b = new Builder();
  const input = (name: string, shape: readonly number[]) => b.input(name, 'float32', shape);
  const [weight, gradient] = [input('weight', [BATCH]), input('gradient', [BATCH])];
  const slots = Object.fromEntries(
    optimizer.slots(settings as never, [BATCH]).map(({ name }) => [name, input(`slot ${name}`, [BATCH])]),
  );
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(settings as never)).map((name) => [name, input(`scalar ${name}`, [])]),
  );
  const next = optimizer.update(b, { weight, gradient, slots, scalars }, settings as never);
  return { b, weight, gradient, slots, scalars, next };
}
