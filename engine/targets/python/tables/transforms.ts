/** What is done with the values of a table's columns, as classes of Python on NumPy. */
import type { Written } from '../written.ts';

export const TABLE_TRANSFORMS: Readonly<Record<string, Written>> = {
  Impute: {
    text: `class Impute:
    """Puts a number where there is none, of a category the most frequent class; a flag says so in a second one."""

    def __init__(self, by, value, flag, classes=None):
        self.by, self.value, self.flag, self.classes = by, value, flag, classes

    def fit(self, batches):
        if self.classes is not None:
            missing = self.classes - 1
            values = np.concatenate([np.ravel(x) for x in batches()])
            counts = np.bincount(values[(values >= 0) & (values < missing)], minlength=max(missing, 1))
            return {"fill": [int(counts.argmax())], "missing": missing}
        if self.by == "constant":
            return {"fill": [self.value]}
        columns = np.concatenate([x.reshape(len(x), -1) for x in batches()]).astype(np.float64).T
        known = [column[~np.isnan(column)] for column in columns]
        return {"fill": [float(self.usual(values)) if len(values) else 0.0 for values in known]}

    def usual(self, values):
        if self.by == "frequent":
            found, counts = np.unique(values, return_counts=True)
            return found[counts.argmax()]
        return np.mean(values) if self.by == "mean" else np.median(values)

    def __call__(self, x, fit):
        if self.classes is not None:
            return np.where((x < 0) | (x == fit["missing"]), fit["fill"][0], x)
        gaps = np.isnan(x)
        filled = np.where(gaps, np.reshape(fit["fill"], x.shape[1:]), x)
        return np.stack([filled, gaps], axis=-1) if self.flag else filled

    def undo(self, x, fit):
        """What was put in stays; flags are left out."""
        return x[..., 0] if self.flag else x
`,
  },
  Power: {
    packages: ['scipy'],
    text: `class Power:
    """Bends values until they lie as a normal distribution does (Yeo and Johnson 2000), then standardizes them."""

    def fit(self, batches):
        from scipy.stats import yeojohnson_normmax

        columns = np.concatenate([x.reshape(len(x), -1) for x in batches()]).astype(np.float64).T
        found = {"power": [], "mean": [], "deviation": []}
        for column in columns:
            values = column[~np.isnan(column)]
            power = 1.0 if len(values) == 0 or np.ptp(values) == 0 else float(yeojohnson_normmax(values))
            bent = self.bend(values, power) if len(values) else np.zeros(1)
            found["power"].append(power)
            found["mean"].append(float(bent.mean()))
            found["deviation"].append(float(bent.std()) or 1.0)
        return found

    def bend(self, x, power):
        def up(x, power):
            return np.log1p(x) if abs(power) < 2**-52 else np.expm1(power * np.log1p(x)) / power

        return np.where(x < 0, -up(np.maximum(-x, 0), 2 - power), up(np.maximum(x, 0), power))

    def straighten(self, y, power):
        def down(y, power):
            return np.expm1(y) if abs(power) < 2**-52 else np.expm1(np.log1p(power * y) / power)

        with np.errstate(invalid="ignore"):
            return np.where(y < 0, -down(np.maximum(-y, 0), 2 - power), down(np.maximum(y, 0), power))

    def each(self, x, change):
        rows = np.asarray(x, np.float64).reshape(len(x), -1)
        return np.stack([change(rows[:, at], at) for at in range(rows.shape[1])], axis=1).reshape(np.shape(x))

    def __call__(self, x, fit):
        return self.each(x, lambda own, at: (self.bend(own, fit["power"][at]) - fit["mean"][at]) / fit["deviation"][at])

    def undo(self, x, fit):
        return self.each(x, lambda own, at: self.straighten(own * fit["deviation"][at] + fit["mean"][at], fit["power"][at]))
`,
  },
  Ordinal: {
    text: `class Ordinal:
    """Class numbers as numbers; \`unknown\` is what stands for no class."""

    def __init__(self, unknown):
        self.unknown = unknown

    def __call__(self, x, fit):
        return np.where(x < 0, self.unknown, x).astype(np.float32)

    def undo(self, x, fit):
        return x
`,
  },
  Hash: {
    needs: ['hash_of'],
    text: `class Hash:
    """A 1 at the place that a class's letters come to, of so many."""

    def __init__(self, buckets, classes):
        self.buckets, self.classes = buckets, classes

    def fit(self, batches):
        return {"places": [hash_of(name) % self.buckets for name in self.classes]}

    def __call__(self, x, fit):
        places = np.array([*fit["places"], -1])
        known = np.where((x >= 0) & (x < len(self.classes)), x, len(self.classes))
        # below -1 it is what no class is called, hashed already
        place = np.where(x < -1, (-2 - x) % self.buckets, places[known])
        return (place[..., None] == np.arange(self.buckets)).astype(np.float32)
`,
  },
  Bucket: {
    text: `class Bucket:
    """Which of so many ranges a number lies in; the last is none."""

    def __init__(self, buckets, by):
        self.buckets, self.by = buckets, by

    def fit(self, batches):
        values = np.concatenate([np.ravel(x) for x in batches()]).astype(np.float64)
        values = values[~np.isnan(values)]
        values = values if len(values) else np.zeros(1)
        places = np.arange(self.buckets + 1) / self.buckets
        edges = np.quantile(values, places) if self.by == "quantile" else values.min() + np.ptp(values) * places
        # ranges without width are none; the outer edges bound nothing
        wide = np.concatenate([[True], np.diff(edges) > 1e-8])
        return {"edges": edges[wide][1:-1].tolist()}

    def __call__(self, x, fit):
        return np.where(np.isnan(x), self.buckets, np.searchsorted(fit["edges"], x, side="right")).astype(np.int64)
`,
  },
  DateParts: {
    text: `class DateParts:
    """What a date says, of the days since 1970."""

    def __init__(self, *parts):
        self.parts = parts

    def __call__(self, x, fit):
        missing = np.isnan(x)
        whole = np.floor(np.where(missing, 0, x).astype(np.float64))
        day = whole.astype(np.int64).astype("datetime64[D]")
        month, year = day.astype("datetime64[M]"), day.astype("datetime64[Y]")
        # times of day are those of the nearest five minutes
        fives = np.floor((np.where(missing, 0, x).astype(np.float64) - whole) * 288 + 0.5)
        found = {
            "year": year.astype(np.int64) + 1970,
            "month": month.astype(np.int64) % 12 + 1,
            "day": (day - month).astype(np.int64) + 1,
            "weekday": (whole + 3) % 7,
            "dayOfYear": (day - year).astype(np.int64) + 1,
            "hour": 24 * np.minimum(287, fives) / 288,
        }
        return np.stack([np.where(missing, np.nan, found[part]) for part in self.parts], axis=-1)
`,
  },
  Cyclic: {
    text: `class Cyclic:
    """Sine and cosine of what comes again after a period."""

    def __init__(self, period):
        self.period = period

    def __call__(self, x, fit):
        turn = 2 * np.pi * np.asarray(x, np.float64) / self.period
        return np.stack([np.sin(turn), np.cos(turn)], axis=-1)
`,
  },
};

/** Functions that classes call. */
export const TABLE_HELPERS: Readonly<Record<string, string>> = {
  hash_of: `def hash_of(word):
    """A number for a word, the same everywhere and for ever: MurmurHash3 of its UTF-8, from the seed 0."""
    mask, data = 0xFFFFFFFF, word.encode("utf-8", "replace")

    def turned(x, by):
        return ((x << by) | (x >> (32 - by))) & mask

    def mixed(block):
        return turned(block * 0xCC9E2D51 & mask, 15) * 0x1B873593 & mask

    whole = len(data) - len(data) % 4
    value = 0
    for at in range(0, whole, 4):
        value = (turned(value ^ mixed(int.from_bytes(data[at : at + 4], "little")), 13) * 5 + 0xE6546B64) & mask
    if whole < len(data):
        value ^= mixed(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    value = (value ^ (value >> 16)) * 0x85EBCA6B & mask
    value = (value ^ (value >> 13)) * 0xC2B2AE35 & mask
    value ^= value >> 16
    return min(abs(value - (1 << 32) if value >> 31 else value), 0x7FFFFFFF - 2)


def class_of_unknown(word):
    """The number of a word that no class is called by: below -1."""
    return -2 - hash_of(word)
`,
};
