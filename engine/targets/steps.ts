/** What is done to raw rows before they go into an exported model, as the file beside it says. */
import type { Document } from '../graph/document.ts';
import type { ExportInput } from './define.ts';

export interface TransformStep {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly fit: object;
}

/** What the programs beside a model do themselves; all else is left to whoever calls. */
const DONE: ReadonlySet<string> = new Set(['scale', 'standardize', 'oneHot']);

/** What is done to a raw row of an input, in order, with what it learned. */
export function stepsOf({ data }: Document, node: string, name: string, fits: ExportInput['fits']): TransformStep[] {
  const { column, transforms } = data.inputs[node] ?? { column: name, transforms: [] };
  const joined = Object.hasOwn(data.joined ?? {}, column) ? [{ type: 'joined columns', settings: {}, fit: {} }] : [];
  const learned = fits?.[`input:${node}`] ?? [];
  return [...joined, ...transforms.map(({ type, settings }, i) => ({ type, settings, fit: learned[i] ?? {} }))];
}

/** Steps that the programs beside a model do not do, each once. */
export const notDone = (inputs: readonly (readonly TransformStep[])[]): string[] => [
  ...new Set(inputs.flat().flatMap(({ type }) => (DONE.has(type) ? [] : [type]))),
];

/** Said of such steps in a README. */
export const notDoneText = (program: string, steps: readonly string[]): string =>
  `Raw rows are prepared by ${steps.map((type) => `\`${type}\``).join(', ')}, which \`${program}\` does not do: ` +
  'prepare them yourself, and run the model on that.';
