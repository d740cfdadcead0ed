/**
 * The second line of a node: what tells two layers of a kind apart. The English stands here or in the layer, the Chinese
 * under `layers.summary.` in `texts/zh/`.
 */
import { named, type Phrase, type Template, type ValuesFor, type Verbatim, type Value } from '../../phrases.ts';
import type { TextId } from '../../texts/index.ts';
import { formatShape, type Shape } from '../../types/shape.ts';

type SummaryId = TextId extends infer Id ? (Id extends `layers.summary.${infer Name}` ? Name : never) : never;

/** `summary('rate', 'rate {{rate}}', { rate })`. */
export function summary<const T extends Template>(id: SummaryId, english: T, ...[values]: ValuesFor<T>): Phrase {
  return { text: `layers.summary.${id}`, english, ...(values && { values }) };
}

/** The option that a setting has, as it is called elsewhere. */
export const optionOf = (layer: string, setting: string, option: string, english = option): Phrase =>
  named(`layers.${layer}.settings.${setting}.${option}`, english.toLowerCase());

export const axisSummary = ({ axis }: { readonly axis: number }): Phrase => summary('axis', 'axis {{axis}}', { axis });
export const lastAxis = (): Phrase => summary('last-axis', 'last axis');
export const rateSummary = ({ rate }: { readonly rate: number }): Phrase => summary('rate', 'rate {{rate}}', { rate });
export const preNormSummary = (): Phrase => summary('pre-norm', 'pre-norm');
export const toSummary = (what: Verbatim): Phrase => summary('to', 'to {{what}}', { what });
export const unitsSummary = ({ units }: { readonly units: number }): Phrase =>
  summary('units', { one: '{{count}} unit', other: '{{count}} units' }, { count: units });
export const headsSummary = (heads: number): Phrase =>
  summary('heads', { one: '{{count}} head', other: '{{count}} heads' }, { count: heads });
export const groupsSummary = ({ groups }: { readonly groups: number }): Phrase =>
  summary('groups', { one: '{{count}} group', other: '{{count}} groups' }, { count: groups });
export const causalSummary = (): Phrase => summary('causal', 'causal');
export const strideSummary = (stride: readonly number[]): Phrase =>
  summary('stride', 'stride {{stride}}', { stride: formatShape([...new Set(stride)]) });
export const filtersSummary = ({ filters, kernel }: { readonly filters: number; readonly kernel: Shape }): Phrase =>
  summary(
    'filters',
    { one: '{{count}} filter {{kernel}}', other: '{{count}} filters {{kernel}}' },
    { count: filters, kernel: formatShape(kernel) },
  );
export const elementwise = (): Phrase => summary('elementwise', 'element by element');
export const alphaSummary = ({ alpha }: { readonly alpha: number }): Phrase =>
  summary('alpha', 'alpha {{alpha}}', { alpha });
export const rangeSummary = ({ low, high }: { readonly low: number | Verbatim; readonly high: number }): Phrase =>
  summary('range', '{{low}} to {{high}}', { low, high });
export const pooledTo = (kind: 'average' | 'max', size: Value): Phrase =>
  summary('pooled-to', '{{kind}} to {{size}}', { kind: named(`options.${kind}`, kind), size });
