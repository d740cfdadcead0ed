/** What is done with pictures and masks, as classes of Python on NumPy: channels before height and width. */
import type { Written } from '../written.ts';

export const PICTURE_TRANSFORMS: Readonly<Record<string, Written>> = {
  Resize: {
    needs: ['framed'],
    text: `class Resize:
    """Another size: between pixels by their distance, where it shrinks the mean of what falls on a pixel; of masks the nearest class."""

    def __init__(self, width, height, fit):
        self.size, self.way = (height, width), fit

    def own(self, height, width):
        """The size of the picture itself, and where its corner lies in the frame."""
        if self.way == "stretch":
            return self.size, (0, 0)
        ratios = self.size[0] / height, self.size[1] / width
        scale = min(ratios) if self.way == "fit" else max(ratios)
        own = tuple(max(1, int(np.floor(length * scale + 0.5))) for length in (height, width))
        return own, tuple(int((frame - length) / 2) for frame, length in zip(self.size, own))

    def shares(self, before, after):
        """How much of each old place each new one has: a triangle, as Pillow's bilinear has it."""
        scale = before / after
        reach = max(1, scale)
        centre = (np.arange(after) + 0.5) * scale
        places = np.arange(before)[:, None]
        first = np.maximum(0, np.trunc(centre - reach + 0.5))
        end = np.minimum(before, np.trunc(centre + reach + 0.5))
        weights = np.maximum(0, 1 - np.abs((places - centre + 0.5) / reach)) * ((places >= first) & (places < end))
        return weights / weights.sum(axis=0)

    def __call__(self, x, fit):
        height, width = x.shape[-2:]
        own, corner = self.own(height, width)
        if x.dtype == np.int64:
            rows, columns = (
                np.floor((np.arange(after) + 0.5) * (before / after)).astype(int)
                for before, after in ((height, own[0]), (width, own[1]))
            )
            x = x[..., rows[:, None], columns]
        elif own != (height, width):
            x = (x @ self.shares(width, own[1])).astype(np.float32)
            x = np.swapaxes(np.swapaxes(x, -1, -2) @ self.shares(height, own[0]), -1, -2).astype(np.float32)
        return x if self.way == "stretch" else framed(x, corner, self.size)
`,
  },
  Crop: {
    needs: ['framed'],
    text: `class Crop:
    """A part of this size; a smaller picture gets black beside it."""

    def __init__(self, width, height, across, down):
        self.size, self.place = (height, width), (down, across)

    def __call__(self, x, fit):
        lengths = zip(self.size, x.shape[-2:], self.place)
        return framed(x, [int((frame - length) * share) for frame, length, share in lengths], self.size)
`,
  },
  Grey: {
    text: `class Grey:
    """One channel of red, green and blue."""

    def __call__(self, x, fit):
        return np.tensordot(x, [0.299, 0.587, 0.114], ([1], [0]))[:, None].astype(np.float32) if x.shape[1] == 3 else x
`,
  },
  ThreeChannels: {
    text: `class ThreeChannels:
    """Red, green and blue of one channel."""

    def __call__(self, x, fit):
        return np.repeat(x, 3, 1) if x.shape[1] == 1 else x
`,
  },
  Normalize: {
    text: `class Normalize:
    """Each channel less a given mean, divided by a given deviation."""

    def __init__(self, mean, deviation):
        self.mean, self.deviation = mean, deviation

    def __call__(self, x, fit):
        return (x - np.reshape(self.mean, (-1, 1, 1))) / np.reshape(self.deviation, (-1, 1, 1))

    def undo(self, x, fit):
        return x * np.reshape(self.deviation, (-1, 1, 1)) + np.reshape(self.mean, (-1, 1, 1))
`,
  },
};

export const PICTURE_HELPERS: Readonly<Record<string, string>> = {
  framed: `def framed(x, corner, size):
    """Planes in a frame: what lies outside is cut, what is not covered is 0."""
    out = np.zeros((*x.shape[:-2], *size), x.dtype)
    inside, own = [], []
    for start, length, whole in zip(corner, x.shape[-2:], size):
        low, high = max(0, start), min(whole, start + length)
        inside.append(slice(low, high))
        own.append(slice(low - start, high - start))
    out[(..., *inside)] = x[(..., *own)]
    return out
`,
};
