/** How an exported project reads the tables of a dataset. */
import { writeNpy } from '../../../data/formats/npy.ts';
import type { Choice } from '../../../graph/document.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { ColumnRows } from '../../define.ts';
import { FileNames } from '../../names.ts';
import { literal } from '../text.ts';

type Settings = Choice['settings'];

export interface Reader {
  /** Packages that it needs besides NumPy. */
  readonly packages: readonly string[];
  /** Functions of `data.py`. */
  readonly functions: string;
  /** The lines of `read_tables`; `columns` are the names of those that are needed. */
  body(columns: readonly string[]): string[];
}

const file = (settings: Settings, name: string): string => String(settings[name] ?? '');

const IDX = `def read_idx(path):
    """An array from a file in IDX form, packed or not."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as opened:
        content = opened.read()
    kinds = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    kind, rank = content[2], content[3]
    shape = np.frombuffer(content, ">i4", rank, 4)
    return np.frombuffer(content, kinds[kind], offset=4 + 4 * rank).reshape(shape)
`;

const PICTURES = `PARTS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "test": "test", "testing": "test",
}
PICTURE = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")


def folders_in(folder):
    names = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    return [name for name in names if not name.startswith(".") and name not in ("__MACOSX", "__pycache__", "@eaDir")]


def pictures_under(folder):
    found = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        found += [os.path.join(place, name) for name in sorted(names) if name.lower().endswith(PICTURE) and name[0] != "."]
    return found


class Pictures:
    """Picture files, read when they are asked for: numbers from 0 to 255, channels before height and width."""

    def __init__(self, files, shape):
        self.files, self.shape = files, (len(files), *shape)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, rows):
        channels, height, width = self.shape[1:]
        out = np.empty((len(rows), *self.shape[1:]), np.uint8)
        for at, row in enumerate(rows):
            with Image.open(self.files[row]) as opened:
                picture = ImageOps.exif_transpose(opened).convert("L" if channels == 1 else "RGB")
            pixels = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))
            out[at] = pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)
        return out


def read_picture_folder(folder, shape):
    """A folder with one folder for each class, or with the folders train, val and test that hold these."""
    parts = {PARTS[name.lower()]: os.path.join(folder, name) for name in folders_in(folder) if name.lower() in PARTS}
    places = parts if "train" in parts and len(parts) > 1 else {"train": folder}
    classes = [name for name in folders_in(places["train"]) if pictures_under(os.path.join(places["train"], name))]
    tables = {}
    for part, place in places.items():
        there = {name.lower(): name for name in folders_in(place)}
        files, labels = [], []
        for label, name in enumerate(classes):
            if name.lower() in there:
                found = pictures_under(os.path.join(place, there[name.lower()]))
                files += found
                labels += [label] * len(found)
        if files:
            tables[part] = {"image": Pictures(files, shape), "label": np.array(labels)}
    return tables
`;

const NPZ = `def read_npz(path, columns):
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
`;

/** The datasets that exported projects can read. */
export const READERS: Readonly<Record<string, (settings: Settings) => Reader | undefined>> = {
  mnist: () => ({
    packages: ['torchvision'],
    functions: `def read_mnist(folder="data"):
    """MNIST as torchvision fetches it: 60,000 rows to learn from and 10,000 to test on."""
    from torchvision.datasets import MNIST

    tables = {}
    for part, learning in (("train", True), ("test", False)):
        dataset = MNIST(folder, train=learning, download=True)
        tables[part] = {"image": dataset.data.numpy()[:, None], "label": dataset.targets.numpy()}
    return tables
`,
    body: () => ['return read_mnist()'],
  }),
  idx: (settings) => {
    const tests = file(settings, 'testImages') !== '' && file(settings, 'testLabels') !== '';
    const table = (images: string, labels: string) =>
      `{"image": read_idx(${literal(file(settings, images))}), "label": read_idx(${literal(file(settings, labels))})}`;
    return {
      packages: [],
      functions: IDX,
      body: () => [
        `tables = {"train": ${table('images', 'labels')}}`,
        ...(tests ? [`tables["test"] = ${table('testImages', 'testLabels')}`] : []),
        'return tables',
      ],
    };
  },
  pictures: ({ folder, width = 64, height = 64, colours = 'rgb', fit = 'stretch' }) =>
    // what is cropped or filled up goes along as numbers
    fit !== 'stretch'
      ? undefined
      : {
          packages: ['pillow'],
          functions: PICTURES,
          body: () => [
            `return read_picture_folder(${literal(folder)}, (${colours === 'grey' ? 1 : 3}, ${literal(Number(height))}, ${literal(Number(width))}))`,
          ],
        },
  numpy: (settings) => {
    const inputs = file(settings, 'inputs');
    if (inputs.endsWith('.npz'))
      return {
        packages: [],
        functions: NPZ,
        body: (columns) => [`return read_npz(${literal(inputs)}, ${literal(columns)})`],
      };
    const tests = file(settings, 'testInputs') !== '' && file(settings, 'testTargets') !== '';
    const from = { input: ['inputs', 'testInputs'], target: ['targets', 'testTargets'] } as const;
    const table = (columns: readonly string[], part: 0 | 1) =>
      `{${columns
        .map(
          (name) =>
            `${literal(name)}: np.load(${literal(file(settings, from[name as 'input']?.[part] ?? 'inputs'))}, mmap_mode="r")`,
        )
        .join(', ')}}`;
    return {
      packages: [],
      functions: '',
      body: (columns) => [
        `tables = {"train": ${table(columns, 0)}}`,
        ...(tests ? [`tables["test"] = ${table(columns, 1)}`] : []),
        'return tables',
      ],
    };
  },
};

/** Where the NumPy file of each of the columns lies. */
export function filesOf(columns: readonly string[]): (column: string, part: keyof ColumnRows) => string {
  const names = new FileNames();
  const files = new Map(columns.map((column) => [column, `${names.make(column)}.npy`]));
  return (column, part) => `data/${part === 'test' ? 'test/' : ''}${files.get(column)}`;
}

/** Data that the project cannot fetch itself: NumPy files that go along with it, or that a person puts there. */
export const given = (tests: boolean): Reader => ({
  packages: [],
  functions: '',
  body(columns) {
    const fileOf = filesOf(columns);
    const table = (part: keyof ColumnRows) =>
      `{${columns.map((name) => `${literal(name)}: np.load(${literal(fileOf(name, part))}, mmap_mode="r")`).join(', ')}}`;
    return [
      '# one row a sample, raw values, channels before height and width',
      `tables = {"train": ${table('train')}}`,
      ...(tests ? [`tables["test"] = ${table('test')}`] : []),
      'return tables',
    ];
  },
});

/** Numbers from 0 to 255 as bytes. */
export function numpyFile({ shape, data }: Tensor): Uint8Array {
  const bytes = data.every((value: number) => value >= 0 && value <= 255 && Number.isInteger(value));
  return writeNpy({ shape, data: bytes ? Uint8Array.from(data) : (data as Float32Array) });
}
