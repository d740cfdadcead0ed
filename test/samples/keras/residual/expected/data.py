"""The data: read from its files, dealt out into splits, and brought into the form that the network wants."""

import keras
import numpy as np

from order import deal_rows, permutation


def read_npz(path, columns):
    """The tables of a file of arrays: x_train and x_test are the two parts of the column x."""
    arrays = np.load(path)

    def training(column):
        return next((name for name in (column, f"{column}_train", f"{column}train") if name in arrays), column)

    def testing(name):
        if name.endswith("train"):
            return name[:-5] + "test"
        return "" if f"{name}_train" in arrays else f"{name}_test"

    missing = [column for column in columns if training(column) not in arrays]
    if missing:
        raise SystemExit(f"{path} lacks the arrays {', '.join(missing)}.")
    tables = {"train": {column: arrays[training(column)] for column in columns}}
    if all(testing(training(column)) in arrays for column in columns):
        tables["test"] = {column: arrays[testing(training(column))] for column in columns}
    return tables


def read_tables():
    """Columns of raw values: those to learn from, and where there are such to validate and to test on."""
    return read_npz("data.npz", ["image", "class", "size"])


class Scale:
    def __init__(self, divisor, subtract, divide):
        self.divisor, self.subtract, self.divide = divisor, subtract, divide

    def __call__(self, x, fit):
        return (np.float64(x) / self.divisor - self.subtract) / self.divide

    def undo(self, x, fit):
        return (np.float64(x) * self.divide + self.subtract) * self.divisor


class Standardize:
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


def single(x):
    """Numbers in single precision, which they are rounded to behind every transform; classes and texts as they are."""
    return x if isinstance(x, list) or x.dtype == np.int64 else x.astype(np.float32)


class Feed:
    """One thing that is read from a column: its transforms, and the form that the network wants it in."""

    def __init__(self, key, column, dtype, transforms, shape=None):
        self.key, self.column, self.dtype, self.transforms, self.shape = key, column, dtype, transforms, shape

    def raw(self, values):
        if self.dtype is None:
            return list(values)
        values = np.asarray(values)
        return values.astype(self.dtype) if self.shape is None else values.astype(self.dtype).reshape(-1, *self.shape)

    def __call__(self, values, fits, transforms=None):
        x = single(self.raw(values))
        learned = fits.get(self.key, [])
        for at, transform in enumerate(self.transforms if transforms is None else transforms):
            x = single(transform(x, learned[at] if at < len(learned) else None))
        return x

    def of(self, table, rows, fits, transforms=None):
        """Rows of a table as the network wants them."""
        return self(table[self.column][rows], fits, transforms)

    def fit(self, table, rows, fits):
        """Puts into `fits` what its transforms learn from the training rows, each behind those before it."""
        fits[self.key] = []
        for at, transform in enumerate(self.transforms):
            if not hasattr(transform, "fit"):
                fits[self.key].append({})
                continue

            def batches(at=at):
                for start in range(0, len(rows), 1024):
                    yield self.of(table, rows[start : start + 1024], fits, self.transforms[:at])

            fits[self.key].append(transform.fit(batches))


INPUTS = [
    Feed("input:in", "image", np.float32, [Scale(2, 0.1, 3), Standardize("channel")], shape=[2, 8, 8]),
]
TARGETS = {
    "class": Feed("target:class", "class", np.int64, []),
    "how large": Feed("target:how large", "size", np.float32, [], shape=[1]),
}


def split_rows(tables):
    """Which rows are learned from, watched and tested on; the same seed always deals the same."""
    train = tables["train"]
    count = len(train["image"])
    shares = {"validation": 0, "test": 0}
    shares = {part: 0 if part in tables else share for part, share in shares.items()}
    dealt = deal_rows("random", count, None, shares, 0)

    def whole(part):
        return tables[part], np.arange(len(tables[part]["image"]))

    parts = ("train", "validation", "test")
    return {
        part: whole(part) if part != "train" and part in tables else (train, dealt[part]) for part in parts
    }


class Batches(keras.utils.PyDataset):
    """The batches of a split: what the network reads, and by their names what it is judged by."""

    def __init__(self, split, fits, batch_size, seed=None, drop_last=False, **about):
        super().__init__(**about)
        (self.table, self.rows), self.fits, self.batch_size, self.seed = split, fits, batch_size, seed
        self.drop_last = drop_last and len(self.rows) >= batch_size
        self.epoch = 0
        self.order = self.shuffled()

    def __len__(self):
        count = len(self.rows) / self.batch_size
        return int(count) if self.drop_last else -int(-count // 1)

    def __getitem__(self, at):
        rows = self.order[at * self.batch_size : (at + 1) * self.batch_size]
        inputs = inputs_of(self.table, rows, self.fits)
        targets = {key: feed.of(self.table, rows, self.fits) for key, feed in TARGETS.items()}
        return tuple(inputs) if isinstance(inputs, list) else inputs, targets

    def shuffled(self):
        if self.seed is None:
            return self.rows
        return self.rows[permutation(len(self.rows), self.seed, f"shuffle/{self.epoch}")]

    def on_epoch_end(self):
        self.epoch += 1
        self.order = self.shuffled()


def arranged(x):
    """Images with their channels last, as Keras wants them."""
    x = np.moveaxis(x, 1, -1) if x.ndim >= 4 else x
    return x.astype(np.int32) if x.dtype == np.int64 else x


def inputs_of(table, rows, fits):
    """What the network reads of rows of a table: one array for each input."""
    inputs = [arranged(feed.of(table, rows, fits)) for feed in INPUTS]
    return inputs[0] if len(inputs) == 1 else inputs


def open_data(fits=None):
    """The splits, and what the transforms learned from the training rows (`fits`, where that is known already)."""
    splits = split_rows(read_tables())
    if fits is None:
        fits = {}
        for feed in (*INPUTS, *TARGETS.values()):
            feed.fit(*splits["train"], fits)
    return splits, fits
