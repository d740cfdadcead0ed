/** `augment.py` of an exported project: what chance does to the rows that are learned from, in the engine's own arithmetic. */
import type { Choice, Document } from '../../../graph/document.ts';
import { areSounds } from '../../../graph/sounds.ts';
import { literal } from '../text.ts';
import { AUGMENTATION_CLASSES } from './augmentations.ts';
import { FUNCTIONS, NEEDS } from './common.ts';

export const isAugmented = ({ data }: Pick<Document, 'data'>): boolean => (data.augment?.length ?? 0) > 0;

/** The settings of each in the order in which its class takes them, with what they are where nobody says otherwise. */
export const AUGMENTATION_DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  flip: { axis: 'horizontal', share: 0.5 },
  rotate: { degrees: 15, border: 'black', share: 1 },
  shift: { across: 0.1, down: 0.1, border: 'black', share: 1 },
  zoom: { least: 1, most: 1.3, ratio: 1, border: 'black', share: 1 },
  shear: { across: 10, down: 0, border: 'black', share: 1 },
  perspective: { distortion: 0.3, border: 'black', share: 0.5 },
  colour: { brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0, share: 1 },
  blur: { least: 0.1, most: 2, share: 0.5 },
  noise: { deviation: 0.05, share: 1 },
  cutout: { size: 0.4, fill: 'black', share: 1 },
  mixup: { alpha: 0.2, share: 1 },
  cutMix: { alpha: 1, share: 0.5 },
  randAugment: { changes: 2, strength: 9, border: 'black', share: 1 },
  augMix: { chains: 3, strength: 3, alpha: 1, share: 1 },
  timeMask: { count: 1, longest: 0.2, fill: 'mean', share: 1 },
  timeStretch: { most: 0.1, share: 1 },
  tokenDropout: { rate: 0.1, place: 'replaced', token: 1, share: 1 },
};

const className = (text: string): string => /^class (\w+)/.exec(text)![1]!;

const callOf = ({ type, settings }: Choice): string =>
  `${className(AUGMENTATION_CLASSES[type]!.text)}(${Object.entries(AUGMENTATION_DEFAULTS[type]!)
    .map(([name, usual]) => `${name}=${literal(settings[name] ?? usual)}`)
    .join(', ')})`;

/** Names of functions with those that they call. */
function withNeeds(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    NEEDS[name]?.forEach(take);
  };
  names.forEach(take);
  return found;
}

export function augmentSource({ data }: Pick<Document, 'data'>): string {
  const choices = data.augment ?? [];
  const types = Object.keys(AUGMENTATION_CLASSES).filter((type) => choices.some((choice) => choice.type === type));
  const classes = types.map((type) => AUGMENTATION_CLASSES[type]!);
  const needed = withNeeds(['gathered', 'warp_nearest', ...classes.flatMap(({ needs }) => needs)]);
  const functions = Object.entries(FUNCTIONS).flatMap(([name, text]) => (needed.has(name) ? [text] : []));
  const isSound = areSounds(data.dataset);
  const sounds = `# Inputs of numbers are sounds: samples, or a spectrogram of them.\nSOUNDS = ${literal(isSound)}\n`;
  const list = choices.map((choice) => `    ${callOf(choice)},`).join('\n');
  return [
    HEAD,
    ...functions,
    ...classes.map(({ text }) => text),
    `# In this order.\nAUGMENTATIONS = [\n${list}\n]\n`,
    sounds,
    AUGMENTER,
  ].join('\n\n');
}

const HEAD = `"""What chance does to the rows that are learned from, as Layerloom does it: the same seed changes the same row alike."""

import math

import numpy as np

from order import Chance
`;

const AUGMENTER = `class Scene:
    """What is known of a picture before it is read; \`accompanied\`: masks or target pictures go along."""

    def __init__(self, height, width, accompanied):
        self.height, self.width, self.accompanied = height, width, accompanied


def shape_of(table, feed):
    """Of a row as the file has it; pictures without channels have one."""
    own = tuple(table[feed.column].shape[1:]) if feed.column is not None else ()
    return (1, *own) if len(own) == 2 else own


def is_picture(table, feed):
    return feed.key.startswith("input:") and table[feed.column].dtype == np.uint8 and len(shape_of(table, feed)) >= 3


def is_mask(feed):
    """Class numbers of places."""
    ones = any(type(one).__name__ == "OneHot" for one in feed.transforms)
    return feed.key.startswith("target:") and (feed.dtype is np.int64 or ones)


class Augmenter:
    """Changes rows as at a moment of a training: its seed and its epoch. What happens to a row follows from these and its place alone."""

    def __init__(self, table, feeds, moment):
        self.moment = moment
        feeds = [feed for feed in feeds if feed.column is not None and feed.dtype is not None]
        picture = next((feed for feed in feeds if is_picture(table, feed)), None)
        # of pictures and what moves along with them: how a row lies in its file, and the axis of its height where it is fed
        self.shapes, self.axes = {}, {}
        if picture is None:
            return
        size = shape_of(table, picture)[-2:]
        for feed in feeds:
            shape = shape_of(table, feed)
            moves = is_picture(table, feed) or feed.key.startswith("target:")
            if moves and len(shape) >= 3 and shape[-2:] == size:
                self.shapes[feed.key] = shape
                self.axes[feed.key] = 0 if is_mask(feed) and table[feed.column].ndim == 3 else len(shape) - 2
        self.scene = Scene(*size, any(key.startswith("target:") for key in self.shapes))

    def chances(self, place, rows):
        """For each row the chance of an augmentation; none where it does not happen to it."""
        seed, epoch = self.moment
        drawn = [Chance(seed, f"augment/{place}/{epoch}/{row}") for row in rows]
        return [chance if chance() < AUGMENTATIONS[place].share else None for chance in drawn]

    def steps_of(self, rows):
        found = [[] for _ in rows]
        for place, one in enumerate(AUGMENTATIONS):
            if hasattr(one, "steps"):
                for steps, chance in zip(found, self.chances(place, rows)):
                    steps += one.steps(chance, self.scene) if chance else []
        return found

    def change(self, feed, values, rows):
        """Raw rows of a feed: pictures, and what moves along with them."""
        if feed.key not in self.shapes:
            return values
        whole = np.asarray(values)
        out = whole.reshape(len(whole), *self.shapes[feed.key])
        out = out.copy() if is_mask(feed) else out.astype(np.float32)
        for at, steps in enumerate(self.steps_of(rows)):
            if feed.key.startswith("input:"):
                # values are changed between 0 and 1; where they only move they stay what they are
                scale = 1 if all(isinstance(step, Move) for step in steps) else 255
                out[at] = np.float32(apply_steps(out[at] / np.float32(scale), steps)) * np.float32(scale)
                continue
            for step in moves_of(steps):
                moved = warp_nearest if is_mask(feed) else warp
                out[at] = moved(out[at], step.matrix, step.border or "black")
        return out.reshape(whole.shape)

    def change_fed(self, feeds, rows):
        """Rows as they are fed, by their keys and in their own arrays: steps and tokens, and what is mixed with the row before it."""
        for place, one in enumerate(AUGMENTATIONS):
            if hasattr(one, "alter"):
                for key, x in feeds.items():
                    subject, axis = order_of(key, x)
                    if subject == one.subject:
                        for row, chance in zip(x, self.chances(place, rows)):
                            if chance:
                                one.alter(chance, np.moveaxis(row, axis, 0))
            if hasattr(one, "mix"):
                mixes = [chance and one.mix(chance) for chance in self.chances(place, rows)]
                for key, x in feeds.items():
                    self.mix(x, mixes, self.axes.get(key))

    def mix(self, x, mixes, axis):
        old = x.copy()
        for at, mix in enumerate(mixes):
            if mix is None:
                continue
            share, box = mix
            if box is not None and axis is not None:
                height, width = x.shape[1 + axis : 3 + axis]
                left, top, right, bottom = (math.floor(side * size + 0.5) for side, size in zip(box, (width, height) * 2))
                inside = (slice(None),) * axis + (slice(top, bottom), slice(left, right))
                x[at][inside] = old[at - 1][inside]
            elif x.dtype == np.float32:
                x[at] = share * np.float64(old[at]) + (1 - share) * np.float64(old[at - 1])


def order_of(key, x):
    """What the rows of an input are, and the axis of a row along which its steps or tokens lie."""
    rank = x.ndim - 1
    if not key.startswith("input:"):
        return None, 0
    if x.dtype == np.int64:
        return ("tokens", 0) if rank == 1 else (None, 0)
    if SOUNDS:
        return "steps", rank - 1
    return ("steps", 0) if rank == 2 else (None, 0)
`;
