/** What is done with texts, as classes of Python: rows of tokens are lists of arrays until they have one length. */
import type { Written } from '../written.ts';

export const TEXT_TRANSFORMS: Readonly<Record<string, Written>> = {
  LowerCase: {
    text: `class LowerCase:
    def __call__(self, texts, fit):
        return [text.lower() for text in texts]
`,
  },
  NormalizeText: {
    imports: ['import re', 'import unicodedata'],
    text: `class NormalizeText:
    """One of Unicode's forms, without accents where that is wanted, and with single spaces."""

    SPACES = re.compile("[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+")

    def __init__(self, form, accents, spaces):
        self.form, self.accents, self.spaces = form, accents, spaces

    def normal(self, text):
        if self.accents:
            text = "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")
        if self.form != "none" or self.accents:
            text = unicodedata.normalize("NFC" if self.form == "none" else self.form, text)
        return self.SPACES.sub(" ", text).strip(" ") if self.spaces else text

    def __call__(self, texts, fit):
        return [self.normal(text) for text in texts]
`,
  },
  Tokenize: {
    needs: ['most_frequent', 'words_of'],
    imports: ['from collections import Counter', 'import regex'],
    packages: ['regex'],
    text: `class Tokenize:
    """Words or characters as numbers: 0 fills rows up, 1 is what is not in the vocabulary."""

    def __init__(self, by, vocabulary, least):
        self.cut = {"word": words_of, "character": list}[by]
        self.vocabulary, self.least, self.known = vocabulary, least, (None, None)

    def fit(self, batches):
        counts = Counter(part for texts in batches() for text in texts for part in self.cut(text))
        return {"tokens": [*RESERVED, *most_frequent(counts, self.vocabulary - len(RESERVED), self.least)]}

    def __call__(self, texts, fit):
        if self.known[0] is not fit:
            self.known = (fit, {token: number for number, token in enumerate(fit["tokens"])})
        numbers = self.known[1]
        return [np.array([numbers.get(part, 1) for part in self.cut(text)], np.int64) for text in texts]
`,
  },
  BytePairs: {
    needs: ['most_frequent', 'byte_pairs'],
    imports: ['import heapq', 'from collections import Counter', 'import regex'],
    packages: ['regex'],
    text: `class BytePairs:
    """Texts as the numbers of bytes and of pairs that are often together."""

    def __init__(self, vocabulary, least):
        self.vocabulary, self.least, self.known = vocabulary, least, (None, None)

    def fit(self, batches):
        counts = Counter(piece for texts in batches() for text in texts for piece in pieces_of(text))
        return learn_byte_pairs(counts, max(self.vocabulary, 258), self.least)

    def __call__(self, texts, fit):
        if self.known[0] is not fit:
            self.known = (fit, byte_pair_encoder(fit))
        return [np.array(self.known[1](text), np.int64) for text in texts]
`,
  },
  TokenizerFile: {
    packages: ['tokenizers'],
    text: `class TokenizerFile:
    """Texts as the numbers of a tokenizer.json of Hugging Face."""

    def __init__(self, path):
        self.path, self.known = path, (None, None)

    def fit(self, batches):
        with open(self.path, encoding="utf-8") as opened:
            return {"json": opened.read()}

    def __call__(self, texts, fit):
        from tokenizers import Tokenizer

        if self.known[0] is not fit:
            self.known = (fit, Tokenizer.from_str(fit["json"]))
            self.known[1].no_padding()
            self.known[1].no_truncation()
        return [np.array(self.known[1].encode(text).ids, np.int64) for text in texts]
`,
  },
  Truncate: {
    text: `class Truncate:
    """Cuts rows of tokens that are longer."""

    def __init__(self, length, keep):
        self.length, self.keep = length, keep

    def __call__(self, rows, fit):
        return [row[: self.length] if self.keep == "first" else row[-self.length :] for row in rows]
`,
  },
  Pad: {
    text: `class Pad:
    """Fills rows of tokens up to one length."""

    def __init__(self, length, at, value):
        self.length, self.at, self.value = length, at, value

    def __call__(self, rows, fit):
        out = np.full((len(rows), self.length), self.value, np.int64)
        for filled, row in zip(out, rows):
            start = 0 if self.at == "end" else self.length - len(row)
            filled[start : start + len(row)] = row
        return out
`,
  },
  BagOfWords: {
    needs: ['most_frequent', 'words_of'],
    imports: ['from collections import Counter', 'import regex'],
    packages: ['regex'],
    text: `class BagOfWords:
    """A number for each of the most frequent words, and of runs of so many."""

    def __init__(self, vocabulary, run, counts, least):
        self.vocabulary, self.run, self.counts, self.least = vocabulary, run, counts, least

    def runs_of(self, text):
        words = words_of(text)
        lengths = range(2, self.run + 1)
        return words + [" ".join(words[at : at + size]) for size in lengths for at in range(len(words) - size + 1)]

    def fit(self, batches):
        counts, having, texts = Counter(), Counter(), 0
        for batch in batches():
            for text in batch:
                runs = self.runs_of(text)
                counts.update(runs)
                having.update(set(runs))
                texts += 1
        tokens = most_frequent(counts, self.vocabulary, self.least)
        return {"tokens": tokens, "rarity": [float(np.log((1 + texts) / (1 + having[token])) + 1) for token in tokens]}

    def __call__(self, texts, fit):
        places = {token: at for at, token in enumerate(fit["tokens"])}
        out = np.zeros((len(texts), self.vocabulary))
        for row, text in zip(out, texts):
            for run in self.runs_of(text):
                if run in places:
                    row[places[run]] += 1
        if self.counts == "present":
            return (out > 0).astype(np.float32)
        if self.counts == "tfIdf":
            out[:, : len(places)] *= fit["rarity"]
            out /= np.maximum(np.sqrt((out**2).sum(axis=1, keepdims=True)), 1e-300)
        return out
`,
  },
};

export const TEXT_HELPERS: Readonly<Record<string, string>> = {
  most_frequent: `# What fills a row up, and what stands for every part that has no number.
RESERVED = ["<pad>", "<unk>"]


def most_frequent(counts, most, least):
    """The most frequent parts that were there so often, those that are as frequent in the order of code points."""
    kept = sorted((-count, part) for part, count in counts.items() if count >= least)
    return [part for _, part in kept[: max(0, most)]]
`,
  words_of: `UNSPACED = r"\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}"
LETTER = rf"(?:(?![{UNSPACED}])[\\p{{L}}\\p{{M}}\\p{{N}}_])"
# a word with what is joined to it by an apostrophe or a hyphen; else a single sign that is no space
WORD = regex.compile(rf"[{UNSPACED}]|{LETTER}+(?:['’-]{LETTER}+)*|[^\\s\\ufeff\\p{{L}}\\p{{M}}\\p{{N}}_]")


def words_of(text):
    return WORD.findall(text)
`,
  byte_pairs: `# as GPT-2 cuts texts before pairs of bytes are merged: a space belongs to the word behind it
PIECE = regex.compile(
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{White_Space}\\p{L}\\p{N}]+"
    r"|\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+"
)


def pieces_of(text):
    return PIECE.findall(text)


def byte_letters():
    """A visible character for each byte: what prints is itself, the others are those from U+0100 on."""
    letters, after = [], 256
    for byte in range(256):
        prints = 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174
        letters.append(chr(byte if prints else after))
        after += not prints
    return letters


BYTES = sorted(range(256), key=byte_letters().__getitem__)
NUMBER_OF_BYTE = {byte: len(RESERVED) + at for at, byte in enumerate(BYTES)}


def with_pair(numbers, a, b, number):
    """With every pair of the two, from the left on, as one."""
    out, at = [], 0
    while at < len(numbers):
        pair = numbers[at] == a and at + 1 < len(numbers) and numbers[at + 1] == b
        out.append(number if pair else numbers[at])
        at += 2 if pair else 1
    return out


def learn_byte_pairs(pieces, most, least):
    """Merges the pair that is there most often, until there are \`most\` tokens, or no pair is there \`least\` times."""
    letters = byte_letters()
    tokens = [*RESERVED, *(letters[byte] for byte in BYTES)]
    numbers = {token: number for number, token in enumerate(tokens)}
    words = [[NUMBER_OF_BYTE[byte] for byte in piece.encode("utf-8", "replace")] for piece in pieces]
    weights = list(pieces.values())
    counts, places, merges = Counter(), {}, []
    for at, word in enumerate(words):
        for pair in zip(word, word[1:]):
            counts[pair] += weights[at]
            places.setdefault(pair, set()).add(at)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    while len(tokens) < most and heap:
        count, pair = heapq.heappop(heap)
        # counts that went down stand in the heap as they were: they are put right when they come up
        if counts[pair] != -count:
            if 0 < counts[pair] < -count:
                heapq.heappush(heap, (-counts[pair], pair))
            continue
        if -count < max(1, least):
            break
        token = tokens[pair[0]] + tokens[pair[1]]
        # two pairs may spell the same
        if token not in numbers:
            numbers[token] = len(tokens)
            tokens.append(token)
        merges += pair
        grown = set()
        for at in places.pop(pair):
            for one in zip(words[at], words[at][1:]):
                counts[one] -= weights[at]
            words[at] = with_pair(words[at], *pair, numbers[token])
            for one in zip(words[at], words[at][1:]):
                counts[one] += weights[at]
                places.setdefault(one, set()).add(at)
                grown.add(one)
        del counts[pair]
        for one in grown:
            heapq.heappush(heap, (-counts[one], one))
    return {"tokens": tokens, "merges": merges}


def byte_pair_encoder(fit):
    tokens, merges = fit["tokens"], fit["merges"]
    numbers = {token: number for number, token in enumerate(tokens)}
    pairs = list(zip(merges[::2], merges[1::2]))
    ranks = {(a, b): (rank, numbers[tokens[a] + tokens[b]]) for rank, (a, b) in enumerate(pairs)}
    known = {}

    def encode(piece):
        found = [NUMBER_OF_BYTE[byte] for byte in piece.encode("utf-8", "replace")]
        while True:
            pairs = [pair for pair in zip(found, found[1:]) if pair in ranks]
            best = min(pairs, key=lambda pair: ranks[pair][0], default=None)
            if best is None:
                return found
            found = with_pair(found, *best, ranks[best][1])

    def encoded(text):
        out = []
        for piece in pieces_of(text):
            if piece not in known:
                known[piece] = encode(piece)
            out += known[piece]
        return out

    return encoded
`,
};
