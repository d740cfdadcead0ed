/** The part of `data.py` that gives PyTorch its batches. */
import type { Loading } from '../../python/data/data.ts';

const SOURCE = `class Rows(Dataset):
    """Rows of a split as the network and its losses want them, a whole batch at a time."""

    def __init__(self, split, fits):  #? !augments
        (self.table, self.rows), self.fits = split, fits  #? !augments
    def __init__(self, split, fits, moment=None):  #? augments
        (self.table, self.rows), self.fits, self.moment = split, fits, moment  #? augments

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, row):
        return self.__getitems__([row])

    def __getitems__(self, rows):
        targets = {key: torch.from_numpy(feed.of(self.table, rows, self.fits)) for key, feed in TARGETS.items()}  #? !augments
        return inputs_of(self.table, rows, self.fits), targets  #? !augments
        inputs, targets = read(self.table, rows, self.fits, self.moment)  #? augments
        return [torch.from_numpy(x) for x in inputs], {key: torch.from_numpy(x) for key, x in targets.items()}  #? augments


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
    """The splits, and what the transforms learned from the training rows (\`fits\`, where that is known already)."""
    splits = split_rows(read_tables())
    if fits is None:
        fits = {}
        for feed in (*INPUTS, *TARGETS.values()):
            feed.fit(*splits["train"], fits)
    return splits, fits


def loader(split, fits, batches, workers=0, pin_memory=False):  #? !augments
    """Batches of a split, read by so many processes besides this one."""  #? !augments
def loader(split, fits, batches, workers=0, pin_memory=False, moment=None):  #? augments
    """Batches of a split, read by so many processes besides this one; \`moment\`: seed and epoch of a training."""  #? augments
    return DataLoader(
        Rows(split, fits),  #? !augments
        Rows(split, fits, moment),  #? augments
        batch_sampler=batches,
        num_workers=workers,
        collate_fn=lambda batch: batch,
        pin_memory=pin_memory,
        persistent_workers=False,
    )
`;

export const LOADING: Loading = {
  imports: ['import numpy as np', 'import torch', 'from torch.utils.data import DataLoader, Dataset'],
  source: SOURCE,
};
