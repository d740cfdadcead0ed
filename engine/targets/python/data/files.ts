/** Parts of `data.py` and the whole of `order.py`, which do not depend on the document. */

export const FEEDS = `class Feed:
    """One thing that is read from a column: its transforms, and the form that the network wants it in."""

    def __init__(self, key, column, dtype, transforms, shape=None):
        self.key, self.column, self.dtype, self.transforms, self.shape = key, column, dtype, transforms, shape

    def raw(self, values):
        values = np.asarray(values)
        return values.astype(self.dtype) if self.shape is None else values.astype(self.dtype).reshape(-1, *self.shape)

    def __call__(self, values, fits, transforms=None):
        x = self.raw(values)
        learned = fits.get(self.key, [])
        for at, transform in enumerate(self.transforms if transforms is None else transforms):
            x = transform(x, learned[at] if at < len(learned) else None)
        return x if x.dtype == np.int64 else x.astype(np.float32)

    def fit(self, table, rows):
        """What its transforms learn from the training rows, each behind those before it."""
        fits = {self.key: []}
        for at, transform in enumerate(self.transforms):
            if not hasattr(transform, "fit"):
                fits[self.key].append({})
                continue

            def batches(at=at):
                for start in range(0, len(rows), 1024):
                    yield self(table[self.column][rows[start : start + 1024]], fits, self.transforms[:at])

            fits[self.key].append(transform.fit(batches))
        return fits
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


def uniform(count, seed, name):
    """The first numbers of a stream, in [0, 1)."""
    key = mix(mix(seed) ^ mix((hash_name(name) + 0x9E3779B9) & 0xFFFFFFFF))
    return (mix(np.arange(count, dtype=np.uint32) + key) >> np.uint32(8)).astype(np.float64) / 0x1000000


def permutation(size, seed, name):
    """The numbers below a size in random order (Fisher and Yates)."""
    order = list(range(size))
    drawn = uniform(max(size - 1, 0), seed, name).tolist()
    for at, draw in zip(range(size - 1, 0, -1), drawn):
        other = int(draw * (at + 1))
        order[at], order[other] = order[other], order[at]
    return np.array(order, np.int64)


def keys_of(values):
    """A number for what each row has: alike where all its values are."""
    known = {}
    return [known.setdefault(row.tobytes(), len(known)) for row in values.reshape(len(values), -1)]


def rows_by_key(order, keys):
    found = {}
    for row in order:
        found.setdefault(keys[row], []).append(int(row))
    return list(found.values())


def deal_rows(method, count, keys, shares, seed):
    """By chance, with a share of every class, whole groups together, or in order."""
    if method == "group":
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


def deal_spans(spans, shares):
    """The latest windows, so many as their share, then those before them; each part begins where the last of the earlier one has ended."""
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
    """Of each class as near its share as whole rows allow: what is left over goes to those that were rounded down the most."""
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
