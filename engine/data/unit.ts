/** What the answers of a network are about: whole rows, or the parts of them that it has an answer for each. */
import type { Column } from './define.ts';

export type Unit = 'rows' | 'characters' | 'tokens' | 'pixels' | 'places' | 'series';

/** By the raw columns of its target and its inputs. */
export function unitOf(target: Column | undefined, inputs: readonly Column[]): Unit {
  if (!target) return 'rows';
  const { kind, shape } = target;
  if (kind === 'number' && !target.whole)
    return inputs.some((input) => input.kind === 'number' && input.shape.length > 1) ? 'series' : 'rows';
  if (kind === 'image' || shape.length === 0) return 'rows';
  const text = kind === 'tokens' ? target : inputs.find((input) => input.kind === 'tokens');
  if (shape.length === 1 && text) return isOfCharacters(text) ? 'characters' : 'tokens';
  if (kind !== 'category') return kind === 'tokens' ? 'tokens' : 'rows';
  return shape.length > 1 && inputs.some((input) => input.kind === 'image') ? 'pixels' : 'places';
}

/** Whether each of its tokens is a single character. */
export const isOfCharacters = ({ classes }: Column): boolean =>
  classes?.every((token) => Array.from(token).length === 1) ?? false;
