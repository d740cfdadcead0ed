/** What is done with the values of columns, as classes of Python on NumPy. */
import { TABLE_HELPERS, TABLE_TRANSFORMS } from '../tables/transforms.ts';
import { TEXT_HELPERS, TEXT_TRANSFORMS } from '../tables/texts.ts';
import type { Written } from '../written.ts';
import { PICTURE_HELPERS, PICTURE_TRANSFORMS } from './pictures.ts';

const NUMBER_TRANSFORMS: Readonly<Record<string, string>> = {
  Scale: `class Scale:
    def __init__(self, divisor, subtract, divide):
        self.divisor, self.subtract, self.divide = divisor, subtract, divide

    def __call__(self, x, fit):
        return (np.float64(x) / self.divisor - self.subtract) / self.divide

    def undo(self, x, fit):
        return (np.float64(x) * self.divide + self.subtract) * self.divisor
`,
  Standardize: `class Standardize:
    """Subtracts the mean of the training rows and divides by their standard deviation."""

    def __init__(self, per):
        self.per = per

    def shape(self, row):
        """What has a mean of its own, laid along the axes of a row."""
        if self.per == "column" or len(row) == 0:
            return (1,) * max(len(row), 1) if len(row) else ()
        return tuple(row) if self.per == "value" or len(row) == 1 else (row[0], *[1] * (len(row) - 1))

    def fit(self, batches):
        """Mean and deviation, read in pieces: once for the means, once for the deviations from them."""
        def average(of):
            total, count = 0.0, 0
            for x in batches():
                shape = self.shape(x.shape[1:])
                axes = (0, *(axis + 1 for axis, size in enumerate(shape) if size == 1))
                total = total + of(x.astype(np.float64)).sum(axes, keepdims=True)[0]
                count += x.size / max(int(np.prod(shape)), 1)
            return total / max(count, 1)

        mean = average(lambda x: x)
        deviation = np.sqrt(average(lambda x: (x - mean) ** 2))
        deviation = np.where(deviation == 0, 1, deviation)
        return {"mean": np.ravel(mean).tolist(), "deviation": np.ravel(deviation).tolist()}

    def __call__(self, x, fit):
        shape = self.shape(x.shape[1:])
        return (x - np.reshape(fit["mean"], shape)) / np.reshape(fit["deviation"], shape)

    def undo(self, x, fit):
        shape = self.shape(x.shape[1:])
        return x * np.reshape(fit["deviation"], shape) + np.reshape(fit["mean"], shape)
`,
  MinMax: `class MinMax:
    """Moves and stretches each value so that the training rows lie in a range."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def fit(self, batches):
        least, greatest = np.inf, -np.inf
        for x in batches():
            rows = x.reshape(len(x), -1)
            least, greatest = np.fmin(least, np.fmin.reduce(rows)), np.fmax(greatest, np.fmax.reduce(rows))
        known = np.isfinite(least)
        return {"least": np.where(known, least, 0).tolist(), "greatest": np.where(known, greatest, 1).tolist()}

    def range(self, x, fit):
        least, greatest = (np.reshape(fit[name], x.shape[1:]) for name in ("least", "greatest"))
        return least, np.where(greatest == least, 1, greatest - least)

    def __call__(self, x, fit):
        least, span = self.range(x, fit)
        return self.start + (x - least) / span * (self.end - self.start)

    def undo(self, x, fit):
        least, span = self.range(x, fit)
        return least + (0 if self.end == self.start else (x - self.start) / (self.end - self.start)) * span
`,
  Robust: `class Robust:
    """Subtracts the median of the training rows and divides by the distance between two of their quantiles."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def fit(self, batches):
        rows = np.concatenate([x.reshape(len(x), -1) for x in batches()])
        low, middle, high = np.nanquantile(rows.astype(np.float64), [self.start, 0.5, self.end], axis=0)
        return {"middle": middle.tolist(), "span": np.where(high == low, 1, high - low).tolist()}

    def __call__(self, x, fit):
        return (x - np.reshape(fit["middle"], x.shape[1:])) / np.reshape(fit["span"], x.shape[1:])

    def undo(self, x, fit):
        return x * np.reshape(fit["span"], x.shape[1:]) + np.reshape(fit["middle"], x.shape[1:])
`,
  Log: `class Log:
    def __call__(self, x, fit):
        return np.sign(x) * np.log1p(np.abs(np.float64(x)))

    def undo(self, x, fit):
        return np.sign(x) * np.expm1(np.abs(np.float64(x)))
`,
  Clip: `class Clip:
    def __init__(self, least, greatest):
        self.least, self.greatest = least, greatest

    def __call__(self, x, fit):
        return np.clip(x, self.least, self.greatest)

    def undo(self, x, fit):
        """What was cut off is not known any more."""
        return x
`,
  LogMel: `class LogMel:
    """A sound as a log-mel spectrogram: power spectra of Hann windows in triangles on the mel scale (HTK), and the logarithm of that."""

    def __init__(self, rate, window, step, bands, lowest, highest):
        self.window, self.step = (max(2, int(np.floor(length * rate / 1000 + 0.5))) for length in (window, step))
        self.size = max(2, 2 ** int(np.ceil(np.log2(self.window))))
        self.hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.window) / self.window)
        low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (lowest, highest or rate / 2))
        points = 700 * (10 ** ((low + np.arange(bands + 2) * (high - low) / (bands + 1)) / 2595) - 1)
        left, top, right = (points[at : at + bands, None] for at in range(3))
        heard = np.arange(self.size // 2 + 1) * rate / self.size
        self.triangles = np.maximum(0, np.minimum((heard - left) / (top - left), (right - heard) / (right - top)))

    def __call__(self, x, fit):
        frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), self.window, axis=1)[:, :: self.step]
        power = np.abs(np.fft.rfft(frames * self.hann, self.size)) ** 2
        return np.log(power @ self.triangles.T + 1e-6).transpose(0, 2, 1)[:, None]
`,
  OneHot: `class OneHot:
    def __init__(self, classes):
        self.classes = classes

    def __call__(self, x, fit):
        return (x[..., None] == np.arange(self.classes)).astype(np.float32)
`,
};

/** The classes of the transforms, by the names that they are called by in `data.py`. */
const TRANSFORM_CLASSES: Readonly<Record<string, Written>> = {
  ...Object.fromEntries(Object.entries(NUMBER_TRANSFORMS).map(([name, text]) => [name, { text }])),
  ...TABLE_TRANSFORMS,
  ...TEXT_TRANSFORMS,
  ...PICTURE_TRANSFORMS,
};
const HELPERS: Readonly<Record<string, string>> = { ...TABLE_HELPERS, ...TEXT_HELPERS, ...PICTURE_HELPERS };

/** A helper by its name. */
export const helperText = (name: string): string => HELPERS[name]!;

/** The classes of these names, with what they call before them but for what is written already. */
export function transformClasses(
  names: readonly string[],
  written: readonly string[],
): Omit<Required<Written>, 'needs'> {
  const classes = Object.entries(TRANSFORM_CLASSES).flatMap(([name, one]) => (names.includes(name) ? [one] : []));
  const each = (of: (one: Written) => readonly string[] | undefined) => [
    ...new Set(classes.flatMap((one) => of(one) ?? [])),
  ];
  const needs = each((one) => one.needs).filter((name) => !written.includes(name));
  const helpers = Object.entries(HELPERS).flatMap(([name, text]) => (needs.includes(name) ? [text] : []));
  return {
    text: [...helpers, ...classes.map(({ text }) => text)].join('\n\n'),
    imports: each(({ imports }) => imports),
    packages: each(({ packages }) => packages),
  };
}

/** What goes back from answers to the units of a target. */
export const OWN_UNITS = `def in_own_units(key, values, fits):
    """Values of a target as the network learns it, in the units that the data have them in."""
    feed, x = TARGETS[key], np.asarray(values, np.float64)
    learned = fits.get(feed.key, [])
    for at in reversed(range(len(feed.transforms))):
        x = feed.transforms[at].undo(x, learned[at] if at < len(learned) else None)
    return np.asarray(x, np.float32)
`;
