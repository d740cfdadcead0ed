/** Each augmentation as a class of `augment.py`: what becomes of one picture, or of one row of steps or tokens, or how rows are mixed. */

interface Written {
  readonly text: string;
  /** Functions that it calls. */
  readonly needs: readonly string[];
}

export const AUGMENTATION_CLASSES: Readonly<Record<string, Written>> = {
  flip: {
    needs: ['Move', 'stretched'],
    text: `class Flip:
    def __init__(self, axis, share):
        self.axis, self.share = axis, share

    def steps(self, chance, scene):
        return [Move(stretched(-1, 1) if self.axis == "horizontal" else stretched(1, -1))]
`,
  },
  rotate: {
    needs: ['Move', 'turned', 'either'],
    text: `class Rotate:
    def __init__(self, degrees, border, share):
        self.degrees, self.border, self.share = degrees, border, share

    def steps(self, chance, scene):
        return [Move(turned(either(chance, self.degrees)), self.border)]
`,
  },
  shift: {
    needs: ['Move', 'shifted', 'either'],
    text: `class Shift:
    def __init__(self, across, down, border, share):
        self.across, self.down, self.border, self.share = across, down, border, share

    def steps(self, chance, scene):
        x = math.floor(either(chance, self.across * scene.width) + 0.5)
        y = math.floor(either(chance, self.down * scene.height) + 0.5)
        return [Move(shifted(x, y), self.border)]
`,
  },
  zoom: {
    needs: ['Move', 'shifted', 'stretched'],
    text: `class Zoom:
    def __init__(self, least, most, ratio, border, share):
        self.least, self.most = sorted((least, most))
        self.ratio, self.border, self.share = ratio, border, share

    def steps(self, chance, scene):
        size = self.least + (self.most - self.least) * chance()
        wider = math.exp(math.log(self.ratio) * (2 * chance() - 1))
        across, down = size * math.sqrt(wider), size / math.sqrt(wider)
        # as far as the picture still fills the frame, or lies in it
        x = (across - 1) * scene.width * (chance() - 0.5)
        y = (down - 1) * scene.height * (chance() - 0.5)
        return [Move(shifted(x, y) @ stretched(across, down), self.border)]
`,
  },
  shear: {
    needs: ['Move', 'slanted', 'either'],
    text: `class Shear:
    def __init__(self, across, down, border, share):
        self.across, self.down, self.border, self.share = across, down, border, share

    def steps(self, chance, scene):
        x, y = (math.tan(either(chance, degrees) * math.pi / 180) for degrees in (self.across, self.down))
        return [Move(slanted(x, y), self.border)]
`,
  },
  perspective: {
    needs: ['Move', 'perspective_of'],
    text: `class Perspective:
    def __init__(self, distortion, border, share):
        self.distortion, self.border, self.share = distortion, border, share

    def steps(self, chance, scene):
        x, y = scene.width / 2, scene.height / 2
        corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
        moved = [tuple(side * (1 - self.distortion * chance()) for side in corner) for corner in corners]
        return [Move(perspective_of(corners, moved), self.border)]
`,
  },
  colour: {
    needs: ['either', 'clamp', 'grey_of', 'brighten', 'change_contrast', 'saturate', 'turn_hue'],
    text: `class Colour:
    def __init__(self, brightness, contrast, saturation, hue, share):
        self.changes = [(brightness, brighten), (contrast, change_contrast), (saturation, saturate)]
        self.hue, self.share = hue, share

    def steps(self, chance, scene):
        factors = [1 + either(chance, most) for most, _ in self.changes]
        turn = either(chance, self.hue)

        def paint(x):
            for factor, (most, change) in zip(factors, self.changes):
                x = change(x, factor) if most > 0 else x
            return turn_hue(x, turn) if self.hue > 0 else x

        return [paint]
`,
  },
  blur: {
    needs: ['soften'],
    text: `class Blur:
    def __init__(self, least, most, share):
        self.least, self.most = sorted((least, most))
        self.share = share

    def steps(self, chance, scene):
        deviation = self.least + (self.most - self.least) * chance()
        return [lambda x: soften(x, deviation)]
`,
  },
  noise: {
    needs: ['normal', 'clamp'],
    text: `class Noise:
    def __init__(self, deviation, share):
        self.deviation, self.share = deviation, share

    def steps(self, chance, scene):
        return [lambda x: clamp(x + self.deviation * normals(chance, x.size).reshape(x.shape))]
`,
  },
  cutout: {
    needs: [],
    text: `class Cutout:
    """Covers a square of the picture, part of which may lie outside."""

    def __init__(self, size, fill, share):
        self.size, self.fill, self.share = size, fill, share

    def steps(self, chance, scene):
        half = self.size * min(scene.width, scene.height) / 2
        x, y = chance() * scene.width, chance() * scene.height
        columns, rows = (
            slice(*(min(size, max(0, math.floor(at + side * half + 0.5))) for side in (-1, 1)))
            for at, size in ((x, scene.width), (y, scene.height))
        )

        def paint(x):
            covered = x.copy()[:, rows, columns]
            fill = chance.take(covered.size).reshape(covered.shape) if self.fill == "noise" else 0.5 * (self.fill == "grey")
            x = x.copy()
            x[:, rows, columns] = fill
            return x

        return [paint]
`,
  },
  mixup: {
    needs: ['normal', 'beta'],
    text: `class Mixup:
    """A row is a blend of itself and the row before it in its batch, and so is its target."""

    def __init__(self, alpha, share):
        self.alpha, self.share = alpha, share

    def mix(self, chance):
        return beta(chance, self.alpha), None
`,
  },
  cutMix: {
    needs: ['normal', 'beta'],
    text: `class CutMix:
    """A box of the picture is that of the row before it in its batch; the target is mixed by the area."""

    def __init__(self, alpha, share):
        self.alpha, self.share = alpha, share

    def mix(self, chance):
        half = math.sqrt(1 - beta(chance, self.alpha)) / 2
        x, y = chance(), chance()
        left, top, right, bottom = (min(1, max(0, at)) for at in (x - half, y - half, x + half, y + half))
        return 1 - (right - left) * (bottom - top), (left, top, right, bottom)
`,
  },
  randAugment: {
    needs: ['operations'],
    text: `class RandAugment:
    """Some of fourteen changes, one after the other, all of one strength."""

    def __init__(self, changes, strength, border, share):
        self.changes, self.strength, self.border, self.share = changes, strength, border, share

    def steps(self, chance, scene):
        found = []
        for _ in range(self.changes):
            operation = chosen(chance, [None, *MOVES, *COLOURS, *TONES])
            side = side_of(chance)
            found += operation(self.strength / 30, side, scene, self.border) if operation else []
        return found
`,
  },
  augMix: {
    needs: ['operations', 'normal', 'beta'],
    text: `class AugMix:
    """Mixes the picture with some of its own that were changed one to three times each."""

    def __init__(self, chains, strength, alpha, share):
        self.chains, self.strength, self.alpha, self.share = chains, strength, alpha, share

    def steps(self, chance, scene):
        operations = TONES if scene.accompanied else [*MOVES, *TONES]
        shares = dirichlet(chance, self.alpha, self.chains)
        changed = beta(chance, self.alpha)
        drawn = []
        for _ in shares:
            steps = []
            for _ in range(1 + int(3 * chance())):
                operation, amount = chosen(chance, operations), self.strength * chance() / 10
                steps += operation(amount, side_of(chance), scene, "black")
            drawn.append(steps)

        def paint(x):
            mixed = np.float32((1 - changed) * np.float64(x))
            for share, steps in zip(shares, drawn):
                mixed = np.float32(mixed + changed * share * np.float64(apply_steps(x, steps)))
            return mixed

        return [paint]
`,
  },
  timeMask: {
    needs: [],
    text: `class TimeMask:
    """Covers some steps that follow each other, with all that is known of them."""

    subject = "steps"

    def __init__(self, count, longest, fill, share):
        self.count, self.longest, self.fill, self.share = count, longest, fill, share

    def alter(self, chance, x):
        value = 0 if self.fill == "zero" else np.float64(x).mean()
        for _ in range(self.count):
            size = int(chance() * (math.floor(self.longest * len(x) + 0.5) + 1))
            start = int(chance() * (len(x) - size + 1))
            x[start : start + size] = value
`,
  },
  timeStretch: {
    needs: ['either'],
    text: `class TimeStretch:
    """Faster or slower, by linear interpolation; the last step stays where it is."""

    subject = "steps"

    def __init__(self, most, share):
        self.most, self.share = most, share

    def alter(self, chance, x):
        speed = (1 + self.most) ** either(chance, 1)
        last = len(x) - 1
        place = np.maximum(0, last - (last - np.arange(len(x))) * speed)
        before = np.minimum(last, np.floor(place)).astype(np.int64)
        share = (place - before).reshape(-1, *[1] * (x.ndim - 1))
        x[...] = (1 - share) * np.float64(x[before]) + share * x[np.minimum(last, before + 1)]
`,
  },
  tokenDropout: {
    needs: [],
    text: `class TokenDropout:
    """Leaves out some tokens; what fills a row up (number 0) stays, and so does one token at least."""

    subject = "tokens"

    def __init__(self, rate, place, token, share):
        self.rate, self.place, self.token, self.share = rate, place, token, share

    def alter(self, chance, x):
        tokens = np.flatnonzero(x)
        dropped = tokens[chance.take(len(tokens)) < self.rate]
        if len(dropped) == len(tokens):
            dropped = np.delete(dropped, int(chance() * len(tokens)))
        if self.place == "replaced":
            x[dropped] = self.token
            return
        before = x[0] == 0 and x[-1] != 0
        left = np.delete(x, dropped)
        x[...] = 0
        start = len(x) - len(left) if before else 0
        x[start : start + len(left)] = left
`,
  },
};
