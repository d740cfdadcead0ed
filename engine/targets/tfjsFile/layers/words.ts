/** Layers as `model.json` has them, from the words of their definitions. */
import type { TfjsSpelling, WeightWord } from '../../../layers/define.ts';
import { short } from '../../functional/scope.ts';
import { className, variableOf } from '../../functional/words.ts';
import { snake } from '../../python/text.ts';

/** A layer's class and what it is set to, in the file's words. */
export interface LayerWord {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** The word for a call with its arguments; undefined where a file cannot have it. */
export function fileWord({ call, args }: Pick<TfjsSpelling, 'call' | 'args'>): LayerWord | undefined {
  // TensorFlow.js reads texts of a file in camel case, and so finds no gelu_new
  if (args.activation === 'gelu_new') return undefined;
  // running averages are counted otherwise only while it learns
  return { class_name: call === 'BatchNorm' ? 'BatchNormalization' : className(call), config: inSnakeCase(args) };
}

const inSnakeCase = (args: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      snake(name),
      typeof value === 'object' && value !== null && !Array.isArray(value) ? fileWord(value) : short(value),
    ]),
  );

/** Which variable of a layer a weight is, as TensorFlow.js names it. */
export const fileVariable = (call: string, weight: WeightWord): string => weight.variable ?? variableOf(call, weight);
