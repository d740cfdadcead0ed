/** How an exported project reads the tables of a dataset. */
import { writeNpy } from '../../../data/formats/npy.ts';
import type { Choice } from '../../../graph/document.ts';
import type { Tensor } from '../../../types/tensor.ts';
import type { ColumnRows } from '../../define.ts';
import { FileNames } from '../../names.ts';
import { docstring, literal } from '../text.ts';

type Settings = Choice['settings'];

export interface Reader {
  /** Packages that it needs besides NumPy. */
  readonly packages: readonly string[];
  /** Files that go along. */
  readonly files?: Readonly<Record<string, string>>;
  /** Functions of `data.py`. */
  readonly functions: string;
  /** Rows to predict are files of this kind, too: a function `read_rows` of `data.py` that reads them, and what a person names. */
  readonly rows?: { readonly source: string; readonly files: string; readonly named: string };
  /** There are no rows but those to deal out: none to validate or to test on. */
  readonly alone?: true;
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

/** The files below a folder, by their endings. */
export const UNDER = `def files_under(folder, endings):
    found = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        found += [os.path.join(place, name) for name in sorted(names) if name.lower().endswith(endings) and name[0] != "."]
    return found
`;

const FOLDERS = `PARTS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "test": "test", "testing": "test",
}


def folders_in(folder):
    names = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    return [name for name in names if not name.startswith(".") and name not in ("__MACOSX", "__pycache__", "@eaDir")]


${UNDER}

def read_class_folder(folder, endings, column, read):
    """A folder with one folder for each class, or with the folders train, val and test that hold these."""
    parts = {PARTS[name.lower()]: os.path.join(folder, name) for name in folders_in(folder) if name.lower() in PARTS}
    places = parts if "train" in parts and len(parts) > 1 else {"train": folder}
    classes = [name for name in folders_in(places["train"]) if files_under(os.path.join(places["train"], name), endings)]
    tables = {}
    for part, place in places.items():
        there = {name.lower(): name for name in folders_in(place)}
        files, labels = [], []
        for label, name in enumerate(classes):
            if name.lower() in there:
                found = files_under(os.path.join(place, there[name.lower()]), endings)
                files += found
                labels += [label] * len(found)
        if files:
            tables[part] = {column: read(files), "label": np.array(labels)}
    return tables
`;

const PICTURES = `PICTURE = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")


class Pictures:
    """Picture files, read when they are asked for: numbers from 0 to 255, channels before height and width."""

    dtype = np.dtype(np.uint8)

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
`;

const SOUNDS = `WAV_FORMATS = {(1, 16): ("<i2", 2**15), (1, 32): ("<i4", 2**31), (3, 32): ("<f4", 1), (3, 64): ("<f8", 1)}


def read_wav(path):
    """Samples a second, and the samples from -1 to 1: of several channels the mean."""
    with open(path, "rb") as opened:
        content = opened.read()
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise SystemExit(f"{path} is not read: it does not begin as a WAV file does.")
    at, form = 12, None
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        part = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if name == b"fmt ":
            code, channels = np.frombuffer(part, "<u2", 2)
            rate, bits = np.frombuffer(part, "<u4", 1, 4)[0], np.frombuffer(part, "<u2", 1, 14)[0]
            if code == 0xFFFE:
                code = np.frombuffer(part, "<u2", 1, 24)[0]
            form = int(code), int(channels), int(rate), int(bits)
        if name == b"data" and form:
            code, channels, rate, bits = form
            count = len(part) // (bits // 8 * channels) * channels
            if (code, bits) == (1, 8):
                values = (np.frombuffer(part, np.uint8, count) - 128.0) / 128
            elif (code, bits) == (1, 24):
                low, middle, high = np.frombuffer(part, np.uint8, 3 * count).reshape(-1, 3).astype(np.int32).T
                values = ((high << 24 | middle << 16 | low << 8) >> 8) / 2**23
            elif (code, bits) in WAV_FORMATS:
                kind, largest = WAV_FORMATS[code, bits]
                values = np.frombuffer(part, kind, count).astype(np.float64) / largest
            else:
                raise SystemExit(f"{path} is not read: its samples are of format {code} with {bits} bits.")
            return rate, values.reshape(-1, channels).mean(1).astype(np.float32)
    raise SystemExit(f"{path} is not read: it holds no sound.")


def resampled(samples, rate, to):
    """The same sound at another rate: by the sine of distances, in a window, of what neither rate folds over."""
    if rate == to:
        return samples
    step, cut = rate / to, min(1, to / rate)
    reach = int(np.ceil(16 / cut))
    centre = np.arange(max(1, int(len(samples) / step))) * step
    first = np.ceil(centre - reach).astype(np.int64)
    total = np.zeros(len(centre))
    for offset in range(2 * reach + 1):
        k = first + offset
        distance = centre - k
        there = (k <= centre + reach) & (k >= 0) & (k < len(samples))
        weight = cut * np.sinc(distance * cut) * (0.5 + 0.5 * np.cos(np.pi * distance / reach))
        total += np.where(there, samples[np.clip(k, 0, len(samples) - 1)] * weight, 0)
    return total.astype(np.float32)


class Sounds:
    """Sound files, read when they are asked for, all of one rate and one length: the start, middle or end of longer ones."""

    dtype = np.dtype(np.float32)

    def __init__(self, files, rate, seconds, part):
        self.files, self.rate, self.part = files, rate, part
        self.shape = (len(files), max(1, int(np.floor(rate * seconds + 0.5))))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, rows):
        size = self.shape[1]
        out = np.zeros((len(rows), size), np.float32)
        for at, row in enumerate(rows):
            rate, samples = read_wav(self.files[row])
            samples = resampled(samples, rate, self.rate)
            over = max(0, len(samples) - size)
            start = {"start": 0, "middle": over // 2, "end": over}[self.part]
            kept = samples[start : start + size]
            out[at, : len(kept)] = kept
        return out
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

/** The function that reads files of rows to predict. */
export const rowsSource = (doc: string, lines: readonly string[]): string =>
  `def read_rows(files):\n    ${docstring(doc, 1)}\n${lines.map((line) => `    ${line}\n`).join('')}`;

/** Files of pictures or of sounds as the rows of a column. */
export interface FileRows {
  readonly packages: readonly string[];
  readonly functions: string;
  /** What the column is called in a folder of classes. */
  readonly column: string;
  /** Their endings, the line that says what all are brought to, and what makes rows of `files`, in Python. */
  readonly endings: string;
  readonly form: string;
  readonly rows: string;
  /** Those to predict: the files, what a person names of them, and what is said of them. */
  readonly asked: readonly [string, string, string];
}

/** Undefined where they are brought to a form that is the program's alone: they go along as numbers. */
export const picturesOf = (settings: Settings): FileRows | undefined => {
  const { width = 64, height = 64, colours = 'rgb', fit = 'stretch' } = settings;
  if (fit !== 'stretch') return undefined;
  return {
    packages: ['pillow'],
    functions: PICTURES,
    column: 'image',
    endings: 'PICTURE',
    form: `shape = (${colours === 'grey' ? 1 : 3}, ${literal(Number(height))}, ${literal(Number(width))})`,
    rows: 'Pictures(files, shape)',
    asked: ['picture files', 'PICTURE.png ...', 'Pictures to predict on.'],
  };
};

/** Undefined where some may be passed over: which, is known to the program alone. */
export const soundsOf = (settings: Settings): FileRows | undefined => {
  const { rate = 16_000, seconds = 1, part = 'middle', skipDamaged = false } = settings;
  if (skipDamaged === true) return undefined;
  return {
    packages: [],
    functions: SOUNDS,
    column: 'sound',
    endings: '".wav"',
    form: `form = (${literal(rate)}, ${literal(seconds)}, ${literal(part)})`,
    rows: 'Sounds(files, *form)',
    asked: ['WAV files', 'SOUND.wav ...', 'Sounds to predict on.'],
  };
};

/** `content`: the column that they are read into. */
export const askedRows = ({ form, rows, asked }: FileRows, content: string): NonNullable<Reader['rows']> => {
  const [files, named, doc] = asked;
  return { files, named, source: rowsSource(doc, [form, `return {${literal(content)}: ${rows}}`]) };
};

function classFolder(of: FileRows | undefined, { folder }: Settings): Reader | undefined {
  if (!of) return undefined;
  const { column } = of;
  return {
    packages: of.packages,
    functions: `${of.functions}\n\n${FOLDERS}`,
    rows: askedRows(of, column),
    body: () => [
      of.form,
      `return read_class_folder(${literal(folder)}, ${of.endings}, ${literal(column)}, lambda files: ${of.rows})`,
    ],
  };
}

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
  pictures: (settings) => classFolder(picturesOf(settings), settings),
  sounds: (settings) => classFolder(soundsOf(settings), settings),
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

const TEXTS = `def read_texts(path):
    """A text for each row, from a file of JSON."""
    with open(path, encoding="utf-8") as opened:
        return np.array(json.load(opened), object)
`;

/** Where the file of each of the columns lies: NumPy's, or JSON of texts. */
export function filesOf(
  columns: readonly string[],
  texts: ReadonlySet<string>,
): (column: string, part: keyof ColumnRows) => string {
  const names = new FileNames();
  const files = new Map(
    columns.map((column) => [column, `${names.make(column)}.${texts.has(column) ? 'json' : 'npy'}`]),
  );
  return (column, part) => `data/${part === 'test' ? 'test/' : ''}${files.get(column)}`;
}

/** Data that the project cannot fetch itself: files that go along with it, or that a person puts there. */
export const given = (tests: boolean, texts: ReadonlySet<string>): Reader => ({
  packages: [],
  functions: texts.size > 0 ? TEXTS : '',
  body(columns) {
    const fileOf = filesOf(columns, texts);
    const read = (name: string, file: string) =>
      texts.has(name) ? `read_texts(${literal(file)})` : `np.load(${literal(file)}, mmap_mode="r")`;
    const table = (part: keyof ColumnRows) =>
      `{${columns.map((name) => `${literal(name)}: ${read(name, fileOf(name, part))}`).join(', ')}}`;
    return [
      '# one row a sample, raw values, channels before height and width',
      `tables = {"train": ${table('train')}}`,
      ...(tests ? [`tables["test"] = ${table('test')}`] : []),
      'return tables',
    ];
  },
});

export const hasTexts = (rows: Tensor): rows is Tensor & { readonly texts: readonly string[] } => 'texts' in rows;

/** Texts as JSON; numbers as a NumPy file, those from 0 to 255 as bytes. */
export function rowsFile(rows: Tensor): string | Uint8Array {
  if (hasTexts(rows)) return `${JSON.stringify(rows.texts, null, 1)}\n`;
  const { shape, data } = rows;
  const bytes = data.every((value: number) => value >= 0 && value <= 255 && Number.isInteger(value));
  return writeNpy({ shape, data: bytes ? Uint8Array.from(data) : (data as Float32Array) });
}
