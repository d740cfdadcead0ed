/**
 * Augmentation of rows as they are read for training: pictures before their transforms, steps and tokens behind them. What happens to a
 * row follows from the seed, the epoch and the row's place in its table alone; what is mixed into it, from the row before it in its
 * batch besides.
 */
import type { Choice, ColumnConfig } from '../../graph/document.ts';
import { randomStream } from '../../ir/random.ts';
import { definitionName, phrase, verbatim } from '../../phrases.ts';
import { type Problem, problem } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import type { Shape } from '../../types/shape.ts';
import { sizeOf } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import { applySteps, moveAlong, moveMask } from './apply.ts';
import type { Augmentation, Chance, Mix, Scene, Step, Subject } from './define.ts';
import { augmentationOf } from './index.ts';
import { type Sequence, sequenceOf } from './sequence.ts';

/** When rows are read: all chance follows from it and from which rows they are. */
export interface Moment {
  readonly seed: number;
  readonly epoch: number;
}

/** What a feed is to augmentation: the picture itself, a picture or a mask that moves along, or nothing. */
type Role = 'picture' | 'companion' | 'mask' | 'apart';

/** As much of a feed as it depends on. */
interface Kept {
  /** `input:<node>` or `target:<key>`. */
  readonly name: string;
  readonly source: Column;
  readonly labels: boolean;
  /** Where its rows are steps or tokens. */
  readonly sequence?: Sequence | undefined;
}

const isPlaced = ({ shape }: Column, { shape: of }: Column): boolean =>
  shape.length >= 2 && shape.at(-1) === of.at(-1) && shape.at(-2) === of.at(-2);

function roleOf({ name, source, labels }: Kept, picture: Column): Role {
  if (name.startsWith('input:')) return source.kind === 'image' ? 'picture' : 'apart';
  if (!isPlaced(source, picture)) return 'apart';
  return labels || source.kind === 'category' ? 'mask' : 'companion';
}

interface Chosen {
  readonly spec: Augmentation;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Its place in the list, which names its stream. */
  readonly place: number;
}

export class Augmenter {
  readonly #chosen: readonly Chosen[];
  readonly #roles: ReadonlyMap<string, { readonly role: Role; readonly source: Column }>;
  readonly #accompanied: boolean;
  readonly #sequences: ReadonlyMap<string, Sequence>;

  constructor(choices: readonly Choice[], feeds: readonly Kept[]) {
    this.#chosen = choices.map(({ type, settings }, place) => {
      const spec = augmentationOf(type)!;
      return { spec, settings: resolveSettings(spec.settings, settings).settings, place };
    });
    const picture = pictureOf(feeds)?.source;
    this.#roles = new Map(
      feeds.map((feed) => [feed.name, { role: picture ? roleOf(feed, picture) : 'apart', source: feed.source }]),
    );
    this.#sequences = new Map(feeds.flatMap(({ name, sequence }) => (sequence ? [[name, sequence]] : [])));
    this.#accompanied = [...this.#roles.values()].some(({ role }) => role === 'mask' || role === 'companion');
  }

  /** Whether the feed's rows come out of `place` as they went in. */
  leaves(feed: string): boolean {
    return !this.places(feed) || this.#chosen.every(({ spec }) => !spec.steps);
  }

  /** Whether it is a picture, or goes along with one. */
  places(feed: string): boolean {
    return (this.#roles.get(feed)?.role ?? 'apart') !== 'apart';
  }

  /** Changes raw rows of a feed in their own array. */
  change(feed: string, raw: Tensor, rows: ArrayLike<number>, moment: Moment): void {
    const { role, source } = this.#roles.get(feed)!;
    const [height, width] = source.shape.slice(-2) as [number, number];
    const size = sizeOf(source.shape);
    const scene: Scene = { height, width, accompanied: this.#accompanied };
    for (let i = 0; i < rows.length; i++) {
      const steps = this.#steps(rows[i]!, moment, scene);
      const data = raw.data.subarray(i * size, (i + 1) * size) as Float32Array;
      const one = { data, channels: size / (height * width), height, width };
      if (role === 'mask') moveMask(one, steps);
      else if (role === 'companion') moveAlong(one, steps);
      else ranged(data, source.range, steps, () => applySteps(one, steps));
    }
  }

  #steps(row: number, moment: Moment, scene: Scene): readonly Step[] {
    return this.#chosen.flatMap(({ spec, settings, place }) => {
      const chance = spec.steps && chanceOf(row, moment, place);
      return chance && happens(chance, settings) ? spec.steps!(chance, settings as never, scene) : [];
    });
  }

  /** Changes the rows of a batch as they are fed: steps and tokens, and what is mixed with the row before it. */
  changeFed(feeds: Readonly<Record<string, Tensor>>, rows: ArrayLike<number>, moment: Moment): void {
    for (const one of this.#chosen) {
      if (one.spec.alter) this.#alter(one, feeds, rows, moment);
      if (one.spec.mix) this.#mix(one, feeds, rows, moment);
    }
  }

  #alter(
    { spec, settings, place }: Chosen,
    feeds: Readonly<Record<string, Tensor>>,
    rows: ArrayLike<number>,
    moment: Moment,
  ): void {
    for (const [name, { subject, axis }] of this.#sequences) {
      const tensor = feeds[name];
      if (subject !== spec.subject || !tensor) continue;
      const shape = tensor.shape.slice(1);
      const [outer, length, inner] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
      for (let i = 0; i < rows.length; i++) {
        const chance = chanceOf(rows[i]!, moment, place);
        const data = tensor.data.subarray(i * sizeOf(shape), (i + 1) * sizeOf(shape)) as Float32Array | Int32Array;
        if (happens(chance, settings)) spec.alter!(chance, settings as never, { data, outer, length, inner });
      }
    }
  }

  #mix(
    { spec, settings, place }: Chosen,
    feeds: Readonly<Record<string, Tensor>>,
    rows: ArrayLike<number>,
    moment: Moment,
  ): void {
    const mixes = Array.from(rows, (row): Mix | undefined => {
      const chance = chanceOf(row, moment, place);
      return happens(chance, settings) ? spec.mix!(chance, settings as never) : undefined;
    });
    for (const [name, tensor] of Object.entries(feeds)) {
      const { role, source } = this.#roles.get(name)!;
      mixRows(tensor, mixes, role === 'apart' ? undefined : source.shape);
    }
  }

  /** Whether `changeFed` does something. */
  get changesFed(): boolean {
    return this.#chosen.some(({ spec }) => spec.mix || spec.alter);
  }
}

const pictureOf = (feeds: readonly Kept[]): Kept | undefined =>
  feeds.find(({ name, source }) => name.startsWith('input:') && source.kind === 'image');

const chanceOf = (row: number, { seed, epoch }: Moment, place: number): Chance =>
  randomStream(seed, `augment/${place}/${epoch}/${row}`);
const happens = (chance: Chance, { share }: Readonly<Record<string, unknown>>): boolean => chance() < (share as number);

/** Values are changed between 0 and 1; where they only move they stay what they are. */
function ranged(data: Float32Array, range: Column['range'], steps: readonly Step[], change: () => void): void {
  const [least, most] = range ?? [0, 1];
  const scaled = least !== 0 || (most !== 1 && steps.some(({ kind }) => kind === 'paint'));
  if (scaled) for (let i = 0; i < data.length; i++) data[i] = (data[i]! - least) / (most - least);
  change();
  if (scaled) for (let i = 0; i < data.length; i++) data[i] = data[i]! * (most - least) + least;
}

/** `places`: the raw shape whose last axes are height and width; undefined of what has no places. Class numbers cannot be blended. */
function mixRows({ dtype, shape, data }: Tensor, mixes: readonly (Mix | undefined)[], places: Shape | undefined): void {
  const count = shape[0]!;
  const size = data.length / count;
  const old = data.slice();
  mixes.forEach((mix, i) => {
    if (!mix) return;
    const [own, other] = [i * size, ((i + count - 1) % count) * size];
    if (mix.box && places) copyBox(data, old, { own, other, box: mix.box, shape: shape.slice(1), places });
    else if (dtype === 'float32')
      for (let at = 0; at < size; at++)
        data[own + at] = mix.share * old[own + at]! + (1 - mix.share) * old[other + at]!;
  });
}

function copyBox(
  data: Tensor['data'],
  old: Tensor['data'],
  at: {
    readonly own: number;
    readonly other: number;
    readonly box: NonNullable<Mix['box']>;
    readonly shape: Shape;
    readonly places: Shape;
  },
): void {
  const { own, other, box, shape, places } = at;
  const axis = places.length - 2;
  const [height, width] = [shape[axis]!, shape[axis + 1]!];
  const inner = sizeOf(shape.slice(axis + 2));
  const [left, right] = [Math.round(box[0] * width), Math.round(box[2] * width)];
  const [top, bottom] = [Math.round(box[1] * height), Math.round(box[3] * height)];
  for (let outer = 0; outer < sizeOf(shape.slice(0, axis)); outer++)
    for (let row = top; row < bottom; row++) {
      const line = (outer * height + row) * width;
      const [from, end] = [(line + left) * inner, (line + right) * inner];
      data.set(old.subarray(other + from, other + end) as never, own + from);
    }
}

interface Fed extends Kept {
  readonly config: ColumnConfig;
  readonly column: Column;
}

/** What keeps a document's rows from being augmented as it says. */
export function augmentProblems(choices: readonly Choice[] | undefined, feeds: readonly Fed[]): Problem[] {
  const known = (choices ?? []).filter(({ type }) => augmentationOf(type));
  if (known.length === 0 || feeds.length === 0) return [];
  return [...withoutSubject(known, subjectsOf(feeds)), ...pictureProblems(known, feeds)];
}

/** What there is among the inputs that can be changed. */
export function subjectsOf(feeds: readonly Fed[]): ReadonlySet<Subject> {
  const sequences = feeds.flatMap((feed) => sequenceOf(feed)?.subject ?? []);
  return new Set([...(pictureOf(feeds) ? ['picture' as const] : []), ...sequences]);
}

/** The first of those that find nothing to change, for each kind of thing. */
function withoutSubject(known: readonly Choice[], there: ReadonlySet<Subject>): Problem[] {
  const idle = new Map<Subject, Augmentation>();
  for (const { type } of known) {
    const augmentation = augmentationOf(type)!;
    const { subject = 'picture' } = augmentation;
    if (!there.has(subject) && !idle.has(subject)) idle.set(subject, augmentation);
  }
  return [...idle].map(([subject, augmentation]) =>
    subject === 'picture'
      ? problem('augment-without-pictures', {})
      : problem('augment-without-sequence', {
          augmentation: definitionName('augmentations', augmentation),
          what: phrase(subject === 'steps' ? 'rows-of-steps' : 'rows-of-tokens'),
        }),
  );
}

/** Of those that change pictures. */
function pictureProblems(known: readonly Choice[], feeds: readonly Fed[]): Problem[] {
  const picture = pictureOf(feeds);
  if (!picture || known.every(({ type }) => augmentationOf(type)!.alter)) return [];
  const mixes = known.some(({ type }) => augmentationOf(type)!.mix);
  const blends = known.some(({ type }) => type === 'mixup');
  return feeds.flatMap((feed): Problem[] => {
    const { name, source, column, config } = feed;
    const placed = roleOf(feed, picture.source) !== 'apart';
    const key = name.slice(name.indexOf(':') + 1);
    if (name.startsWith('target:') && !placed && source.shape.length >= 2 && source.kind !== 'tokens')
      return [problem('augment-other-size', { column: verbatim(source.name), picture: verbatim(picture.source.name) })];
    if (!mixes || column.dtype !== 'int32' || (placed && !blends)) return [];
    const classes = source.classes?.length;
    if (name.startsWith('input:') || !classes) return [problem('mix-of-classes', { column: verbatim(source.name) })];
    const value = [...config.transforms, { type: 'oneHot', settings: { classes } }];
    const actions = [{ kind: 'configure' as const, path: ['data', 'targets', key, 'transforms'], value }];
    const title = phrase('one-hot-column', { column: verbatim(source.name) });
    return [problem('mix-of-classes', { column: verbatim(source.name) }, { repairs: [{ title, actions }] })];
  });
}
