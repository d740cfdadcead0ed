/** Parts of `data.py` and the whole of `order.py`, which do not depend on the document. */

export const FEEDS = `def single(x):
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
        """Puts into \`fits\` what its transforms learn from the training rows, each behind those before it."""
        fits[self.key] = []
        for at, transform in enumerate(self.transforms):
            if not hasattr(transform, "fit"):
                fits[self.key].append({})
                continue

            def batches(at=at):
                for start in range(0, len(rows), 1024):
                    yield self.of(table, rows[start : start + 1024], fits, self.transforms[:at])

            fits[self.key].append(transform.fit(batches))
`;

/** Behind `FEEDS`, where columns are joined. */
export const JOINED_FEEDS = `class JoinedFeed(Feed):
    """Columns side by side, each behind its own transforms, read as one."""

    def __init__(self, key, parts, transforms, shape=None):
        super().__init__(key, None, np.float32, transforms, shape)
        self.parts = parts

    def of(self, table, rows, fits, transforms=None):
        parts = [part.of(table, rows, fits) for part in self.parts]
        return self(np.concatenate([x.reshape(len(x), -1) for x in parts], axis=1), fits, transforms)

    def fit(self, table, rows, fits):
        for part in self.parts:
            part.fit(table, rows, fits)
        super().fit(table, rows, fits)
`;

/** Behind the feeds, where rows are augmented. */
export const READING = `def read(table, rows, fits, moment=None):
    """Inputs, and targets by their keys; \`moment\`, the seed and the epoch of a training, has them changed by chance."""
    feeds = [*INPUTS, *TARGETS.values()]
    augmenter = None if moment is None else Augmenter(table, feeds, moment)

    def of(feed):
        if augmenter is None or feed.column is None:
            return feed.of(table, rows, fits)
        return feed(augmenter.change(feed, table[feed.column][rows], rows), fits)

    found = {feed.key: of(feed) for feed in feeds}
    if augmenter is not None:
        augmenter.change_fed(found, rows)
    return [found[feed.key] for feed in INPUTS], {key: found[feed.key] for key, feed in TARGETS.items()}
`;

export const ORDER = `"""The order of the rows: random numbers from a seed, and how rows are dealt out into splits, as Layerloom has both."""

import numpy as np


def mix(x):
    """Mixes 32 bits; a bijection (Wellons' lowbias32)."""
    x = np.atleast_1d(np.asarray(x, np.uint32)).copy()
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def hash_name(name):
    """A number for a name (FNV-1a over UTF-16)."""
    value = 0x811C9DC5
    units = name.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        value = ((value ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193) & 0xFFFFFFFF
    return value


class Chance:
    """The numbers of a stream under a seed, in [0, 1), one after the other."""

    def __init__(self, seed, name):
        self.key = mix(mix(seed) ^ mix((hash_name(name) + 0x9E3779B9) & 0xFFFFFFFF))
        self.drawn = 0

    def take(self, count):
        places = np.arange(self.drawn, self.drawn + count, dtype=np.uint32)
        self.drawn += count
        return (mix(places + self.key) >> np.uint32(8)).astype(np.float64) / 0x1000000

    def __call__(self):
        return float(self.take(1)[0])


def permutation(size, seed, name):
    """The numbers below a size in random order (Fisher and Yates)."""
    order = list(range(size))
    drawn = Chance(seed, name).take(max(size - 1, 0)).tolist()
    for at, draw in zip(range(size - 1, 0, -1), drawn):
        other = int(draw * (at + 1))
        order[at], order[other] = order[other], order[at]
    return np.array(order, np.int64)


def keys_of(values):
    """A number for what each row has: alike where all its values are."""
    known = {}
    return [known.setdefault(row.tobytes(), len(known)) for row in values.reshape(len(values), -1)]


def parts_of(values, parts):
    """The part of each row, of the parts that its classes name: 0 to learn from, 1 to validate, 2 to test on."""
    rows = np.ravel(values)
    unknown = np.flatnonzero(~np.isin(rows, np.arange(len(parts))))
    if len(unknown) > 0:
        raise ValueError(f"Row {unknown[0] + 1} names no part of the data.")
    return np.array(parts)[rows.astype(np.int64)]


def rows_by_key(order, keys):
    found = {}
    for row in order:
        found.setdefault(keys[row], []).append(int(row))
    return list(found.values())


def deal_rows(method, count, keys, shares, seed):
    """By chance, with a share of every class, whole groups together, in order, or as a column says."""
    if method == "column":
        parts = deal_named(keys, shares, seed)
    elif method == "group":
        parts = deal_groups(count, keys, shares, seed)
    elif method == "stratified":
        parts = deal_classes(count, keys, shares, permutation(count, seed, "split"))
    elif method == "order" and keys is not None:
        parts = deal_spans(keys, shares)
    else:
        testing = int(count * shares["test"])
        validating = int((count - testing) * shares["validation"])
        # the last rows are tested on, those before them watched: what is learned lies in the past
        order = np.arange(count)[::-1] if method == "order" else permutation(count, seed, "split")
        parts = order[:testing], order[testing : testing + validating], order[testing + validating :]
    test, validation, train = (np.sort(np.array(part, np.int64)) for part in parts)
    return {"train": train, "validation": validation, "test": test}


def deal_named(parts, shares, seed):
    """Rows that a column gives to a part; a part that it gives none has its share of those to learn from."""
    train, validation, test = (np.flatnonzero(parts == part) for part in range(3))
    given = {"validation": validation, "test": test}
    left = {part: 0 if len(given[part]) > 0 else share for part, share in shares.items()}
    dealt = {part: train[rows] for part, rows in deal_rows("random", len(train), None, left, seed).items()}
    test, validation = (given[part] if len(given[part]) > 0 else dealt[part] for part in ("test", "validation"))
    return test, validation, dealt["train"]


def deal_spans(spans, shares):
    """The latest windows by their share, then those before; each part begins where the earlier one ended."""
    waiting = np.arange(len(spans))

    def take(share):
        nonlocal waiting
        wanted = int(len(waiting) * share)
        if wanted == 0:
            return []
        border = np.sort(spans[waiting, 0])[::-1][wanted - 1]
        taken = waiting[spans[waiting, 0] >= border]
        waiting = waiting[spans[waiting, 1] < border]
        return taken

    test = take(shares["test"])
    validation = take(shares["validation"])
    return test, validation, waiting


def deal_classes(count, keys, shares, order):
    """Of each class as near its share as whole rows allow: what is left goes where most was rounded off."""
    classes = rows_by_key(order, keys)

    def take(rows):
        total = sum(map(len, classes))
        exact = [len(one) * rows / max(1, total) for one in classes]
        taken = [int(share) for share in exact]
        places = sorted(range(len(exact)), key=lambda place: (-(exact[place] - taken[place]), place))
        for place in places[: rows - sum(taken)]:
            taken[place] += 1
        part = [row for one, number in zip(classes, taken) for row in one[:number]]
        for one, number in zip(classes, taken):
            del one[:number]
        return part

    test = take(int(count * shares["test"]))
    validation = take(int((count - len(test)) * shares["validation"]))
    return test, validation, [row for one in classes for row in one]


def deal_groups(count, keys, shares, seed):
    """Group by group in random order, each to the first part that it brings nearer to its share of the rows."""
    groups = rows_by_key(range(count), keys)
    waiting = [groups[place] for place in permutation(len(groups), seed, "split")]

    def take(wanted):
        nonlocal waiting
        taken, left = [], []
        for rows in waiting:
            if abs(len(taken) + len(rows) - wanted) >= abs(len(taken) - wanted):
                left.append(rows)
            else:
                taken += rows
        waiting = left
        return taken

    test = take(count * shares["test"])
    validation = take((count - len(test)) * shares["validation"])
    return test, validation, [row for rows in waiting for row in rows]
`;
