"""The data: read from its files, dealt out into splits, and brought into the form that the network wants."""

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from order import deal_rows, permutation


def read_mnist(folder="data"):
    """MNIST as torchvision fetches it: 60,000 rows to learn from and 10,000 to test on."""
    from torchvision.datasets import MNIST

    tables = {}
    for part, learning in (("train", True), ("test", False)):
        dataset = MNIST(folder, train=learning, download=True)
        tables[part] = {"image": dataset.data.numpy()[:, None], "label": dataset.targets.numpy()}
    return tables


def read_tables():
    """Columns of raw values: those to learn from, and where there are such to validate and to test on."""
    return read_mnist()


class Scale:
    def __init__(self, divisor, subtract, divide):
        self.divisor, self.subtract, self.divide = divisor, subtract, divide

    def __call__(self, x, fit):
        return (np.float64(x) / self.divisor - self.subtract) / self.divide

    def undo(self, x, fit):
        return (np.float64(x) * self.divide + self.subtract) * self.divisor


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
    Feed("input:input_1", "image", np.float32, [Scale(255, 0.5, 0.5)], shape=[1, 28, 28]),
]
TARGETS = {
    "target": Feed("target:target", "label", np.int64, []),
}


def split_rows(tables):
    """Which rows are learned from, watched and tested on; the same seed always deals the same."""
    train = tables["train"]
    count = len(train["image"])
    shares = {"validation": 0.1, "test": 0.1}
    shares = {part: 0 if part in tables else share for part, share in shares.items()}
    dealt = deal_rows("random", count, None, shares, 0)

    def whole(part):
        return tables[part], np.arange(len(tables[part]["image"]))

    parts = ("train", "validation", "test")
    return {
        part: whole(part) if part != "train" and part in tables else (train, dealt[part]) for part in parts
    }


class Rows(Dataset):
    """Rows of a split as the network and its losses want them, a whole batch at a time."""

    def __init__(self, split, fits):
        (self.table, self.rows), self.fits = split, fits

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, row):
        return self.__getitems__([row])

    def __getitems__(self, rows):
        targets = {key: torch.from_numpy(feed.of(self.table, rows, self.fits)) for key, feed in TARGETS.items()}
        return inputs_of(self.table, rows, self.fits), targets


def inputs_of(table, rows, fits):
    """What the network reads of rows of a table: a tensor for each input."""
    return [torch.from_numpy(feed.of(table, rows, fits)) for feed in INPUTS]


class Batches:
    """The batches of an epoch, by the rows of the table; each process has its own part of every batch."""

    def __init__(self, rows, batch_size, seed=None, drop_last=False, rank=0, world=1):
        self.rows, self.batch_size, self.seed, self.rank, self.world = rows, batch_size, seed, rank, world
        self.drop_last = drop_last and len(rows) >= batch_size
        self.epoch = 0

    def __len__(self):
        count = len(self.rows) / self.batch_size
        return int(count) if self.drop_last else -int(-count // 1)

    def __iter__(self):
        rows = self.rows
        if self.seed is not None:
            rows = rows[permutation(len(rows), self.seed, f"shuffle/{self.epoch}")]
        for at in range(len(self)):
            yield rows[at * self.batch_size : (at + 1) * self.batch_size][self.rank :: self.world]


def open_data(fits=None):
    """The splits, and what the transforms learned from the training rows (`fits`, where that is known already)."""
    splits = split_rows(read_tables())
    if fits is None:
        fits = {}
        for feed in (*INPUTS, *TARGETS.values()):
            feed.fit(*splits["train"], fits)
    return splits, fits


def loader(split, fits, batches, workers=0, pin_memory=False):
    """Batches of a split, read by so many processes besides this one."""
    return DataLoader(
        Rows(split, fits),
        batch_sampler=batches,
        num_workers=workers,
        collate_fn=lambda batch: batch,
        pin_memory=pin_memory,
        persistent_workers=False,
    )
