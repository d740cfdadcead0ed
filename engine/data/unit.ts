/** What the answers of a network are about: whole rows, or the parts of them that it has an answer for each. */
import type { Column } from './define.ts';

export type Unit = 'rows' | 'characters' | 'tokens' | 'pixels' | 'places' | 'series';

/** By the raw columns of its target and its inputs, and whether the target holds labels: classes, or yes and no. */
export function unitOf(target: Column | undefined, inputs: readonly Column[], isLabelled: boolean): Unit {
  const { kind, shape = [] } = target ?? {};
  if (kind === undefined || kind === 'image') return 'rows';
  if (!isLabelled) return inputs.some((input) => input.kind === 'number' && input.shape.length > 1) ? 'series' : 'rows';
  if (shape.length === 0 || kind === 'categories') return 'rows';
  const text = kind === 'tokens' ? target : inputs.find((input) => input.kind === 'tokens');
  if (shape.length === 1 && text) return isOfCharacters(text) ? 'characters' : 'tokens';
  if (shape.length > 1 && inputs.some((input) => input.kind === 'image')) return 'pixels';
  // a row of numbers may be one class, one-hot
  return kind === 'number' && shape.length === 1 && !target!.whole ? 'rows' : 'places';
}

/** Whether each of its tokens is a single character. */
export const isOfCharacters = ({ classes }: Column): boolean =>
  classes?.every((token) => Array.from(token).length === 1) ?? false;
