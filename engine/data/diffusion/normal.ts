import { uniformAt } from '../../ir/random.ts';

/** Standard normal numbers by place (Box and Muller). */
export const normalAt = (key: number, place: number): number =>
  Math.sqrt(-2 * Math.log(1 - uniformAt(key, 2 * place))) * Math.cos(2 * Math.PI * uniformAt(key, 2 * place + 1));
