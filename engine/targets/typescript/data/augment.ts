/** Augmentation in `src/data.ts` of an exported project: what `src/augment.ts` is told, and where it comes into a batch. */
import type { Document } from '../../../graph/document.ts';
import { literal } from '../../literals.ts';
import { areSounds } from '../../../graph/sounds.ts';
import type { Writer } from '../../writer.ts';
import type { Feed, Feeds } from './feeds.ts';

export const isAugmented = ({ data }: Pick<Document, 'data'>): boolean => (data.augment?.length ?? 0) > 0;

export function writeAugmentation(
  w: Writer,
  { data }: Pick<Document, 'data'>,
  { inputs, targets }: Feeds,
  plain: boolean,
): void {
  const feeds = [...inputs, ...targets].map((feed) => ({
    name: feed.key,
    column: feed.column,
    mask:
      feed.key.startsWith('target:') &&
      (feed.dtype === 'int32' || feed.transforms.some(({ type }) => type === 'oneHot')),
    channelsLast: feed.channelsLast === true,
    fed: inputs.includes(feed) ? fedAs(feed, areSounds(data.dataset)) : undefined,
  }));
  w.line('/** What chance does to the rows that are learned from, in this order. */');
  w.line(`const AUGMENTATION = ${literal(data.augment ?? [])};`);
  w.line(`const FEEDS = ${literal(feeds)} as const;`).line();
  w.text(AUGMENTED + (plain ? MIXED_VALUES : MIXED)).line();
}

/** What tells where the steps or tokens of a row lie. */
const fedAs = ({ dtype, shape = [], transforms }: Feed, isSound: boolean) => ({
  dtype,
  shape,
  isSound: isSound || transforms.some(({ type }) => type === 'logMel'),
});

const AUGMENTED = `/** A column as augmentation sees it. */
function seen({ shape: [, ...own], data }: Numbers, mask: boolean, channelsLast: boolean): Column {
  if (mask) return { kind: 'category', shape: own };
  const placed = own.length === 2 ? [1, ...own] : own;
  const isPicture = data instanceof Uint8Array && own.length >= 2;
  return { kind: isPicture ? 'image' : 'number', shape: channelsLast ? placed.slice(1) : placed, range: [0, 255] };
}

/** Where the steps or tokens of a row lie: of a spectrogram in the middle, where its channel is the last. */
function sequence(fed: (typeof FEEDS)[number]['fed'], channelsLast: boolean): Sequence | undefined {
  const found = fed && orderOf(fed, fed.isSound);
  return found && channelsLast && found.axis === 2 ? { ...found, axis: 1 } : found;
}

let augmenters: { readonly changing: Augmenter; readonly mixing: Augmenter } | undefined;
function augmentersOf(table: Table) {
  const of = (mixing: boolean) =>
    new Augmenter(
      AUGMENTATION,
      FEEDS.map(({ name, column, mask, channelsLast, fed }) => ({
        name,
        source: seen(table[column], mask, mixing && channelsLast),
        labels: false,
        sequence: sequence(fed, channelsLast),
      })),
    );
  return (augmenters ??= { changing: of(false), mixing: of(true) });
}

/** Rows of a column, changed as at this moment of the training; as they are without one. */
function changed(table: Table, feed: string, numbers: Numbers, rows: ArrayLike<number>, moment?: Moment): Numbers {
  if (!moment || augmentersOf(table).changing.leaves(feed)) return numbers;
  const raw = { dtype: 'float32' as const, shape: numbers.shape, data: Float32Array.from(numbers.data) };
  augmentersOf(table).changing.change(feed, raw, rows, moment);
  return raw;
}
`;

const MIXED = `
/** A batch with what happens to its rows as they are fed: steps and tokens are changed, rows mixed with those before them. */
function mixed(table: Table, feeds: Record<string, tf.Tensor>, rows: ArrayLike<number>, moment?: Moment): Record<string, tf.Tensor> {
  if (!moment || !augmentersOf(table).mixing.changesFed) return feeds;
  const raw = Object.entries(feeds).map(([name, x]) => {
    const data = x.dataSync().slice() as Float32Array | Int32Array;
    return [name, { dtype: x.dtype as 'float32' | 'int32', shape: x.shape, data }] as const;
  });
  augmentersOf(table).mixing.changeFed(Object.fromEntries(raw), rows, moment);
  return Object.fromEntries(raw.map(([name, { dtype, shape, data }]) => [name, tf.tensor(data, shape, dtype)]));
}`;

const MIXED_VALUES = `
/** A batch with what happens to its rows as they are fed: steps and tokens are changed, rows mixed with those before them. */
function mixed(table: Table, feeds: Record<string, Values>, rows: ArrayLike<number>, moment?: Moment): Record<string, Values> {
  if (moment && augmentersOf(table).mixing.changesFed) augmentersOf(table).mixing.changeFed(feeds, rows, moment);
  return feeds;
}`;
