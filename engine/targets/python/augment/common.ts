/** Functions of `augment.py` that augmentations call, in the order in which they stand: matrices, planes that are moved, values. */

/** By their names; what each calls stands in `NEEDS`. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  Move: `class Move:
    """Where a place of the picture goes, in pixels from its middle; \`border\`: what comes in from outside, where something does."""

    def __init__(self, matrix, border=None):
        self.matrix, self.border = matrix, border
`,
  turned: `def turned(degrees):
    angle = degrees * math.pi / 180
    return np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
`,
  stretched: `def stretched(across, down):
    return np.diag([across, down, 1.0])
`,
  shifted: `def shifted(across, down):
    return np.array([[1, 0, across], [0, 1, down], [0, 0, 1]], float)
`,
  slanted: `def slanted(across, down):
    return np.array([[1, across, 0], [down, 1, 0], [0, 0, 1]], float)
`,
  perspective_of: `def perspective_of(before, after):
    """The perspective in which four places go to four others."""
    rows = []
    for (x, y), (u, v) in zip(before, after):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return np.append(np.linalg.solve(np.array(rows, float), np.ravel(after)), 1).reshape(3, 3)
`,
  within: `def within(at, size, border):
    """The places that stand for those beyond the edge; -1 where none does."""
    if border == "black":
        return np.where((at >= 0) & (at < size), at, -1)
    if border == "edge":
        return np.clip(at, 0, size - 1)
    # the edge itself stands once: c b | a b c | b a
    place = np.mod(at, max(2 * size - 2, 1))
    return np.where(place < size, place, 2 * size - 2 - place)
`,
  origins: `def origins(matrix, height, width):
    """Where each place of the new picture comes from: its columns and its rows."""
    try:
        (a, b, c), (d, e, f), (g, h, i) = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.full((2, height, width), -1e9)
    middle, centre = (width - 1) / 2, (height - 1) / 2
    v, u = np.meshgrid(np.arange(height) - centre, np.arange(width) - middle, indexing="ij")
    by = g * u + h * v + i
    # what the eye would see behind itself is outside
    seen = by > 0
    by = np.where(seen, by, 1)
    places = np.where(seen, (a * u + b * v + c) / by + middle, -1e9), np.where(seen, (d * u + e * v + f) / by + centre, -1e9)
    # rounding that lies between a pixel and itself is none
    whole = [np.floor(place + 0.5) for place in places]
    return [np.where(np.abs(place - near) < 1e-6, near, place) for place, near in zip(places, whole)]
`,
  warp: `def warp(x, matrix, border):
    """Channels, height, width moved: between four pixels by their distance."""
    height, width = x.shape[-2:]
    columns, rows = origins(matrix, height, width)
    left, top = np.floor(columns), np.floor(rows)
    right, down = columns - left, rows - top
    x0, x1 = (within((left + step).astype(np.int64), width, border) for step in (0, 1))
    y0, y1 = (within((top + step).astype(np.int64), height, border) for step in (0, 1))

    def value(row, column):
        return np.where((row < 0) | (column < 0), 0.0, x[:, row, column].astype(np.float64))

    above = (1 - right) * value(y0, x0) + right * value(y0, x1)
    below = (1 - right) * value(y1, x0) + right * value(y1, x1)
    return ((1 - down) * above + down * below).astype(np.float32)
`,
  warp_nearest: `def warp_nearest(x, matrix, border):
    """Class numbers moved: each place with the class of the nearest, 0 from outside where the border is black."""
    height, width = x.shape[-2:]
    columns, rows = (np.floor(place + 0.5).astype(np.int64) for place in origins(matrix, height, width))
    columns, rows = within(columns, width, border), within(rows, height, border)
    return np.where((rows < 0) | (columns < 0), 0, x[:, rows, columns]).astype(x.dtype)
`,
  gathered: `def gathered(steps):
    """Moves that follow each other and leave the same outside are one: every pixel is read once, and what left may come back."""
    found = []
    for step in steps:
        last = found[-1] if found else None
        both = isinstance(step, Move) and isinstance(last, Move)
        if both and (None in (last.border, step.border) or last.border == step.border):
            found[-1] = Move(step.matrix @ last.matrix, last.border or step.border)
        else:
            found.append(step)
    return found


def apply_steps(x, steps):
    """A picture after moves and changes of its values."""
    for step in gathered(steps):
        x = warp(x, step.matrix, step.border or "black") if isinstance(step, Move) else step(x).astype(np.float32)
    return x


def moves_of(steps):
    return gathered(step for step in steps if isinstance(step, Move))
`,
  either: `def either(chance, most):
    return most * (2 * chance() - 1)
`,
  clamp: `def clamp(x):
    return np.clip(x, 0, 1).astype(np.float32)
`,
  grey_of: `def grey_of(x):
    red, green, blue = (x[0], x[1], x[2]) if len(x) == 3 else (x[0],) * 3
    return x[0] if len(x) < 3 else np.float32(0.2989 * np.float64(red) + 0.587 * np.float64(green) + 0.114 * np.float64(blue))
`,
  brighten: `def brighten(x, factor):
    return clamp(np.float64(x) * factor)
`,
  change_contrast: `def change_contrast(x, factor):
    """Away from the mean of its grey, or towards it."""
    return clamp(factor * np.float64(x) + (1 - factor) * np.float64(grey_of(x)).mean())
`,
  saturate: `def saturate(x, factor):
    """Away from its own grey, or towards it."""
    return x if len(x) < 3 else clamp(factor * np.float64(x) + (1 - factor) * np.float64(grey_of(x)))
`,
  turn_hue: `def turn_hue(x, by):
    """Turned on the circle of colours by a share of it."""
    if len(x) < 3:
        return x
    r, g, b = np.float64(x)
    most = np.maximum(np.maximum(r, g), b)
    span = most - np.minimum(np.minimum(r, g), b)
    safe = np.where(span == 0, 1, span)
    sixth = np.where(most == r, (g - b) / safe, np.where(most == g, 2 + (b - r) / safe, 4 + (r - g) / safe))
    hue = np.fmod(np.fmod(sixth / 6 + by, 1) + 1, 1)
    places = (np.fmod(start + 6 * hue, 6) for start in (5, 3, 1))
    turned = [most - span * np.maximum(0, np.minimum(np.minimum(at, 4 - at), 1)) for at in places]
    return np.where(span == 0, x, np.stack(turned)).astype(np.float32)
`,
  soften: `def soften(x, deviation):
    """Gaussian, of this standard deviation in pixels; beyond an edge lies its mirror image."""
    for axis in (2, 1):
        size = x.shape[axis]
        radius = min(size - 1, math.ceil(3 * deviation))
        weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / deviation) ** 2)
        beside = [(radius, radius) if one == axis else (0, 0) for one in range(3)]
        padded = np.pad(np.float64(x), beside, mode="reflect")
        parts = (weight * np.take(padded, range(at, at + size), axis) for at, weight in enumerate(weights / weights.sum()))
        x = np.float32(sum(parts))
    return x
`,
  sharpen: `def sharpen(x, factor):
    """Sharper than it is, or (below 1) as smooth as the mean of the nine around it; the outermost pixels stay."""
    out, old = x.copy(), np.float64(x)
    height, width = x.shape[1:]
    if height < 3 or width < 3:
        return out
    around = sum(old[:, i : height - 2 + i, j : width - 2 + j] for i in range(3) for j in range(3))
    middle = old[:, 1:-1, 1:-1]
    out[:, 1:-1, 1:-1] = clamp(factor * middle + (1 - factor) * (around + 4 * middle) / 13)
    return out
`,
  bytes_of: `def bytes_of(x):
    return np.floor(255 * np.float64(x) + 0.5).astype(np.int64)
`,
  posterize: `def posterize(x, bits):
    """Keeps so many bits of the eight of each value."""
    return np.float32((bytes_of(x) & (256 - 2 ** (8 - bits))) / 255)
`,
  solarize: `def solarize(x, start):
    """Inverts what is at least so bright."""
    return np.where(x >= start, 1 - np.float64(x), x).astype(np.float32)
`,
  auto_contrast: `def auto_contrast(x):
    """Each channel over the whole range."""
    wide = np.float64(x)
    least, most = (edge(wide, axis=(1, 2), keepdims=True) for edge in (np.min, np.max))
    least, most = np.minimum(least, 1), np.maximum(most, 0)
    return np.where(most > least, clamp((wide - least) / np.where(most > least, most - least, 1)), x)
`,
  equalize: `def equalize(x):
    """Each channel so that all of 256 values are as frequent, as far as its steps allow."""
    out = x.copy()
    for own in out:
        values = bytes_of(own)
        counts = np.bincount(np.ravel(values), minlength=256)
        step = (values.size - counts[counts > 0][-1]) // 255
        if step > 0:
            table = np.minimum(255, (np.cumsum(counts) - counts + step // 2) // step) / 255
            own[...] = table[values]
    return out
`,
  normal: `def normals(chance, count):
    """Standard normal numbers by Box and Muller (1958)."""
    first, second = chance.take(2 * count).reshape(count, 2).T
    return np.sqrt(-2 * np.log(1 - first)) * np.cos(2 * np.pi * second)
`,
  beta: `def gamma(chance, shape):
    """Marsaglia and Tsang, 2000."""
    if shape < 1:
        return gamma(chance, shape + 1) * chance() ** (1 / shape)
    d = shape - 1 / 3
    while True:
        x = float(normals(chance, 1)[0])
        v = (1 + x / math.sqrt(9 * d)) ** 3
        if v > 0 and math.log(1 - chance()) < 0.5 * x * x + d * (1 - v + math.log(v)):
            return d * v


def dirichlet(chance, alpha, count):
    """So many shares that come to 1 together."""
    parts = [gamma(chance, alpha) for _ in range(count)]
    return [part / sum(parts) if sum(parts) > 0 else 1 / count for part in parts]


def beta(chance, alpha):
    return dirichlet(chance, alpha, 2)[0]
`,
  operations: `def moving(matrix_of):
    return lambda amount, side, scene, border: [Move(matrix_of(side * amount, scene), border)]


def painting(change):
    return lambda amount, side, scene, border: [lambda x: change(x, amount, side)]


def by_factor(change):
    """The factor goes from 0.1 to 1.9."""
    return painting(lambda x, amount, side: change(x, 1 + 0.9 * side * amount))


# What RandAugment and AugMix choose from, each by how much from 0 to 1: ranges are torchvision's, which are those of the papers.
MOVES = [
    moving(lambda amount, scene: slanted(0.3 * amount, 0)),
    moving(lambda amount, scene: slanted(0, 0.3 * amount)),
    moving(lambda amount, scene: shifted(math.trunc(150 / 331 * scene.width * amount), 0)),
    moving(lambda amount, scene: shifted(0, math.trunc(150 / 331 * scene.height * amount))),
    moving(lambda amount, scene: turned(30 * amount)),
]
TONES = [
    painting(lambda x, amount, side: posterize(x, 8 - math.floor(4 * amount + 0.5))),
    painting(lambda x, amount, side: solarize(x, 1 - amount)),
    painting(lambda x, amount, side: auto_contrast(x)),
    painting(lambda x, amount, side: equalize(x)),
]
COLOURS = [by_factor(change) for change in (brighten, saturate, change_contrast, sharpen)]


def chosen(chance, options):
    return options[int(chance() * len(options))]


def side_of(chance):
    return -1 if chance() < 0.5 else 1
`,
};

const VALUES = ['clamp', 'grey_of', 'brighten', 'change_contrast', 'saturate'];

/** What each function calls, itself included where it is only a group's name. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = {
  warp: ['within', 'origins'],
  warp_nearest: ['within', 'origins'],
  gathered: ['Move', 'warp'],
  brighten: ['clamp'],
  change_contrast: ['clamp', 'grey_of'],
  saturate: ['clamp', 'grey_of'],
  sharpen: ['clamp'],
  posterize: ['bytes_of'],
  auto_contrast: ['clamp'],
  equalize: ['bytes_of'],
  beta: ['normal'],
  operations: [
    ...['Move', 'slanted', 'shifted', 'turned', ...VALUES, 'sharpen'],
    ...['bytes_of', 'posterize', 'solarize', 'auto_contrast', 'equalize'],
  ],
};
