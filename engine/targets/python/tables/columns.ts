/** `columns.py` of an exported project: the file of a table, read column by column as the engine reads it. */
import { NOTHING, NOTHING_AMONG_NUMBERS } from '../../../data/kinds/written.ts';

const setOf = (words: Iterable<string>): string => Array.from(words, (word) => JSON.stringify(word)).join(', ');

export const COLUMNS_PY = `"""A file of a table read column by column, as Layerloom does: what a value means was found there."""

import csv
import datetime
import functools
import math
import re

import numpy as np

# What stands for a value that is missing.
NOTHING = {
    ${setOf(NOTHING)},
}
# What does so where the others are numbers or dates.
NOTHING_AMONG_NUMBERS = {${setOf(NOTHING_AMONG_NUMBERS)}}
POINT = re.compile(r"[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?", re.I | re.A)
WITH_THOUSANDS = re.compile(r"[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?", re.A)
WITH_COMMA = re.compile(r"[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+)(,\\d+)?(e[+-]?\\d+)?", re.I | re.A)
# Spaces within a number, what else stands between its thousands, and digits that are shown beside a sign.
SPACE = "[ \\u00a0\\u2009\\u202f]"
BETWEEN_THOUSANDS = "['’ \\u00a0\\u2009\\u202f]"
GROUPED = re.compile(rf"[+-]?\\d{{1,3}}(?:{BETWEEN_THOUSANDS}\\d{{3}})+(?:[.,]\\d*)?", re.A)
BESIDE_SIGN = rf"\\d(?:(?:[\\d.,]|{BETWEEN_THOUSANDS})*\\d)?|[.,]\\d+"
TIME = r"(?:[T ](?P<hour>\\d{1,2}):(?P<minute>\\d{1,2})(?::(?P<second>\\d{1,2}(?:\\.\\d+)?))?)?"
ZONE = r" ?(?:Z|UTC|(?P<zone>[+-]\\d{2}(?::?\\d{2})?))?"
DATES = {
    reading: [re.compile(pattern, re.I | re.A) for pattern in patterns]
    for reading, patterns in {
        "iso": [rf"(?P<year>\\d{{4}})[-/](?P<month>\\d{{1,2}})[-/](?P<day>\\d{{1,2}}){TIME}{ZONE}"],
        "monthFirst": [rf"(?P<month>\\d{{1,2}})(?P<sign>[/-])(?P<day>\\d{{1,2}})(?P=sign)(?P<year>\\d{{4}}){TIME}"],
        "dayFirst": [rf"(?P<day>\\d{{1,2}})(?P<sign>[./-])(?P<month>\\d{{1,2}})(?P=sign)(?P<year>\\d{{4}}){TIME}"],
        "named": [
            rf"(?P<name>[a-z]+) (?P<day>\\d{{1,2}}),? (?P<year>\\d{{4}}){TIME}",
            rf"(?P<day>\\d{{1,2}}) (?P<name>[a-z]+) (?P<year>\\d{{4}}){TIME}",
        ],
    }.items()
}
MONTHS = "january february march april may june july august september october november december".split()


@functools.cache
def with_sign(sign):
    """A number with or without a sign before or behind it; its groups, one behind the other, are the number, "(" a minus."""
    s = re.escape(sign)
    before, behind = f"(?:{s}{SPACE}*)?", f"(?:{SPACE}*{s})?"
    minus, number = "([+−-]?)", f"({BESIDE_SIGN})"
    plain = f"{minus}{SPACE}*{before}{minus}{number}{behind}"
    in_brackets = rf"(\\(){before}{number}{behind}\\)|{s}{SPACE}*(\\(){number}\\)"
    return re.compile(f"{plain}|{in_brackets}", re.A)


def without_sign(text, sign):
    """−$1,287.50 as -1,287.50, 1 287,50 € as 1287,50, and ($12) as -12. Another text stays as it is."""
    found = with_sign(sign).fullmatch(text)
    if found is None:
        return text
    bare = "".join(part or "" for part in found.groups()).replace("(", "-").replace("−", "-")
    return re.sub(BETWEEN_THOUSANDS, "", bare) if GROUPED.fullmatch(bare) else bare


def number_of(text, reading, sign=None):
    """A number; NaN where the text is none."""
    if sign:
        text = without_sign(text, sign)
    if reading == "thousands" and WITH_THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if reading == "comma" and WITH_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    number = float(text) if POINT.fullmatch(text) else math.nan
    # float32 has none that is larger
    return number if abs(number) < 3.4028235677973366e38 else math.nan


def days_of(text, reading):
    """Days since 1970; NaN where the text is no date."""
    found = next((match for pattern in DATES[reading] if (match := pattern.fullmatch(text))), None)
    if found is None:
        return math.nan
    parts = found.groupdict()
    name, zone = (parts.get(part) for part in ("name", "zone"))
    hour, minute, second = (float(parts[part] or 0) for part in ("hour", "minute", "second"))
    if name:
        month = next((at + 1 for at, one in enumerate(MONTHS) if name.lower() in (one, one[:3])), 0)
    else:
        month = int(parts["month"])
    try:
        day = datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return math.nan
    if hour > 23 or minute > 59 or second >= 60:
        return math.nan
    ahead = 0
    if zone:
        hours, minutes = zone[1:3], zone[3:].lstrip(":") or "0"
        ahead = (60 * int(hours) + int(minutes)) * (-1 if zone[0] == "-" else 1)
    minutes = (day - datetime.date(1970, 1, 1)).days * 1440 + 60 * hour + minute - ahead
    return (minutes * 60 + second) / 86400


class Column:
    """
    A column that is read: numbers, dates as days since 1970, the numbers of classes, or texts. Where the last class is
    "missing", it is what anything else is, and nothing. \`hashed\` gives the number of a word that no class is called
    by; \`sign\` stands beside numbers; \`wide\`: numbers are kept in double precision, as dates are whose seconds count.
    """

    def __init__(self, name, reading="point", sign=None, classes=None, text=False, hashed=None, wide=False):
        self.name, self.reading, self.classes, self.text, self.hashed = name, reading, classes, text, hashed
        self.wide, self.sign = wide, sign
        self.places = {one: at for at, one in enumerate(classes or [])}
        self.missing = len(classes) - 1 if classes and classes[-1] == "missing" else -1

    def __call__(self, value):
        if self.text:
            bare = value.strip(" ")
            return "" if bare in NOTHING else bare
        said = value.strip()
        if self.classes is None:
            if said in NOTHING or said in NOTHING_AMONG_NUMBERS:
                return math.nan
            if self.reading in DATES:
                return days_of(said, self.reading)
            return number_of(said, self.reading, self.sign)
        if said in NOTHING:
            return self.missing
        return self.places.get(said, self.hashed(said) if self.hashed else self.missing)

    def array(self, values):
        numbers = np.float64 if self.wide else np.float32 if self.classes is None else np.int64
        return np.array(values, object if self.text else numbers)


def lines_of(path, form):
    """The number of each line, and its values."""
    csv.field_size_limit(2**31 - 1)
    with open(path, "rb") as opened:
        marked = opened.read(3) == b"\\xef\\xbb\\xbf"
    with open(path, encoding="utf-8-sig" if marked else form["encoding"], errors="replace", newline="") as opened:
        reading = {"delimiter": form["separator"], "quotechar": form["quote"], "skipinitialspace": True}
        for line, values in enumerate(csv.reader(opened, **reading), 1):
            if line > form["skipped"]:
                yield line, values or [""]


def read_columns(path, form, columns, filled=()):
    """Columns of a file, by name. Rows that have nothing in one of the columns \`filled\` are left out."""
    places, names, found = None, [], [[] for _ in columns]
    needed = [at for at, column in enumerate(columns) if column.name in filled]
    for line, values in lines_of(path, form):
        if len(values) == 1 and values[0].strip() == "" and len(names) != 1:
            continue
        if places is None:
            names = [name.strip() if form["header"] else f"column{at}" for at, name in enumerate(values)]
            missing = [column.name for column in columns if column.name not in names]
            if missing:
                raise SystemExit(f"{path} has no column {missing[0]!r}. There are {', '.join(names)}.")
            places = [names.index(column.name) for column in columns]
            if form["header"]:
                continue
        if len(values) != len(names):
            if form["faulty"] == "skip":
                continue
            raise SystemExit(f"{path}: line {line} has {len(values)} values, and the first has {len(names)}.")
        row = [column(values[place]) for column, place in zip(columns, places)]
        if any(values[places[at]].strip() in NOTHING or row[at] != row[at] for at in needed):
            continue
        stray = next((at for at in needed if columns[at].classes and row[at] == -1), None)
        if stray is not None:
            said, classes = values[places[stray]].strip(), ", ".join(columns[stray].classes)
            raise SystemExit(f"{path}: line {line}: {said!r} is none of {classes}.")
        for one, value in zip(found, row):
            one.append(value)
    if places is None:
        raise SystemExit(f"There is nothing in {path}.")
    return {column.name: column.array(values) for column, values in zip(columns, found)}
`;
