/** What exported projects carry of the transforms, word for word. Written by `carried.test.ts` with UPDATE_SAMPLES=1. */
// biome-ignore-all format: a test writes it
// biome-ignore-all lint: a test writes it

interface CarriedTransform {
  readonly doc: string;
  /** It learns something from the training rows. */
  readonly fits: boolean;
  /** Its functions, as members of an object. */
  readonly members: string;
  /** What it can be told, as a type, and what it is told where nobody says otherwise. */
  readonly settings: Readonly<Record<string, { readonly type: string; readonly default: unknown }>>;
}

export const CARRIED: Readonly<Record<string, CarriedTransform>> = {
    impute: {
      doc:
        "Fill gaps. Puts a number where there is none: the mean, the median or the most frequent number of the training rows, or one that is given. With a flag, a second number behind it says 1 where it was put in and else 0. Of a category it is the most frequent class.",
      fits: true,
      members: `  fit(batches, { by, value }, { kind, classes = [] }): TransformFit {
    if (kind === 'category') return { fill: [frequentClass(batches, classes.length - 1)], missing: classes.length - 1 };
    if (by === 'constant') return { fill: [value] };
    if (by === 'mean') return { fill: meansByPlace(batches) };
    const of = by === 'median' ? (sorted: Float32Array) => quantileOf(sorted, 0.5) : frequent;
    return { fill: valuesByPlace(batches).map((values) => of(values.sort())) };
  },
  apply(batch, { flag }, fit) {
    const fill = fit.fill as readonly number[];
    const { data, shape } = batch;
    if (batch.dtype === 'int32') {
      for (let i = 0; i < data.length; i++) if (data[i]! < 0 || data[i] === fit.missing) data[i] = fill[0]!;
      return batch;
    }
    const into = flag ? new Float32Array(data.length * 2) : (data as Float32Array);
    const step = flag ? 2 : 1;
    for (let i = 0; i < data.length; i++) {
      const isGap = Number.isNaN(data[i]);
      into[i * step] = isGap ? fill[i % fill.length]! : data[i]!;
      if (flag) into[i * 2 + 1] = isGap ? 1 : 0;
    }
    const after: Shape = flag ? [...shape, 2] : shape;
    return { dtype: 'float32', shape: after, data: into };
  },
  // what was put in stays; flags are left out
  undo(batch, { flag }) {
    const { dtype, shape, data } = batch;
    return flag ? ({ dtype, shape: shape.slice(0, -1), data: data.filter((_, i) => i % 2 === 0) } as Tensor) : batch;
  },
`,
      settings: {
        by: { type: `'mean' | 'median' | 'frequent' | 'constant'`, default: "mean" },
        value: { type: `number`, default: 0 },
        flag: { type: `boolean`, default: false },
      },
    },
    scale: {
      doc:
        "Scale. Turns x into (x / divisor − subtract) / divide. For pixels from 0 to 255: divisor 255, then subtract 0.5 and divide by 0.5 for values from −1 to 1.",
      fits: false,
      members: `  apply(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    // as pixels mostly are: a second division would take as long again
    if (subtract === 0 && divide === 1) for (let i = 0; i < data.length; i++) data[i]! /= divisor;
    else for (let i = 0; i < data.length; i++) data[i] = (data[i]! / divisor - subtract) / divide;
    return batch;
  },
  undo(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = (data[i]! * divide + subtract) * divisor;
    return batch;
  },
`,
      settings: {
        divisor: { type: `number`, default: 255 },
        subtract: { type: `number`, default: 0 },
        divide: { type: `number`, default: 1 },
      },
    },
    standardize: {
      doc:
        "Standardize. Subtracts the mean and divides by the standard deviation of the training rows. Per channel is usual for pictures, per value for tables.",
      fits: true,
      members: `  fit(batches, { per }) {
    let moments: MomentsOf | undefined;
    for (const { shape, data } of batches) {
      if (!moments) {
        const { groups, of } = grouping(shape, per);
        moments = new MomentsOf(of, groups);
      }
      moments.add(data);
    }
    const groups = moments?.groups() ?? [];
    // what never varies is left as wide as it is; what is never there stays missing
    return { mean: groups.map(({ mean }) => mean || 0), deviation: groups.map(({ deviation }) => deviation || 1) };
  },
  apply(batch, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const { data } = batch;
    if (means.length === 1) {
      const [mean, deviation] = [means[0]!, deviations[0]!];
      for (let at = 0; at < data.length; at++) data[at] = (data[at]! - mean) / deviation;
      return batch;
    }
    const { of } = grouping(batch.shape, per);
    const mean = Float64Array.from(of, (g) => means[g]!);
    const deviation = Float64Array.from(of, (g) => deviations[g]!);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) data[at + i] = (data[at + i]! - mean[i]!) / deviation[i]!;
    return batch;
  },
  undo(batch, { per }, fit) {
    const [means, deviations] = [fit.mean as readonly number[], fit.deviation as readonly number[]];
    const { data, shape } = batch;
    const size = data.length / shape[0]!;
    for (let at = 0; at < data.length; at++) {
      const group = per === 'feature' ? at % means.length : Math.floor(((at % size) * means.length) / size);
      data[at] = data[at]! * deviations[group]! + means[group]!;
    }
    return batch;
  },
`,
      settings: {
        per: { type: `'column' | 'channel' | 'value' | 'feature'`, default: "channel" },
      },
    },
    minMax: {
      doc:
        "Scale to a range. Moves and stretches each value so that the training rows lie in a range; other rows may lie beside it. What never varies becomes its lower end.",
      fits: true,
      members: `  fit(batches) {
    let least: number[] = [];
    let greatest: number[] = [];
    for (const { shape, data } of batches) {
      const size = sizeOf(shape.slice(1));
      if (least.length === 0) {
        least = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
        greatest = new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
      }
      for (let i = 0; i < data.length; i++) {
        const value = data[i]!;
        if (value < least[i % size]!) least[i % size] = value;
        if (value > greatest[i % size]!) greatest[i % size] = value;
      }
    }
    // JSON has no infinity: what is never there stays as it is
    const there = least.map((value, i) => value <= greatest[i]!);
    return {
      least: least.map((value, i) => (there[i] ? value : 0)),
      greatest: greatest.map((value, i) => (there[i] ? value : 1)),
    };
  },
  apply(batch, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const at = i % least.length;
      const span = greatest[at]! - least[at]!;
      const share = span === 0 ? data[i]! - least[at]! : (data[i]! - least[at]!) / span;
      data[i] = from + share * (to - from);
    }
    return batch;
  },
  undo(batch, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const at = i % least.length;
      const share = to === from ? 0 : (data[i]! - from) / (to - from);
      data[i] = least[at]! + share * (greatest[at]! - least[at]! || 1);
    }
    return batch;
  },
`,
      settings: {
        from: { type: `number`, default: 0 },
        to: { type: `number`, default: 1 },
      },
    },
    robust: {
      doc:
        "Scale by quantiles. Subtracts the median of the training rows and divides by the distance between two of their quantiles, the quartiles unless told otherwise. A few values that lie far out change neither.",
      fits: true,
      members: `  fit(batches, { from, to }) {
    const sorted = valuesByPlace(batches).map((values) => values.sort());
    const spans = sorted.map((values) => quantileOf(values, to) - quantileOf(values, from));
    // what never varies is left as wide as it is
    return { middle: sorted.map((values) => quantileOf(values, 0.5)), span: spans.map((span) => span || 1) };
  },
  apply(batch, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = (data[i]! - middle[i % middle.length]!) / span[i % middle.length]!;
    return batch;
  },
  undo(batch, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = data[i]! * span[i % middle.length]! + middle[i % middle.length]!;
    return batch;
  },
`,
      settings: {
        from: { type: `number`, default: 0.25 },
        to: { type: `number`, default: 0.75 },
      },
    },
    power: {
      doc:
        "Power. Bends values so that those of the training rows lie as a bell does, of any sign (Yeo and Johnson 2000), and gives them the mean 0 and the deviation 1. The power is the most likely one; of more than a million rows it is learned from every nth.",
      fits: true,
      members: `  fit(batches) {
    const all = valuesByPlace(batches);
    const powers = all.map(likeliestPower);
    const moments = all.map((values, i) => bentMoments(values, powers[i]!));
    return {
      power: powers,
      mean: moments.map(({ mean }) => mean),
      deviation: moments.map(({ variance }) => Math.sqrt(variance) || 1),
    };
  },
  apply(batch, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const place = i % powers!.length;
      data[i] = (bent(data[i]!, powers![place]!) - mean![place]!) / deviation![place]!;
    }
    return batch;
  },
  undo(batch, _, fit) {
    const [powers, mean, deviation] = [fit.power, fit.mean, fit.deviation] as (readonly number[])[];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const place = i % powers!.length;
      data[i] = straight(data[i]! * deviation![place]! + mean![place]!, powers![place]!);
    }
    return batch;
  },
`,
      settings: {
      },
    },
    log: {
      doc:
        "Logarithm. sign(x) · ln(1 + |x|): draws in numbers of very different sizes, such as prices or counts, and leaves 0 where it is.",
      fits: false,
      members: `  apply(batch) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = Math.sign(data[i]!) * Math.log1p(Math.abs(data[i]!));
    return batch;
  },
  undo(batch) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = Math.sign(data[i]!) * Math.expm1(Math.abs(data[i]!));
    return batch;
  },
`,
      settings: {
      },
    },
    clip: {
      doc:
        "Clip. What lies below the least becomes the least, and what lies above the greatest the greatest.",
      fits: false,
      members: `  apply(batch, { least, greatest }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++)
      data[i] = data[i]! < least ? least : data[i]! > greatest ? greatest : data[i]!;
    return batch;
  },
  // what was cut off is not known any more
  undo: (batch) => batch,
`,
      settings: {
        least: { type: `number`, default: 0 },
        greatest: { type: `number`, default: 1 },
      },
    },
    bucket: {
      doc:
        "Buckets. The number of the range that a value lies in, as a class: ranges with as many training rows each, or of the same width. What lies beyond the training rows belongs to the first or the last. Where there are gaps they are a class of their own, the last.",
      fits: true,
      members: `  fit(batches, { buckets, by }) {
    const sorted = (valuesByPlace(batches)[0] ?? new Float32Array()).sort();
    const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    const edges = Array.from({ length: buckets + 1 }, (_, i) =>
      by === 'quantile' ? quantileOf(sorted, i / buckets) : least + ((greatest - least) * i) / buckets,
    );
    // ranges without width are none; the outer edges bound nothing
    return { edges: edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > 1e-8).slice(1, -1) };
  },
  apply({ shape, data }, { buckets }, fit) {
    const edges = fit.edges as readonly number[];
    const numbers = Int32Array.from(data as ArrayLike<number>, (value) => {
      if (Number.isNaN(value)) return buckets;
      let [low, high] = [0, edges.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (edges[middle]! <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    });
    return { dtype: 'int32', shape, data: numbers };
  },
`,
      settings: {
        buckets: { type: `number`, default: 5 },
        by: { type: `'quantile' | 'uniform'`, default: "quantile" },
      },
    },
    dateParts: {
      doc:
        "Parts of a date. Numbers that a date is made of, one for each part that is chosen, in this order. Times of day are those of the nearest five minutes.",
      fits: false,
      members: `  apply({ shape, data }, settings) {
    const chosen = PARTS.filter((name) => settings[name]);
    const out = allocate('float32', data.length * chosen.length);
    for (let i = 0; i < data.length; i++)
      chosen.forEach((name, at) => {
        out[i * chosen.length + at] = partOf(data[i]!, name);
      });
    return { dtype: 'float32', shape: [...shape, chosen.length], data: out };
  },
`,
      settings: {
        year: { type: `boolean`, default: true },
        month: { type: `boolean`, default: true },
        day: { type: `boolean`, default: false },
        weekday: { type: `boolean`, default: true },
        dayOfYear: { type: `boolean`, default: false },
        hour: { type: `boolean`, default: false },
      },
    },
    cyclic: {
      doc:
        "Around a circle. Two numbers for each, sin(2πx / period) and cos(2πx / period): what comes round again ends beside where it began. Of a date the period is counted in days: 1 for the time of day, 7 for the week, 365.2425 for the year.",
      fits: false,
      members: `  apply({ shape, data }, { period }) {
    const out = allocate('float32', data.length * 2);
    for (let i = 0; i < data.length; i++) {
      const turn = (2 * Math.PI * data[i]!) / period;
      out[2 * i] = Math.sin(turn);
      out[2 * i + 1] = Math.cos(turn);
    }
    return { dtype: 'float32', shape: [...shape, 2], data: out };
  },
`,
      settings: {
        period: { type: `number`, default: 12 },
      },
    },
    oneHot: {
      doc:
        "One-hot. Turns a class number into a vector with a 1 at its place.",
      fits: false,
      members: `  apply({ shape, data }, { classes }) {
    const out = allocate('float32', data.length * classes);
    for (let i = 0; i < data.length; i++) if (data[i]! >= 0 && data[i]! < classes) out[i * classes + data[i]!] = 1;
    return { dtype: 'float32', shape: [...shape, classes], data: out };
  },
`,
      settings: {
        classes: { type: `number`, default: 10 },
      },
    },
    ordinal: {
      doc:
        "Class as a number. The class number itself as one number: for classes that have an order, such as small, medium, large. Classes stand by size, else by their letters.",
      fits: false,
      members: `  apply({ shape, data }, { unknown }) {
    return {
      dtype: 'float32',
      shape,
      data: Float32Array.from(data as ArrayLike<number>, (value) => (value < 0 ? unknown : value)),
    };
  },
  // the numbers of classes are all the units that they have
  undo: (batch) => batch,
`,
      settings: {
        unknown: { type: `number`, default: -1 },
      },
    },
    hash: {
      doc:
        "Hash. A vector with a 1 at the place that the letters of the value come to: for categories of thousands of values, and for values that no training row has. Different values may share a place.",
      fits: true,
      members: `  fit: (_, { buckets }, { classes = [] }) => ({ places: classes.map((name) => hashOf(name) % buckets) }),
  apply({ shape, data }, { buckets }, fit) {
    const places = fit.places as readonly number[];
    const out = allocate('float32', data.length * buckets);
    for (let i = 0; i < data.length; i++) {
      const value = data[i]!;
      // below -1 it is what no class is called, hashed already
      const place = value < -1 ? (-2 - value) % buckets : places[value];
      if (place !== undefined) out[i * buckets + place] = 1;
    }
    return { dtype: 'float32', shape: [...shape, buckets], data: out };
  },
`,
      settings: {
        buckets: { type: `number`, default: 32 },
      },
    },
    lowerCase: {
      doc:
        "Lower case. Writes every letter small, as Unicode has it, whatever language the computer speaks.",
      fits: false,
      members: `  apply: (batch) => textsTensor(textsOf(batch).map((text) => text.toLowerCase())),
`,
      settings: {
      },
    },
    normalizeText: {
      doc:
        "Normalize text. Writes alike what reads alike: one Unicode form for letters and their accents (the compatible forms make ﬁ to fi and ① to 1 too), letters without accents where that is wanted, and one space for any run of spaces, tabs and line ends.",
      fits: false,
      members: `  apply: (batch, { form, accents, spaces }) =>
    textsTensor(
      textsOf(batch).map((text) => {
        const bare = accents ? text.normalize('NFD').replace(/\\p{Mn}/gu, '') : text;
        const formed = form === 'none' ? (accents ? bare.normalize('NFC') : bare) : bare.normalize(form);
        return spaces ? formed.replace(/\\s+/gu, ' ').trim() : formed;
      }),
    ),
`,
      settings: {
        form: { type: `'NFC' | 'NFKC' | 'NFD' | 'NFKD' | 'none'`, default: "NFKC" },
        accents: { type: `boolean`, default: false },
        spaces: { type: `boolean`, default: true },
      },
    },
    tokenize: {
      doc:
        "Tokenize. Cuts texts into words, characters or pairs of bytes that are often together, and gives each its number. What there is is learned from the training rows: the most frequent ones up to the size of the vocabulary. Number 0 is kept for filling up, number 1 stands for all that is not in the vocabulary. A tokenizer.json of Hugging Face brings a vocabulary of its own.",
      fits: true,
      members: `  fit(batches, { by, vocabulary, least }): TransformFit {
    const cut = CUTS[by as Exclude<Way, 'file'>];
    const counts = new Counts();
    let [parts, texts] = [0, 0];
    for (const batch of batches)
      for (const text of textsOf(batch)) {
        const found = cut(text);
        parts += found.length;
        texts++;
        counts.add(found);
      }
    if (by === 'bytePair') {
      const { tokens, merges } = learnBytePairs(counts.all, Math.max(vocabulary, LEAST_BYTE_PAIRS), least);
      return { tokens, merges };
    }
    const tokens = counts.most(vocabulary - RESERVED.length, least);
    const known = tokens.reduce((sum, token) => sum + counts.all.get(token)!, 0);
    return { tokens: [...RESERVED, ...tokens], unknown: parts - known, parts, texts };
  },
  apply(batch: Tensor, { by }, fit) {
    const { encode } = encoderOf(by, fit);
    return tokensTensor(textsOf(batch).map((text) => Int32Array.from(encode(text))));
  },
`,
      settings: {
        by: { type: `'word' | 'character' | 'bytePair' | 'file'`, default: "word" },
        vocabulary: { type: `number`, default: 5000 },
        least: { type: `number`, default: 2 },
        file: { type: `string`, default: "" },
      },
    },
    bagOfWords: {
      doc:
        "Bag of words. A number for each of the most frequent words of the training rows, and where that is wanted for runs of words: whether it is in the text, how often, or how often weighed by how few texts have it (tf-idf, rows of length 1 as in scikit-learn). Order is lost.",
      fits: true,
      members: `  fit(batches, { vocabulary, run, least }) {
    const [counts, having] = [new Counts(), new Counts()];
    let texts = 0;
    for (const batch of batches)
      for (const text of textsOf(batch)) {
        const runs = runsOf(wordsOf(text), run);
        counts.add(runs);
        having.add(new Set(runs));
        texts++;
      }
    const tokens = counts.most(vocabulary, least);
    // ln((1 + texts) / (1 + texts with it)) + 1
    return { tokens, rarity: tokens.map((token) => Math.log((1 + texts) / (1 + (having.all.get(token) ?? 0))) + 1) };
  },
  apply(batch, { vocabulary, run, counts }, fit) {
    let at = PLACES_OF_WORDS.get(fit);
    if (!at) PLACES_OF_WORDS.set(fit, (at = new Map((fit.tokens as readonly string[]).map((token, i) => [token, i]))));
    const rarity = fit.rarity as readonly number[];
    const texts = textsOf(batch);
    const data = new Float32Array(texts.length * vocabulary);
    texts.forEach((text, row) => {
      const values = new Float64Array(vocabulary);
      for (const token of runsOf(wordsOf(text), run)) {
        const place = at.get(token);
        if (place !== undefined) values[place] = counts === 'present' ? 1 : values[place]! + 1;
      }
      if (counts === 'tfIdf') weighByRarity(values, rarity);
      data.set(values, row * vocabulary);
    });
    return { dtype: 'float32', shape: [texts.length, vocabulary], data };
  },
`,
      settings: {
        vocabulary: { type: `number`, default: 1000 },
        run: { type: `number`, default: 1 },
        counts: { type: `'present' | 'count' | 'tfIdf'`, default: "tfIdf" },
        least: { type: `number`, default: 2 },
      },
    },
    truncate: {
      doc:
        "Truncate. Cuts rows of tokens that are longer than the network reads. How many training rows are is counted and told.",
      fits: true,
      members: `  fit(batches, { length }) {
    let [rows, longer, longest] = [0, 0, 0];
    for (const { data } of batches)
      for (const size of data) {
        rows++;
        if (size > length) longer++;
        longest = Math.max(longest, size);
      }
    return { rows, longer, longest };
  },
  apply: (batch, { length, keep }) =>
    tokensTensor(
      tokensOfRows(batch).map((row) => (keep === 'first' ? row.subarray(0, length) : row.subarray(-length))),
    ),
`,
      settings: {
        length: { type: `number`, default: 128 },
        keep: { type: `'first' | 'last'`, default: "first" },
      },
    },
    pad: {
      doc:
        "Pad. Fills rows of tokens up to one length, as a network reads them. Longer ones have to be cut before.",
      fits: false,
      members: `  apply(batch, { length, at, value }) {
    const rows = tokensOfRows(batch);
    const data = new Int32Array(rows.length * length).fill(value);
    rows.forEach((row, i) => data.set(row, i * length + (at === 'end' ? 0 : length - row.length)));
    return { dtype: 'int32', shape: [rows.length, length], data };
  },
`,
      settings: {
        length: { type: `number`, default: 128 },
        at: { type: `'end' | 'start'`, default: "end" },
        value: { type: `number`, default: 0 },
      },
    },
    resize: {
      doc:
        "Resize. Brings pictures into another size, and masks with the nearest class. Shrinking takes the mean of what falls on a pixel.",
      fits: false,
      members: `  apply({ dtype, shape, data }, { fit, ...frame }) {
    const { planes, ...from } = planesOf(shape);
    const own = placed(from, frame, fit);
    const sized =
      dtype === 'int32'
        ? resampleNearest(data as Int32Array, planes, from, own)
        : resample(data as Float32Array, planes, from, own);
    const out = fit === 'stretch' ? sized : framed(sized, planes, own, frame);
    return { dtype, shape: [...shape.slice(0, -2), frame.height, frame.width], data: out } as Tensor;
  },
`,
      settings: {
        width: { type: `number`, default: 64 },
        height: { type: `number`, default: 64 },
        fit: { type: `'stretch' | 'fit' | 'crop'`, default: "stretch" },
      },
    },
    crop: {
      doc:
        "Crop. Cuts a part of this size out, without changing its pixels. A smaller picture gets black (class 0 in masks) beside it.",
      fits: false,
      members: `  apply({ dtype, shape, data }, { across, down, ...frame }) {
    const { planes, ...own } = planesOf(shape);
    const out = framed(data as Float32Array | Int32Array, planes, cornered(own, frame, across, down), frame);
    return { dtype, shape: [...shape.slice(0, -2), frame.height, frame.width], data: out } as Tensor;
  },
`,
      settings: {
        width: { type: `number`, default: 64 },
        height: { type: `number`, default: 64 },
        across: { type: `number`, default: 0.5 },
        down: { type: `number`, default: 0.5 },
      },
    },
    grey: {
      doc:
        "Grey. Makes one channel of red, green and blue: 0.299 R + 0.587 G + 0.114 B. A picture of one channel stays as it is.",
      fits: false,
      members: `  apply(batch) {
    const [rows, channels, height, width] = batch.shape as [number, number, number, number];
    if (channels !== 3 || width === undefined) return batch;
    const plane = height * width;
    const out = allocate('float32', rows * plane);
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < plane; i++) {
        const at = row * 3 * plane + i;
        out[row * plane + i] =
          GREY_SHARES[0] * batch.data[at]! +
          GREY_SHARES[1] * batch.data[at + plane]! +
          GREY_SHARES[2] * batch.data[at + 2 * plane]!;
      }
    return { dtype: 'float32', shape: [rows, 1, height, width], data: out };
  },
`,
      settings: {
      },
    },
    threeChannels: {
      doc:
        "Three channels. Makes red, green and blue of one channel, all three equal to it: for networks that read colours. A picture of three stays as it is.",
      fits: false,
      members: `  apply(batch) {
    const [rows, channels, height, width] = batch.shape as [number, number, number, number];
    if (channels !== 1 || width === undefined) return batch;
    const plane = height * width;
    const out = allocate('float32', rows * 3 * plane);
    for (let at = 0; at < rows * 3; at++) {
      const row = Math.floor(at / 3);
      out.set((batch.data as Float32Array).subarray(row * plane, (row + 1) * plane), at * plane);
    }
    return { dtype: 'float32', shape: [rows, 3, height, width], data: out };
  },
`,
      settings: {
      },
    },
    normalize: {
      doc:
        "Normalize. Turns each channel into (x − mean) / deviation by given numbers: those that it starts with are of ImageNet, for values from 0 to 1. Standardize finds the numbers in the training rows instead.",
      fits: false,
      members: `  apply(batch, settings) {
    eachChannel(batch, settings, (value, mean, deviation) => (value - mean) / deviation);
    return batch;
  },
  undo(batch, settings) {
    eachChannel(batch, settings, (value, mean, deviation) => value * deviation + mean);
    return batch;
  },
`,
      settings: {
        mean: { type: `readonly number[]`, default: [0.485,0.456,0.406] },
        deviation: { type: `readonly number[]`, default: [0.229,0.224,0.225] },
      },
    },
    logMel: {
      doc:
        "Log-mel spectrogram. A sound as a picture of how loud which heights are when: power spectra of overlapping windows (Hann), added up in triangular bands that are as wide as they are heard (the mel scale), and the logarithm of that: 1×bands×windows.",
      fits: false,
      members: `  apply({ shape: [rows, samples], data }, settings) {
    const of = spectrogram(settings);
    const frames = framesOf(samples!, of);
    const write = spectrogramOf(of);
    const out = new Float32Array(rows! * of.bands * frames);
    for (let row = 0; row < rows!; row++)
      write(data as Float32Array, row * samples!, samples!, out, row * of.bands * frames);
    return { dtype: 'float32', shape: [rows!, 1, of.bands, frames], data: out };
  },
`,
      settings: {
        rate: { type: `number`, default: 16000 },
        bands: { type: `number`, default: 40 },
        window: { type: `number`, default: 25 },
        step: { type: `number`, default: 10 },
        lowest: { type: `number`, default: 20 },
        highest: { type: `number`, default: 0 },
      },
    },
};

/** Declarations that they are put together of, by their names. */
export const HELPERS: Readonly<Record<string, string>> = {
    Shape: `/**
 * Shapes and their arithmetic. In the document the first dimension may be the symbolic batch \`N\`;
 * a tensor program is compiled for one batch size, so all of its dimensions are numbers.
 */
type Shape = readonly number[];`,
    Dim: `/** A dimension in the document: a size, or the batch. */
type Dim = number | 'N';`,
    sizeOf: `/** Number of elements; 1 for a scalar. */
function sizeOf(shape: Shape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}`,
    stridesOf: `/** Row-major strides, in elements. */
function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}`,
    placesInOrder: `/** Of a tensor with its axes in another order: where each element stood before, row-major. */
function placesInOrder(shape: Shape, order: readonly number[]): number[] {
  const strides = stridesOf(shape);
  return order.reduce<number[]>(
    (places, axis) => places.flatMap((at) => Array.from({ length: shape[axis]! }, (_, i) => at + i * strides[axis]!)),
    [0],
  );
}`,
    sameBare: `/** The same but for axes of one behind the batch: a number a sample is N or N×1, a mask N×H×W or N×1×H×W. */
function sameBare([batch, ...a]: readonly Dim[], [other, ...b]: readonly Dim[]): boolean {
  const bare = (shape: readonly Dim[]) => shape.filter((dim) => dim !== 1);
  return batch === other && sameShape(bare(a), bare(b));
}`,
    sameShape: `function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}`,
    broadcastShapes: `/**
 * The shape to which both broadcast under NumPy's rule (aligned at the end, 1 stretches), or
 * undefined where they do not. The symbolic batch broadcasts with itself and with 1.
 */
function broadcastShapes<D extends Dim>(a: readonly D[], b: readonly D[]): D[] | undefined {
  const rank = Math.max(a.length, b.length);
  const out: D[] = [];
  for (let i = 0; i < rank; i++) {
    const p = a[a.length - rank + i] ?? (1 as D);
    const q = b[b.length - rank + i] ?? (1 as D);
    if (p !== q && p !== 1 && q !== 1) return undefined;
    out.push(p === 1 ? q : p);
  }
  return out;
}`,
    normalizeAxis: `/** \`axis\` counted from the front, where -1 is the last. Throws on an axis that the rank does not have. */
function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank)
    throw new Error(\`internal: axis \${axis} of a tensor of rank \${rank}\`);
  return normal;
}`,
    formatShape: `/** \`N×1×28×28\`; a scalar prints as \`scalar\`. */
function formatShape(shape: readonly Dim[]): Verbatim {
  return verbatim(shape.length === 0 ? 'scalar' : shape.join('×'));
}`,
    Moments: `/**
 * Counts, means, spreads and extremes of numbers that come in batches, for several groups at once. Missing numbers (NaN) are counted
 * and left out. Batches' means and squared deviations are merged (Chan, Golub and LeVeque 1979), which loses no digits.
 */
interface Moments {
  /** Numbers that are there. */
  readonly count: number;
  readonly missing: number;
  /** NaN where nothing is there. */
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of all that are there: divided by their count. */
  readonly deviation: number;
}`,
    Sums: `interface Sums {
  count: number;
  missing: number;
  minimum: number;
  maximum: number;
  mean: number;
  /** Sum of the squared distances from the mean. */
  squares: number;
}`,
    none: `const none = (): Sums => ({
  count: 0,
  missing: 0,
  minimum: Number.POSITIVE_INFINITY,
  maximum: Number.NEGATIVE_INFINITY,
  mean: 0,
  squares: 0,
});`,
    merge: `function merge(into: Sums, { count, missing, minimum, maximum, mean, squares }: Sums): void {
  into.missing += missing;
  if (count === 0) return;
  const all = into.count + count;
  const delta = mean - into.mean;
  into.squares += squares + (delta * delta * into.count * count) / all;
  into.mean = into.count === 0 ? mean : into.mean + (delta * count) / all;
  into.minimum = Math.min(into.minimum, minimum);
  into.maximum = Math.max(into.maximum, maximum);
  into.count = all;
}`,
    momentsOf: `const momentsOf = ({ count, missing, minimum, maximum, mean, squares }: Sums): Moments =>
  count === 0
    ? { count, missing, minimum: Number.NaN, maximum: Number.NaN, mean: Number.NaN, deviation: Number.NaN }
    : { count, missing, minimum, maximum, mean, deviation: Math.sqrt(squares / count) };`,
    MomentsOf: `class MomentsOf {
  /** The group of each number of a row. */
  readonly #of: Int32Array;
  readonly #groups: readonly Sums[];

  constructor(of: Int32Array, groups: number) {
    this.#of = of;
    this.#groups = Array.from({ length: groups }, none);
  }

  /** Whole rows, one after the other. */
  add(data: ArrayLike<number>): void {
    const of = this.#of;
    const batch = this.#groups.map(none);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) {
        const value = data[at + i]!;
        const sums = batch[of[i]!]!;
        if (Number.isNaN(value)) {
          sums.missing++;
          continue;
        }
        sums.count++;
        sums.mean += value;
        if (value < sums.minimum) sums.minimum = value;
        if (value > sums.maximum) sums.maximum = value;
      }
    for (const sums of batch) sums.mean /= Math.max(1, sums.count);
    for (let at = 0; at < data.length; at += of.length)
      for (let i = 0; i < of.length; i++) {
        const value = data[at + i]!;
        const sums = batch[of[i]!]!;
        if (!Number.isNaN(value)) sums.squares += (value - sums.mean) ** 2;
      }
    batch.forEach((sums, group) => merge(this.#groups[group]!, sums));
  }

  groups(): readonly Moments[] {
    return this.#groups.map(momentsOf);
  }
  /** Of all groups together. */
  total(): Moments {
    const all = none();
    for (const sums of this.#groups) merge(all, sums);
    return momentsOf(all);
  }
}`,
    byCodePoints: `/** The order of texts by code points, as Python sorts them: 1, 10, 2, B, a, Ä. Comparing strings goes by their 16-bit units. */
function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return placeOf(x) - placeOf(y);
  }
  return a.length - b.length;
}`,
    placeOf: `/** Surrogates stand for code points beyond all those of one unit. */
const placeOf = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);`,
    Texts: `/** A text for each row; its numbers are the characters of each. */
interface Texts extends Tensor<'int32'> {
  readonly texts: readonly string[];
}`,
    TokenRows: `/** Tokens by their numbers for each row; its numbers are how many each has. */
interface TokenRows extends Tensor<'int32'> {
  readonly tokens: readonly Int32Array[];
}`,
    textsTensor: `const textsTensor = (texts: readonly string[]): Texts => ({
  dtype: 'int32',
  shape: [texts.length],
  data: Int32Array.from(texts, codePointsIn),
  texts,
});`,
    tokensTensor: `const tokensTensor = (tokens: readonly Int32Array[]): TokenRows => ({
  dtype: 'int32',
  shape: [tokens.length],
  data: Int32Array.from(tokens, (row) => row.length),
  tokens,
});`,
    codePointsIn: `/** Code points: a pair of surrogates is one. */
function codePointsIn(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}`,
    hasTexts: `const hasTexts = (batch: Tensor): batch is Texts => 'texts' in batch;`,
    hasTokens: `const hasTokens = (batch: Tensor): batch is TokenRows => 'tokens' in batch;`,
    textsOf: `/** What a transform of texts is given: another transform's column was checked before. */
function textsOf(batch: Tensor): readonly string[] {
  if (!hasTexts(batch)) throw new Error('internal: no texts');
  return batch.texts;
}`,
    tokensOfRows: `function tokensOfRows(batch: Tensor): readonly Int32Array[] {
  if (!hasTokens(batch)) throw new Error('internal: no tokens');
  return batch.tokens;
}`,
    rowOf: `/** Row \`i\` of a batch by itself, without the axis of rows; a text stays one. */
function rowOf(batch: Tensor, i = 0): Tensor {
  const { dtype, shape, data } = batch;
  const size = data.length / Math.max(1, shape[0]!);
  return {
    dtype,
    shape: shape.slice(1),
    data: data.slice(i * size, (i + 1) * size),
    ...(hasTexts(batch) && { texts: [batch.texts[i]!] }),
  } as Tensor;
}`,
    copied: `/** A copy whose numbers may be changed. */
const copied = (batch: Tensor): Tensor => ({ ...batch, data: batch.data.slice() }) as Tensor;`,
    UNSPACED: `/** What a text is cut into before its parts have numbers. */

/** Scripts that put no spaces between words: each of their characters stands for itself. */
const UNSPACED = '\\\\p{Script=Han}\\\\p{Script=Hiragana}\\\\p{Script=Katakana}';`,
    LETTER: `const LETTER = \`(?:(?![\${UNSPACED}])[\\\\p{L}\\\\p{M}\\\\p{N}_])\`;`,
    WORD: `/** A word with what is joined to it by an apostrophe or a hyphen; else a single sign that is no space. */
const WORD = new RegExp(\`[\${UNSPACED}]|\${LETTER}+(?:['’-]\${LETTER}+)*|[^\\\\s\\\\p{L}\\\\p{M}\\\\p{N}_]\`, 'gu');`,
    wordsOf: `const wordsOf = (text: string): readonly string[] => text.match(WORD) ?? [];`,
    wordStarts: `/** Where each word begins. */
function wordStarts(text: string): Int32Array {
  const starts = new Int32Array(text.length);
  let count = 0;
  for (const { index } of text.matchAll(WORD)) starts[count++] = index;
  return starts.subarray(0, count);
}`,
    characterStarts: `/** Where each character begins: one for each code point. */
function characterStarts(text: string): Int32Array {
  const starts = new Int32Array(text.length);
  let [count, at] = [0, 0];
  for (const character of text) {
    starts[count++] = at;
    at += character.length;
  }
  return starts.subarray(0, count);
}`,
    UNSPACED_SIGN: `const UNSPACED_SIGN = new RegExp(\`^[\${UNSPACED}]\`, 'u');`,
    textOfWords: `/** Words with spaces where writing has them: none before closing signs, behind opening ones, and beside unspaced scripts. */
function textOfWords(words: readonly string[]): string {
  let text = '';
  words.forEach((word, i) => {
    const [before = ''] = words.slice(i - 1, i);
    const close =
      i === 0 ||
      /^[.,;:!?)\\]}’”»%…。，；：！？）】》]/u.test(word) ||
      /[([{‘“«（【《]$/u.test(before) ||
      (UNSPACED_SIGN.test(word) && UNSPACED_SIGN.test(before));
    text += close ? word : \` \${word}\`;
  });
  return text;
}`,
    charactersOf: `/** One for each code point. */
const charactersOf = (text: string): readonly string[] => Array.from(text);`,
    PIECE: `/** As GPT-2 cuts texts before pairs of bytes are merged: a space belongs to the word behind it. */
const PIECE =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+/gu;`,
    piecesOf: `const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? [];`,
    runsOf: `/** Every run of so many words up to \`most\`, the words between spaces: "the", "the film". */
function runsOf(words: readonly string[], most: number): readonly string[] {
  const runs = [...words];
  for (let length = 2; length <= most; length++)
    for (let start = 0; start + length <= words.length; start++)
      runs.push(words.slice(start, start + length).join(' '));
  return runs;
}`,
    PADDING: `/** What fills a row up, and what stands for every part that has no number. */
const PADDING = { token: '<pad>', number: 0 } as const;`,
    UNKNOWN: `const UNKNOWN = { token: '<unk>', number: 1 } as const;`,
    RESERVED: `const RESERVED: readonly string[] = [PADDING.token, UNKNOWN.token];`,
    MOST_COUNTED: `/** Parts that are kept while they are counted, at most: beyond, the rarest go, so that a text of endless different parts stays bounded. */
const MOST_COUNTED = 2_000_000;`,
    Counts: `class Counts {
  readonly #counts = new Map<string, number>();

  add(parts: Iterable<string>): void {
    const counts = this.#counts;
    for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
    for (let least = 1; counts.size > MOST_COUNTED; least++)
      for (const [part, count] of counts) if (count <= least) counts.delete(part);
  }

  get all(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The most frequent parts that were there so often, those that are as frequent in the order of code points. */
  most(count: number, least: number): string[] {
    return [...this.#counts]
      .filter(([, seen]) => seen >= least)
      .sort(([a, p], [b, q]) => q - p || byCodePoints(a, b))
      .slice(0, Math.max(0, count))
      .map(([part]) => part);
  }
}`,
    BytePairs: `/** What was learned: tokens in the order of their numbers, bytes written as GPT-2 writes them, and the pairs, two numbers each. */
interface BytePairs {
  readonly tokens: readonly string[];
  readonly merges: readonly number[];
}`,
    BYTE_LETTERS: `/** A visible character for each byte: what prints is itself, the others are those from U+0100 on. */
const BYTE_LETTERS: readonly string[] = (() => {
  const prints = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(prints(byte) ? byte : next++));
})();`,
    BYTE_ORDER: `/** The bytes by the order of their letters: what their numbers follow. */
const BYTE_ORDER = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => BYTE_LETTERS[a]!.codePointAt(0)! - BYTE_LETTERS[b]!.codePointAt(0)!,
);`,
    NUMBER_OF_BYTE: `const NUMBER_OF_BYTE = Array.from({ length: 256 }, (_, byte) => RESERVED.length + BYTE_ORDER.indexOf(byte));`,
    BYTE_OF_LETTER: `const BYTE_OF_LETTER = new Map(BYTE_LETTERS.map((letter, byte) => [letter, byte]));`,
    LEAST_BYTE_PAIRS: `/** Tokens that there are before any pair is merged. */
const LEAST_BYTE_PAIRS = RESERVED.length + 256;`,
    UTF8: `const UTF8 = new TextEncoder();`,
    bytesOfPiece: `const bytesOfPiece = (piece: string): number[] => Array.from(UTF8.encode(piece), (byte) => NUMBER_OF_BYTE[byte]!);`,
    PAIR_SIDE: `/** A pair as one number. */
const PAIR_SIDE = 2 ** 24;`,
    pairKey: `const pairKey = (a: number, b: number): number => a * PAIR_SIDE + b;`,
    PieceOfTokens: `interface PieceOfTokens {
  readonly count: number;
  numbers: number[];
}`,
    PairCount: `interface PairCount {
  readonly count: number;
  readonly key: number;
}`,
    isBefore: `const isBefore = (a: PairCount, b: PairCount): boolean => a.count > b.count || (a.count === b.count && a.key < b.key);`,
    learnBytePairs: `/** \`pieces\`: how often each piece of the texts is there. Merges until there are \`most\` tokens, or no pair is there \`least\` times. */
function learnBytePairs(pieces: ReadonlyMap<string, number>, most: number, least: number): BytePairs {
  const tokens = [...RESERVED, ...BYTE_ORDER.map((byte) => BYTE_LETTERS[byte]!)];
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const words: PieceOfTokens[] = [...pieces].map(([piece, count]) => ({ count, numbers: bytesOfPiece(piece) }));
  const pairs = new PairCounts(words);
  const merges: number[] = [];
  while (tokens.length < most) {
    const best = pairs.best();
    if (!best || best.count < Math.max(1, least)) break;
    const [a, b] = [Math.floor(best.key / PAIR_SIDE), best.key % PAIR_SIDE];
    const token = tokens[a]! + tokens[b]!;
    // two pairs may spell the same
    let number = numbers.get(token);
    if (number === undefined) {
      number = tokens.push(token) - 1;
      numbers.set(token, number);
    }
    merges.push(a, b);
    pairs.putTogether(best.key, a, b, number);
  }
  return { tokens, merges };
}`,
    PairCounts: `/** How often each pair of neighbours is there, and in which words; the most frequent on top of a heap. */
class PairCounts {
  readonly #words: readonly PieceOfTokens[];
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<number>>();
  readonly #heap: PairCount[] = [];

  constructor(words: readonly PieceOfTokens[]) {
    this.#words = words;
    words.forEach((_, at) => this.#count(at, 1));
    for (const [key, count] of this.#counts) this.#push({ key, count });
  }

  /** Counts that went down stand in the heap as they were: they are put right when they come up. */
  best(): PairCount | undefined {
    for (let top = this.#pop(); top; top = this.#pop()) {
      const count = this.#counts.get(top.key) ?? 0;
      if (count === top.count) return top;
      if (count > 0 && count < top.count) this.#push({ key: top.key, count });
    }
    return undefined;
  }

  putTogether(key: number, a: number, b: number, number: number): void {
    const places = [...this.#places.get(key)!];
    this.#places.delete(key);
    const grown = new Set<number>();
    for (const at of places) {
      const word = this.#words[at]!;
      this.#count(at, -1);
      word.numbers = withPair(word.numbers, a, b, number);
      for (const one of this.#count(at, 1)) grown.add(one);
    }
    this.#counts.delete(key);
    for (const one of grown) this.#push({ key: one, count: this.#counts.get(one)! });
  }

  /** Takes a word's pairs in, or out again; gives their keys. */
  #count(at: number, sign: 1 | -1): number[] {
    const { count, numbers } = this.#words[at]!;
    const keys: number[] = [];
    for (let i = 1; i < numbers.length; i++) {
      const key = pairKey(numbers[i - 1]!, numbers[i]!);
      keys.push(key);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + sign * count);
      if (sign === -1) continue;
      const places = this.#places.get(key);
      if (places) places.add(at);
      else this.#places.set(key, new Set([at]));
    }
    return keys;
  }

  #push(entry: PairCount): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  #pop(): PairCount | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}`,
    withPair: `/** With every pair of the two, from the left on, as one. */
function withPair(numbers: readonly number[], a: number, b: number, number: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const isPair = numbers[i] === a && i + 1 < numbers.length && numbers[i + 1] === b;
    out.push(isPair ? number : numbers[i]!);
    if (isPair) i++;
  }
  return out;
}`,
    MOST_REMEMBERED: `/** Pieces whose tokens are remembered. */
const MOST_REMEMBERED = 100_000;`,
    bytePairEncoder: `/** The tokens of texts, by what was learned. */
function bytePairEncoder({ tokens, merges }: BytePairs): (text: string) => number[] {
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const ranks = new Map<number, readonly [rank: number, number: number]>();
  for (let i = 0; i < merges.length; i += 2) {
    const [a, b] = [merges[i]!, merges[i + 1]!];
    ranks.set(pairKey(a, b), [i, numbers.get(tokens[a]! + tokens[b]!)!]);
  }
  const known = new Map<string, readonly number[]>();
  const encode = (piece: string): readonly number[] => {
    let found = bytesOfPiece(piece);
    for (;;) {
      let best: { rank: number; at: number; number: number } | undefined;
      for (let i = 1; i < found.length; i++) {
        const rule = ranks.get(pairKey(found[i - 1]!, found[i]!));
        if (rule && (!best || rule[0] < best.rank)) best = { rank: rule[0], at: i, number: rule[1] };
      }
      if (!best) return found;
      found = withPair(found, found[best.at - 1]!, found[best.at]!, best.number);
    }
  };
  return (text) => {
    const out: number[] = [];
    for (const piece of piecesOf(text)) {
      let found = known.get(piece);
      if (!found) {
        found = encode(piece);
        if (known.size >= MOST_REMEMBERED) known.clear();
        known.set(piece, found);
      }
      for (const number of found) out.push(number);
    }
    return out;
  };
}`,
    readableToken: `/** A token as people read it: of a character that is not whole a sign for that. */
function readableToken(token: string): string {
  const bytes = Array.from(token, (letter) => BYTE_OF_LETTER.get(letter));
  return bytes.includes(undefined) ? token : new TextDecoder().decode(Uint8Array.from(bytes as number[]));
}`,
    WAYS: `/** How a text is cut into tokens. */
const WAYS = ['word', 'character', 'bytePair', 'file'] as const;`,
    Way: `type Way = (typeof WAYS)[number];`,
    Encoder: `interface Encoder {
  encode(text: string): ArrayLike<number>;
  /** A token as people read it. */
  nameOf(token: number): string;
  /** Tokens as a text again; a character that is not whole yet is U+FFFD. */
  textOf(tokens: readonly number[]): string;
  /** The number of what is in no vocabulary; none where every text can be written. */
  readonly unknown: number | undefined;
  /** Different tokens that there are. */
  readonly size: number;
}`,
    ENCODERS: `const ENCODERS = new WeakMap<TransformFit, Encoder>();`,
    encoderOf: `/** Made once for what was learned. */
function encoderOf(way: Way, fit: TransformFit): Encoder {
  let encoder = ENCODERS.get(fit);
  if (!encoder) {
    encoder = encoderFrom(way, fit);
    ENCODERS.set(fit, encoder);
  }
  return encoder;
}`,
    encoderFrom: `function encoderFrom(way: Way, fit: TransformFit): Encoder {
  if (way === 'file') return fileEncoder(String(fit.json));
  const tokens = fit.tokens as readonly string[];
  if (way === 'bytePair') {
    const encode = bytePairEncoder(fit as unknown as BytePairs);
    const nameOf = (token: number) => readableToken(tokens[token] ?? String(token));
    const textOf = (given: readonly number[]) => readableToken(given.map((token) => tokens[token] ?? '').join(''));
    return { encode, nameOf, textOf, unknown: undefined, size: tokens.length };
  }
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const cut = way === 'word' ? wordsOf : charactersOf;
  return {
    encode: (text) => Int32Array.from(cut(text), (part) => numbers.get(part) ?? UNKNOWN.number),
    nameOf: (token) => tokens[token] ?? String(token),
    textOf: (given) => (way === 'word' ? textOfWords : unspaced)(given.map((token) => tokens[token] ?? '')),
    unknown: UNKNOWN.number,
    size: tokens.length,
  };
}`,
    unspaced: `const unspaced = (parts: readonly string[]): string => parts.join('');`,
    fileEncoder: `/** Throws where the text is no tokenizer's. */
function fileEncoder(json: string): Encoder {
  const tokenizer = new Tokenizer(JSON.parse(json) as object, {});
  const model = (JSON.parse(json) as { readonly model?: { readonly unk_token?: string | null } }).model;
  const unknown = typeof model?.unk_token === 'string' ? tokenizer.token_to_id(model.unk_token) : undefined;
  return {
    // of what it does not know it may give no number at all
    encode: (text) => tokenizer.encode(text).ids.flatMap((token?: number) => token ?? unknown ?? []),
    nameOf: (token) => readableToken(tokenizer.id_to_token(token) ?? String(token)),
    textOf: (tokens) => tokenizer.decode([...tokens]),
    unknown,
    size: tokenizer.get_vocab(true).size,
  };
}`,
    DAY: `/** What a date says, of the days since 1970 that it is kept as. */

const DAY = 86_400_000;`,
    STEPS: `/** Dates of today that are kept as float32 are exact to a minute and a half: times of day are those of the nearest five minutes. */
const STEPS = 288;`,
    PARTS: `/** Parts of a date in the order in which they are given out. */
const PARTS = ['year', 'month', 'day', 'weekday', 'dayOfYear', 'hour'] as const;`,
    DatePart: `type DatePart = (typeof PARTS)[number];`,
    partOf: `/**
 * A part of a date in UTC; NaN of none. Months and days count from 1, weekdays from 0 on Monday; hours have a fraction and go in steps of
 * five minutes.
 */
function partOf(days: number, part: DatePart): number {
  if (Number.isNaN(days)) return Number.NaN;
  const whole = Math.floor(days);
  const date = new Date(whole * DAY);
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'weekday':
      return (date.getUTCDay() + 6) % 7;
    case 'dayOfYear':
      return Math.round((whole * DAY - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
    case 'hour':
      return (24 * Math.min(STEPS - 1, Math.round((days - whole) * STEPS))) / STEPS;
  }
}`,
    turned: `/** Numbers for words, the same everywhere and for ever: MurmurHash3 (Appleby 2011) of their UTF-8, from the seed 0. */

const turned = (x: number, by: number): number => (x << by) | (x >>> (32 - by));`,
    mixed: `const mixed = (block: number): number => Math.imul(turned(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);`,
    hashOf: `/** At least 0 and below 2³¹. */
function hashOf(word: string): number {
  const bytes = new TextEncoder().encode(word);
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let i = 0; i < whole; i += 4) {
    const block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = (Math.imul(turned(hash ^ mixed(block), 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = whole; i < bytes.length; i++) rest |= bytes[i]! << (8 * (i - whole));
  if (whole < bytes.length) hash ^= mixed(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.min(Math.abs((hash ^ (hash >>> 16)) | 0), 0x7fffffff - 2);
}`,
    classOfUnknown: `/** The class number of a word that no class is called by, where it is to be hashed: below -1. */
const classOfUnknown = (word: string): number => -2 - hashOf(word);`,
    GOLDEN: `/** The smallest value of a smooth function of one number (Brent 1973, as in SciPy). */

const GOLDEN = (Math.sqrt(5) - 1) / 2;`,
    NEAR: `/** So near is near enough, beside the place itself: half the digits of a double. */
const NEAR = 1.5e-8;`,
    MOST_STEPS: `const MOST_STEPS = 200;`,
    minimumOf: `/** Where it lies. \`from\` and \`to\` are where the search begins; it may end beside them. */
function minimumOf(of: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let middle = low + (1 - GOLDEN) * (high - low);
  let least = of(middle);
  // until both ends are higher than what lies between them
  for (let step = 0; step < MOST_STEPS && !(of(low) > least && of(high) > least); step++) {
    const width = high - low;
    if (of(high) <= least) [low, middle, high] = [middle, high, high + width];
    else [low, middle, high] = [low - width, low, middle];
    least = of(middle);
  }
  // a section in the golden ratio each time, or the vertex of a parabola through the three best where that lies within
  let [second, third] = [middle, middle];
  let [secondValue, thirdValue] = [least, least];
  let [move, before] = [0, 0];
  for (let step = 0; step < MOST_STEPS; step++) {
    const centre = (low + high) / 2;
    const near = NEAR * Math.abs(middle) + 1e-11;
    if (Math.abs(middle - centre) <= 2 * near - (high - low) / 2) break;
    const a = (middle - second) * (least - thirdValue);
    const b = (middle - third) * (least - secondValue);
    const below = 2 * (b - a);
    const shift = below === 0 ? Number.NaN : ((middle - third) * b - (middle - second) * a) / -below;
    const fits = Math.abs(shift) < Math.abs(before / 2) && middle + shift > low && middle + shift < high;
    if (fits) [before, move] = [move, shift];
    else {
      before = middle >= centre ? low - middle : high - middle;
      move = (1 - GOLDEN) * before;
    }
    const x = middle + (Math.abs(move) >= near ? move : near * Math.sign(move || 1));
    const value = of(x);
    if (value <= least) {
      if (x >= middle) low = middle;
      else high = middle;
      [third, thirdValue, second, secondValue, middle, least] = [second, secondValue, middle, least, x, value];
      continue;
    }
    if (x < middle) low = x;
    else high = x;
    if (value <= secondValue || second === middle)
      [third, thirdValue, second, secondValue] = [second, secondValue, x, value];
    else if (value <= thirdValue || third === middle || third === second) [third, thirdValue] = [x, value];
  }
  return middle;
}`,
    valuesByPlace: `/** The values of each place of a row; those that are missing are left out. */
function valuesByPlace(batches: Iterable<Tensor>): Float32Array[] {
  const places: { values: Float32Array; count: number }[] = [];
  for (const { shape, data } of batches) {
    const size = sizeOf(shape.slice(1));
    while (places.length < size) places.push({ values: new Float32Array(1024), count: 0 });
    for (let i = 0; i < data.length; i++) {
      if (Number.isNaN(data[i])) continue;
      const place = places[i % size]!;
      if (place.count === place.values.length) {
        const grown = new Float32Array(2 * place.count);
        grown.set(place.values);
        place.values = grown;
      }
      place.values[place.count++] = data[i]!;
    }
  }
  return places.map(({ values, count }) => values.subarray(0, count));
}`,
    quantileOf: `/** What a share of sorted values lies below, between two of them along a line, as NumPy has it; 0 of none. */
function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return 0;
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}`,
    Unfit: `interface Unfit {
  readonly expected: Phrase;
  readonly received: Phrase;
}`,
    hasPlaces: `/** Pictures, masks of class numbers, and numbers that lie as these do. */
const hasPlaces = ({ kind, shape }: Column): boolean =>
  (kind === 'category' && shape.length === 2) || ((kind === 'image' || kind === 'number') && shape.length === 3);`,
    unfit: `const unfit = ({ kind }: Column): Unfit => ({
  expected: phrase('pictures-or-masks'),
  received: named(\`columns.\${kind}\`, kind),
});`,
    placedAnew: `/** The same with other places. */
const placedAnew = (column: Column, height: number, width: number): Column => ({
  ...column,
  shape: [...column.shape.slice(0, -2), height, width],
});`,
    planesOf: `/** Of stacked rows: how many planes there are, and the size of each. */
function planesOf(shape: Shape): { readonly planes: number; readonly height: number; readonly width: number } {
  const [height, width] = shape.slice(-2) as [number, number];
  return { planes: shape.slice(0, -2).reduce((a, b) => a * b, 1), height, width };
}`,
    FITS: `/** Planes of numbers in another size: between pixels by their distance, and where it shrinks as the mean of what falls on a pixel. */

/** How a picture comes into a frame: pulled to its sides, whole within it, or filling it. */
const FITS = ['stretch', 'fit', 'crop'] as const;`,
    Fit: `type Fit = (typeof FITS)[number];`,
    Size: `interface Size {
  readonly height: number;
  readonly width: number;
}`,
    placed: `/** The size of the picture itself for a frame, and where its corner lies in it: outside of it where it is cut. */
function placed(
  { height, width }: Size,
  frame: Size,
  fit: Fit,
): Size & { readonly top: number; readonly left: number } {
  if (fit === 'stretch') return { ...frame, top: 0, left: 0 };
  const ratios = [frame.height / height, frame.width / width] as const;
  const scale = fit === 'fit' ? Math.min(...ratios) : Math.max(...ratios);
  const sized = (length: number) => Math.max(1, Math.round(length * scale));
  const own = { height: sized(height), width: sized(width) };
  return { ...own, top: Math.trunc((frame.height - own.height) / 2), left: Math.trunc((frame.width - own.width) / 2) };
}`,
    shares: `/** The old places of each new one along an axis, and their shares: a triangle, as Pillow's and PyTorch's bilinear has it with antialiasing. */
function shares(
  from: number,
  to: number,
): readonly { readonly first: number; readonly weights: readonly number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / reach)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}`,
    resample: `/** Planes one behind the other. */
function resample(data: Float32Array, planes: number, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return data;
  const [across, down] = [shares(from.width, to.width), shares(from.height, to.height)];
  const between = new Float32Array(planes * from.height * to.width);
  for (let row = 0; row < planes * from.height; row++)
    for (let x = 0; x < to.width; x++) {
      const { first, weights } = across[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[row * from.width + first + k]!;
      between[row * to.width + x] = sum;
    }
  const out = new Float32Array(planes * to.height * to.width);
  for (let row = 0; row < planes * to.height; row++) {
    const { first, weights } = down[row % to.height]!;
    const start = Math.floor(row / to.height) * from.height + first;
    for (let k = 0; k < weights.length; k++)
      for (let x = 0; x < to.width; x++) out[row * to.width + x]! += weights[k]! * between[(start + k) * to.width + x]!;
  }
  return out;
}`,
    resampleNearest: `/** Class numbers: those of the nearest places. */
function resampleNearest(data: Int32Array, planes: number, from: Size, to: Size): Int32Array {
  const out = new Int32Array(planes * to.height * to.width);
  const [across, down] = [nearest(from.width, to.width), nearest(from.height, to.height)];
  for (let row = 0; row < planes * to.height; row++) {
    const start = (Math.floor(row / to.height) * from.height + down[row % to.height]!) * from.width;
    for (let x = 0; x < to.width; x++) out[row * to.width + x] = data[start + across[x]!]!;
  }
  return out;
}`,
    nearest: `/** The nearest old place of each new one along an axis. */
const nearest = (from: number, to: number): readonly number[] =>
  Array.from({ length: to }, (_, i) => Math.floor((i + 0.5) * (from / to)));`,
    framed: `/** Planes in a frame: what lies outside is cut, what is not covered is 0. */
function framed<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  planes: number,
  own: Size & { readonly top: number; readonly left: number },
  frame: Size,
): T {
  const out = new (data.constructor as new (length: number) => T)(planes * frame.height * frame.width);
  const [left, right] = [Math.max(0, own.left), Math.min(frame.width, own.left + own.width)];
  for (let plane = 0; plane < planes; plane++)
    for (let row = Math.max(0, own.top); row < Math.min(frame.height, own.top + own.height); row++) {
      const from = (plane * own.height + row - own.top) * own.width - own.left;
      out.set(data.subarray(from + left, from + right) as never, (plane * frame.height + row) * frame.width + left);
    }
  return out;
}`,
    Spectrogram: `interface Spectrogram {
  /** Samples a second. */
  readonly rate: number;
  /** Samples in a window, and from the beginning of one to that of the next. */
  readonly window: number;
  readonly step: number;
  readonly bands: number;
  /** Of the lowest and the highest triangle's feet, in hertz. */
  readonly lowest: number;
  readonly highest: number;
}`,
    framesOf: `/** Windows that lie whole in so many samples. */
const framesOf = (samples: number, { window, step }: Pick<Spectrogram, 'window' | 'step'>): number =>
  samples < window ? 0 : 1 + Math.floor((samples - window) / step);`,
    FLOOR: `/** What is added to a band before its logarithm: silence is finite. */
const FLOOR = 1e-6;`,
    sizeOfFft: `/** The power of two that holds a window. */
const sizeOfFft = (window: number): number => Math.max(2, 2 ** Math.ceil(Math.log2(window)));`,
    melOf: `const melOf = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);`,
    hertzOf: `const hertzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);`,
    triangles: `/** For each band the first frequency of its triangle, and the heights from there on. */
function triangles(of: Spectrogram): readonly { readonly from: number; readonly heights: Float64Array }[] {
  const { rate, window, bands, lowest, highest } = of;
  const size = sizeOfFft(window);
  const [low, high] = [melOf(lowest), melOf(highest)];
  const points = Array.from({ length: bands + 2 }, (_, i) => hertzOf(low + (i * (high - low)) / (bands + 1)));
  const frequencies = Array.from({ length: size / 2 + 1 }, (_, i) => (i * rate) / size);
  return Array.from({ length: bands }, (_, band) => {
    const [left, top, right] = [points[band]!, points[band + 1]!, points[band + 2]!];
    const heights = frequencies.map((f) =>
      Math.max(0, Math.min((f - left) / (top - left), (right - f) / (right - top))),
    );
    const from = Math.max(
      0,
      heights.findIndex((height) => height > 0),
    );
    const end = heights.findLastIndex((height) => height > 0);
    return { from, heights: Float64Array.from(heights.slice(from, end + 1)) };
  });
}`,
    spectrogramOf: `/** Writes log-mel spectrograms, [bands, frames] each, of the samples that begin at a place. */
function spectrogramOf(
  of: Spectrogram,
): (samples: Float32Array, at: number, count: number, out: Float32Array, to: number) => void {
  const { window, step, bands } = of;
  const size = sizeOfFft(window);
  const fft = new FFT(size);
  const hann = Float64Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const filters = triangles(of);
  const input = new Array<number>(size).fill(0);
  const spectrum = fft.createComplexArray();
  const power = new Float64Array(size / 2 + 1);
  return (samples, at, count, out, to) => {
    const frames = framesOf(count, of);
    for (let frame = 0; frame < frames; frame++) {
      for (let i = 0; i < window; i++) input[i] = samples[at + frame * step + i]! * hann[i]!;
      fft.realTransform(spectrum, input);
      for (let i = 0; i < power.length; i++) power[i] = spectrum[2 * i]! ** 2 + spectrum[2 * i + 1]! ** 2;
      for (let band = 0; band < bands; band++) {
        const { from, heights } = filters[band]!;
        let sum = 0;
        for (let i = 0; i < heights.length; i++) sum += heights[i]! * power[from + i]!;
        out[to + band * frames + frame] = Math.log(sum + FLOOR);
      }
    }
  };
}`,
    PLACES_OF_WORDS: `const PLACES_OF_WORDS = new WeakMap<object, ReadonlyMap<string, number>>();`,
    weighByRarity: `/** By how rare each is, and to length 1. */
function weighByRarity(values: Float64Array, rarity: readonly number[]): void {
  let squares = 0;
  for (let i = 0; i < rarity.length; i++) squares += (values[i] = values[i]! * rarity[i]!) ** 2;
  if (squares > 0) for (let i = 0; i < rarity.length; i++) values[i] = values[i]! / Math.sqrt(squares);
}`,
    partField: `const partField = (label: string, isDefault: boolean, doc: string) => boolean({ label, default: isDefault, doc });`,
    meansByPlace: `function meansByPlace(batches: Iterable<Tensor>): number[] {
  let moments: MomentsOf | undefined;
  for (const { shape, data } of batches) {
    const size = sizeOf(shape.slice(1));
    moments ??= new MomentsOf(
      Int32Array.from({ length: size }, (_, i) => i),
      size,
    );
    moments.add(data);
  }
  return (moments?.groups() ?? []).map(({ mean }) => mean || 0);
}`,
    frequent: `/** The first of the longest stretches of equal numbers; 0 of none. */
function frequent(sorted: Float32Array): number {
  let [most, longest] = [0, 0];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > longest) [most, longest] = [sorted[start]!, end - start];
  }
  return most;
}`,
    frequentClass: `function frequentClass(batches: Iterable<Tensor>, classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const { data } of batches) for (const value of data) if (counts[value] !== undefined) counts[value]++;
  return counts.indexOf(Math.max(...counts));
}`,
    LOGARITHM: `/** A power this near to 0, or to 2 below zero, is a logarithm. */
const LOGARITHM = 2 ** -52;`,
    bent: `function bent(x: number, power: number): number {
  if (x < 0) return -bent(-x, 2 - power);
  return Math.abs(power) < LOGARITHM ? Math.log1p(x) : Math.expm1(power * Math.log1p(x)) / power;
}`,
    straight: `/** The other way round; NaN where no value is bent so far. */
function straight(y: number, power: number): number {
  if (y < 0) return -straight(-y, 2 - power);
  return Math.abs(power) < LOGARITHM ? Math.expm1(y) : Math.expm1(Math.log1p(power * y) / power);
}`,
    bentMoments: `function bentMoments(values: Float32Array, power: number): { readonly mean: number; readonly variance: number } {
  if (values.length === 0) return { mean: 0, variance: 1 };
  let sum = 0;
  for (const value of values) sum += bent(value, power);
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (bent(value, power) - mean) ** 2;
  return { mean, variance: squares / values.length };
}`,
    MOST: `/** Values that say which power is the most likely. */
const MOST = 1_000_000;`,
    likeliestPower: `function likeliestPower(values: Float32Array): number {
  const step = Math.ceil(values.length / MOST);
  const some = step > 1 ? values.filter((_, i) => i % step === 0) : values;
  // a single value lies as well under any power
  if (some.every((value) => value === some[0])) return 1;
  let signs = 0;
  for (const value of some) signs += Math.sign(value) * Math.log1p(Math.abs(value));
  return minimumOf(
    (power) => {
      const { variance } = bentMoments(some, power);
      return (some.length / 2) * Math.log(variance) - (power - 1) * signs;
    },
    -2,
    2,
  );
}`,
    grouping: `/** Which mean each element of a row belongs to. A channel is the first axis of a row that has several, a feature the last. */
function grouping(shape: Shape, per: 'column' | 'channel' | 'value' | 'feature'): { groups: number; of: Int32Array } {
  const row = shape.slice(1);
  const size = sizeOf(row);
  if (per === 'feature' && row.length > 1)
    return { groups: row.at(-1)!, of: Int32Array.from({ length: size }, (_, i) => i % row.at(-1)!) };
  const groups = per === 'column' || row.length === 0 ? 1 : per !== 'channel' || row.length === 1 ? size : row[0]!;
  return { groups, of: Int32Array.from({ length: size }, (_, i) => Math.floor((i * groups) / size)) };
}`,
    CUTS: `const CUTS = { word: wordsOf, character: charactersOf, bytePair: piecesOf } as const;`,
    cornered: `/** Where the corner of a picture lies in a frame. */
const cornered = ({ height, width }: Size, frame: Size, across: number, down: number) => ({
  height,
  width,
  top: Math.trunc((frame.height - height) * down),
  left: Math.trunc((frame.width - width) * across),
});`,
    GREY_SHARES: `const GREY_SHARES = [0.299, 0.587, 0.114] as const;`,
    ByChannel: `interface ByChannel {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}`,
    eachChannel: `/** What is subtracted of each element, and what divides it then. */
function eachChannel(
  { shape, data }: Tensor,
  { mean, deviation }: ByChannel,
  change: (value: number, mean: number, deviation: number) => number,
): void {
  const { height, width } = planesOf(shape);
  const channels = shape.length === 4 ? shape[1]! : 1;
  for (let at = 0, plane = 0; at < data.length; plane++) {
    const channel = plane % channels;
    const [m, d] = [mean[mean.length === 1 ? 0 : channel]!, deviation[deviation.length === 1 ? 0 : channel]!];
    for (const end = at + height * width; at < end; at++) data[at] = change(data[at]!, m, d);
  }
}`,
    byChannel: `/** The same within a program. */
function byChannel(
  b: Builder,
  rows: Value,
  { mean, deviation }: ByChannel,
  change: (values: Value, mean: Operand, deviation: Operand) => Value,
): Value {
  const channels = rows.shape.length === 4 ? rows.shape[1]! : 1;
  const of = (numbers: readonly number[]) => Array.from({ length: channels }, (_, i) => numbers[i] ?? numbers[0]!);
  return atPlaces(b, rows, channels, 'inBlocks', (values, each) => change(values, each(of(mean)), each(of(deviation))));
}`,
    fitSetting: `const fitSetting = choice(FITS, {
  label: 'Fit',
  default: 'stretch',
  doc: 'Of another ratio of sides: pulled to the sides, whole with black beside it, or filling the frame with its edges cut.',
  names: { stretch: 'Stretch', fit: 'Fit in', crop: 'Fill' },
});`,
    MelSettings: `interface MelSettings {
  readonly rate: number;
  readonly window: number;
  readonly step: number;
  readonly bands: number;
  readonly lowest: number;
  readonly highest: number;
}`,
    spectrogram: `/** In samples. */
function spectrogram({ rate, window, step, bands, lowest, highest }: MelSettings): Spectrogram {
  const samples = (milliseconds: number) => Math.max(2, Math.round((milliseconds * rate) / 1000));
  return { rate, window: samples(window), step: samples(step), bands, lowest, highest: highest || rate / 2 };
}`,
};

export const TABLE_FILE = `/**
 * A file of a table read as text, column by column, as the program does that the project comes from: what a value means was found there.
 * It goes along with exported projects word for word.
 */

/** What stands for a value that is missing, as pandas reads it. */
const NOTHING: ReadonlySet<string> = new Set([
  ...['', '#N/A', '#NA', '-NaN', '-nan', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);
/** What does so where the others are numbers or dates; among texts it may be one. */
const NOTHING_AMONG_NUMBERS: ReadonlySet<string> = new Set(['-', '--', '–', '—', '.', '..', '?']);

const POINT = /^[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?$/i;
const WITH_THOUSANDS = /^[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?$/;
const WITH_COMMA = /^[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+)(,\\d+)?(e[+-]?\\d+)?$/i;

/** Spaces that stand within a number, and beside it. */
const SPACE = '[ \\u00a0\\u2009\\u202f]';
/** What stands between thousands, beside points and commas. */
const BETWEEN_THOUSANDS = "['’ \\u00a0\\u2009\\u202f]";
/** These patterns mean the same to JavaScript and to RE2. */
const GROUPED = String.raw\`[+-]?\\d{1,3}(?:\${BETWEEN_THOUSANDS}\\d{3})+(?:[.,]\\d*)?\`;
/** Digits that are shown beside a sign. */
const BESIDE_SIGN = String.raw\`\\d(?:(?:[\\d.,]|\${BETWEEN_THOUSANDS})*\\d)?|[.,]\\d+\`;

/** A number with or without a sign before or behind it, as "$" or "%"; its groups, one behind the other, are the number, "(" a minus. */
function withSign(sign: string): string {
  const s = sign.replaceAll(/[\\\\$.*+?^()[\\]{}|]/g, '\\\\$&');
  const [before, behind] = [\`(?:\${s}\${SPACE}*)?\`, \`(?:\${SPACE}*\${s})?\`];
  const [minus, number] = ['([+−-]?)', \`(\${BESIDE_SIGN})\`];
  return [
    \`\${minus}\${SPACE}*\${before}\${minus}\${number}\${behind}\`,
    String.raw\`(\\()\${before}\${number}\${behind}\\)\`,
    String.raw\`\${s}\${SPACE}*(\\()\${number}\\)\`,
  ].join('|');
}

const WITH_SIGN = new Map<string, RegExp>();
const IS_GROUPED = new RegExp(\`^\${GROUPED}$\`);
const ALL_BETWEEN = new RegExp(BETWEEN_THOUSANDS, 'g');

/** −$1,287.50 as -1,287.50, 1 287,50 € as 1287,50, and ($12) as -12. Another text stays as it is. */
function withoutSign(text: string, sign: string): string {
  // made once for all values
  if (!WITH_SIGN.has(sign)) WITH_SIGN.set(sign, new RegExp(\`^(?:\${withSign(sign)})$\`));
  const found = WITH_SIGN.get(sign)!.exec(text);
  if (!found) return text;
  const bare = found.slice(1).join('').replace('(', '-').replace('−', '-');
  return IS_GROUPED.test(bare) ? bare.replaceAll(ALL_BETWEEN, '') : bare;
}

/**
 * A number of a text without spaces around it; NaN where the text is none, or float32 has none that is as large. \`reading\`: 1,234.5 by
 * thousands, 1.234,5 with a comma. \`sign\`: what stands beside its numbers.
 */
function numberOf(text: string, reading: string, sign?: string): number {
  const bare = sign ? withoutSign(text, sign) : text;
  let plain = bare;
  if (reading === 'thousands' && WITH_THOUSANDS.test(bare)) plain = bare.replaceAll(',', '');
  if (reading === 'comma' && WITH_COMMA.test(bare)) plain = bare.replaceAll('.', '').replace(',', '.');
  const number = POINT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(Math.fround(number)) ? number : Number.NaN;
}

/** How a text says a number, or a date: 1,234.5 by thousands, 1.234,5 with a comma; 2026-11-30, 11/30/2026, 30.11.2026, 30 Nov 2026. */
export type Reading = 'point' | 'thousands' | 'comma' | 'iso' | 'monthFirst' | 'dayFirst' | 'named';

/** What stands in the file, and how. */
export interface TableForm {
  readonly encoding: string;
  readonly separator: string;
  readonly quote: string;
  /** Lines above the first that counts. */
  readonly skipped: number;
  /** The first line names the columns. */
  readonly header: boolean;
  /** Lines of another length than the others: they stop the reading, or are left out. */
  readonly faulty: 'stop' | 'skip';
}

/** A column that is read: numbers, dates as days since 1970, or the numbers of classes. */
export interface TableColumn {
  readonly name: string;
  readonly reading?: Reading;
  /** What stands before or behind its numbers, as "$" or "%". */
  readonly sign?: string;
  /** Of a category: what its class numbers stand for. Where the last is "missing", it is what anything else is, and nothing. */
  readonly classes?: readonly string[];
  /** It is text: what stands there is kept as it is. */
  readonly text?: true;
  /** Its numbers keep all their digits: times are told apart by them. */
  readonly wide?: true;
  /** What is none of them has the number that its letters come to. */
  readonly hashed?: (word: string) => number;
}

export type Values = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

const TIME = String.raw\`(?:[T ](?<hour>\\d{1,2}):(?<minute>\\d{1,2})(?::(?<second>\\d{1,2}(?:\\.\\d+)?))?)?\`;
const DATES: Readonly<Partial<Record<Reading, readonly RegExp[]>>> = {
  iso: [
    new RegExp(
      String.raw\`^(?<year>\\d{4})[-/](?<month>\\d{1,2})[-/](?<day>\\d{1,2})\${TIME} ?(?:Z|UTC|(?<zone>[+-]\\d{2}(?::?\\d{2})?))?$\`,
    ),
  ],
  monthFirst: [new RegExp(String.raw\`^(?<month>\\d{1,2})(?<sign>[/-])(?<day>\\d{1,2})\\k<sign>(?<year>\\d{4})\${TIME}$\`)],
  dayFirst: [new RegExp(String.raw\`^(?<day>\\d{1,2})(?<sign>[./-])(?<month>\\d{1,2})\\k<sign>(?<year>\\d{4})\${TIME}$\`)],
  named: [
    new RegExp(String.raw\`^(?<name>[a-z]+) (?<day>\\d{1,2}),? (?<year>\\d{4})\${TIME}$\`, 'i'),
    new RegExp(String.raw\`^(?<day>\\d{1,2}) (?<name>[a-z]+) (?<year>\\d{4})\${TIME}$\`, 'i'),
  ],
};
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Days since 1970; NaN where the text is no date. */
function daysOf(text: string, reading: Reading): number {
  const found = DATES[reading]!.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups);
  if (!found) return Number.NaN;
  const { name, zone } = found;
  const letters = name?.toLowerCase();
  const month =
    letters === undefined
      ? Number(found.month)
      : MONTHS.findIndex((one) => one === letters || one.slice(0, 3) === letters) + 1;
  const [year, day] = [Number(found.year), Number(found.day)];
  const [hour, minute, second] = [found.hour, found.minute, found.second].map((part) => Number(part ?? 0));
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  // the 31st of June is none
  if (month < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  if (hour! > 23 || minute! > 59 || second! >= 60) return Number.NaN;
  const [, sign, hours, minutes] = /^([+-])(\\d{2}):?(\\d{2})?$/.exec(zone ?? '') ?? [];
  const ahead = sign === undefined ? 0 : Number(\`\${sign}1\`) * (60 * Number(hours) + Number(minutes ?? 0));
  return (midnight + (60 * hour! + minute! - ahead) * MINUTE + second! * 1000) / DAY;
}

/** Whether a text of a column of numbers, dates or classes stands for nothing. */
const isNothing = ({ classes }: TableColumn, said: string): boolean =>
  NOTHING.has(said) || (!classes && NOTHING_AMONG_NUMBERS.has(said));

/** What a text of a column comes to: its number, or that of its class; -1 for what is no class. */
function valueIn(column: TableColumn, places: ReadonlyMap<string, number>) {
  const { reading = 'point', sign, classes, hashed, text, wide } = column;
  const missing = classes?.at(-1) === 'missing' ? classes.length - 1 : -1;
  return (value: string): number => {
    if (text) return value.length;
    const said = value.trim();
    if (!classes) {
      if (isNothing(column, said)) return Number.NaN;
      const number = reading in DATES ? daysOf(said, reading) : numberOf(said, reading, sign);
      return wide ? number : Math.fround(number);
    }
    if (isNothing(column, said)) return missing;
    return places.get(said) ?? hashed?.(said) ?? missing;
  };
}

/** A text without the spaces around it; what stands for nothing is none. */
function said(text: string): string {
  const bare = text.replace(/^ +| +$/g, '');
  return NOTHING.has(bare) ? '' : bare;
}

/** Numbers that become more. */
class Growing {
  #values: Values;
  #count = 0;
  constructor(make: Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor) {
    this.#values = new make(1024);
  }
  push(value: number): void {
    if (this.#count === this.#values.length) {
      const grown = new (this.#values.constructor as Float32ArrayConstructor)(2 * this.#count);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count++] = value;
  }
  get values(): Values {
    return this.#values.slice(0, this.#count);
  }
}

/** The lines of a text that comes in parts, each as its values with the quotes taken off. */
function* linesOf(parts: Iterable<string>, separator: string, quote: string): Generator<string[]> {
  let [text, at] = ['', 0];
  let [values, value]: [string[], string] = [[], ''];
  let [isQuoted, isBegun] = [false, false];
  const more = parts[Symbol.iterator]();
  /** The next sign, and the one behind it, are there as far as the file has them. */
  const fill = (): boolean => {
    while (at + 1 >= text.length) {
      const next = more.next();
      if (next.done) return at < text.length;
      text = text.slice(at) + next.value;
      at = 0;
    }
    return true;
  };
  const plain = new RegExp(
    \`[^\${[separator, quote, '\\r', '\\n'].map((sign) => \`\\\\u\${sign.charCodeAt(0).toString(16).padStart(4, '0')}\`).join('')}]*\`,
    'y',
  );
  const within = new RegExp(\`[^\\\\u\${quote.charCodeAt(0).toString(16).padStart(4, '0')}]*\`, 'y');
  while (fill()) {
    const stretch = isQuoted ? within : plain;
    stretch.lastIndex = at;
    const [run] = stretch.exec(text)!;
    if (run !== '') {
      value += run;
      at += run.length;
      isBegun ||= run.trim() !== '';
      continue;
    }
    const sign = text[at++]!;
    if (isQuoted) {
      if (text[at] === quote) at++;
      else {
        isQuoted = false;
        continue;
      }
      value += quote;
    } else if (sign === quote && !isBegun) {
      [isQuoted, isBegun, value] = [true, true, ''];
    } else if (sign === separator) {
      values.push(value);
      [value, isBegun] = ['', false];
    } else if (sign === '\\n' || sign === '\\r') {
      if (sign === '\\r' && text[at] === '\\n') at++;
      yield [...values, value];
      [values, value, isBegun] = [[], '', false];
    } else value += sign;
  }
  if (value !== '' || values.length > 0) yield [...values, value];
}

function* textOf(parts: Iterable<Uint8Array>, encoding: string): Generator<string> {
  let decoder: TextDecoder | undefined;
  for (const bytes of parts) {
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    decoder ??= new TextDecoder(isMarked ? 'utf-8' : encoding);
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/** Why a file is not read as the table that it should be. */
export class TableError extends Error {}

/**
 * Columns of a file, by name. Rows that have nothing in one of the columns \`filled\` are left out. Throws a \`TableError\` that says which line or
 * column is not there or not as it should be.
 */
export function readColumns(
  parts: Iterable<Uint8Array>,
  form: TableForm,
  columns: readonly TableColumn[],
  filled: readonly string[] = [],
): Record<string, { shape: number[]; data: Values; texts?: readonly string[] }> {
  const lines = linesOf(textOf(parts, form.encoding), form.separator, form.quote);
  let line = form.skipped;
  for (let i = 0; i < form.skipped; i++) lines.next();
  let [places, width]: [number[] | undefined, number] = [undefined, 0];
  const find = (names: readonly string[]): number[] => {
    width = names.length;
    return columns.map(({ name }) => {
      const place = names.indexOf(name);
      if (place < 0) throw new TableError(\`There is no column "\${name}". There are \${names.join(', ')}.\`);
      return place;
    });
  };
  const read = columns.map((column) => valueIn(column, new Map(column.classes?.map((name, number) => [name, number]))));
  const made = columns.map(
    ({ classes, wide }) => new Growing(classes ? Int32Array : wide ? Float64Array : Float32Array),
  );
  const texts = columns.map(({ text }): string[] | undefined => (text ? [] : undefined));
  const needed = columns.flatMap(({ name }, i) => (filled.includes(name) ? [i] : []));
  for (const values of lines) {
    line++;
    if (values.length === 1 && values[0]!.trim() === '' && width !== 1) continue;
    if (!places) {
      places = find(form.header ? values.map((name) => name.trim()) : values.map((_, i) => \`column\${i}\`));
      if (form.header) continue;
    }
    if (values.length !== width) {
      if (form.faulty === 'skip') continue;
      throw new TableError(\`Line \${line} has \${values.length} values, and the first has \${width}.\`);
    }
    const row = read.map((say, i) => say(values[places![i]!]!));
    const isEmpty = (i: number) => NOTHING.has(values[places![i]!]!.trim()) || Number.isNaN(row[i]);
    if (needed.some(isEmpty)) continue;
    const stray = needed.find((i) => row[i] === -1);
    if (stray !== undefined) {
      const said = values[places[stray]!]!.trim();
      throw new TableError(\`Line \${line}: "\${said}" is none of \${columns[stray]!.classes!.join(', ')}.\`);
    }
    row.forEach((value, i) => made[i]!.push(value));
    texts.forEach((list, i) => list?.push(said(values[places![i]!]!)));
  }
  if (!places) throw new TableError('There is nothing in it.');
  return Object.fromEntries(
    columns.map(({ name }, i) => {
      const { values } = made[i]!;
      const list = texts[i];
      return [name, { shape: [values.length], data: values, ...(list && { texts: list }) }];
    }),
  );
}

/** A value of a table: as its file would have it, or as a number, a date, or nothing. */
export type Cell = string | number | boolean | Date | null;

/** A value of a column. Throws a \`TableError\` where the text is none. */
function cellIn(column: TableColumn, cell: Cell, read: (text: string) => number): number {
  if (cell instanceof Date) return Math.fround(cell.getTime() / DAY);
  if (typeof cell === 'number' && !column.classes && !column.text) return Math.fround(cell);
  const text = String(cell ?? '');
  const value = read(text);
  if (column.text || isNothing(column, text.trim())) return value;
  if (column.classes && value === -1)
    throw new TableError(\`"\${text}" in the column "\${column.name}" is none of \${column.classes.join(', ')}.\`);
  if (Number.isNaN(value)) throw new TableError(\`"\${text}" in the column "\${column.name}" is not understood.\`);
  return value;
}

/** A row by the names of its columns, as \`readColumns\` reads it from a file. Throws a \`TableError\` where it lacks a column. */
export function rowColumns(
  row: Readonly<Record<string, Cell>>,
  columns: readonly TableColumn[],
): Record<string, { shape: number[]; data: Values; texts?: readonly string[] }> {
  return Object.fromEntries(
    columns.map((column) => {
      const { name, classes, text } = column;
      const cell = Object.hasOwn(row, name) ? row[name] : undefined;
      if (cell === undefined)
        throw new TableError(
          \`The row lacks the column "\${name}". It needs \${columns.map((one) => one.name).join(', ')}.\`,
        );
      const read = valueIn(column, new Map(classes?.map((word, number) => [word, number])));
      const value = cellIn(column, cell, read);
      const data = classes ? Int32Array.of(value) : Float32Array.of(value);
      return [name, { shape: [1], data, ...(text && { texts: [said(String(cell ?? ''))] }) }];
    }),
  );
}
`;
