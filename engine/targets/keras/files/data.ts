/** The part of `data.py` that gives Keras its batches. */
import type { Loading } from '../../python/data/data.ts';

const SOURCE = `class Batches(keras.utils.PyDataset):
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
        inputs = inputs_of(self.table, rows, self.fits)  #? !augments
        targets = {key: feed.of(self.table, rows, self.fits) for key, feed in TARGETS.items()}  #? !augments
        moment = None if self.seed is None else (self.seed, self.epoch)  #? augments
        inputs, targets = read(self.table, rows, self.fits, moment)  #? augments
        inputs = [arranged(x) for x in inputs] if len(inputs) > 1 else arranged(inputs[0])  #? augments
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
    """The splits, and what the transforms learned from the training rows (\`fits\`, where that is known already)."""
    splits = split_rows(read_tables())
    if fits is None:
        fits = {}
        for feed in (*INPUTS, *TARGETS.values()):
            feed.fit(*splits["train"], fits)
    return splits, fits
`;

export const LOADING: Loading = {
  imports: ['import keras', 'import numpy as np'],
  source: SOURCE,
  readers: {
    mnist: () => ({
      packages: [],
      functions: `def read_mnist():
    """MNIST as Keras fetches it: 60,000 rows to learn from and 10,000 to test on."""
    parts = zip(("train", "test"), keras.datasets.mnist.load_data())
    return {part: {"image": images[:, None], "label": labels} for part, (images, labels) in parts}
`,
      body: () => ['return read_mnist()'],
    }),
  },
};
