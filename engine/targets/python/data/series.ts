/** How an exported project reads a table over time: its file as text, cut into windows as the engine does (`data/series/`). */
import type { Document } from '../../../graph/document.ts';
import type { TableText } from '../../define.ts';
import { ALONG, writtenAs } from '../../tables.ts';
import { columnCall } from '../tables/reader.ts';
import { literal } from '../text.ts';
import { type Reader, rowsSource } from './readers.ts';

const SERIES = `def groups_of(columns, groups):
    """A number for the series of each row, which one column tells apart, or several together."""
    together = None
    for name, classes in groups:
        numbers = {text: number for number, text in enumerate([*classes, ""])}
        own = np.array([numbers.setdefault(text, len(numbers)) for text in columns[name]], np.int64)
        pairs = own if together is None else together * len(numbers) + own
        together = np.unique(pairs, return_inverse=True)[1]
    return together


def median_gap(times, owners):
    gaps = np.sort(np.diff(times)[owners[1:] == owners[:-1]])
    return gaps[(len(gaps) - 1) // 2] if len(gaps) else 1


def months_of(times, owners):
    """The months of dates that all lie on one day of the month, or all at its end; else None."""
    if median_gap(times, owners) < 27.5:
        return None
    dates = [datetime.date.fromordinal(int(day) + 719163) for day in np.floor(times)]
    ends = all((date + datetime.timedelta(1)).day == 1 for date in dates)
    if not ends and any(date.day != dates[0].day for date in dates):
        return None
    return np.array([date.year * 12 + date.month for date in dates], np.float64)


def steps_of(times, owners, is_date):
    """The step of each time, from one to the next: what lies between two of them, most often, is one step."""
    if any((owners[1:] == owners[:-1]) & (times[1:] == times[:-1])):
        raise SystemExit("Two rows of a series have the same time.")
    months = months_of(times, owners) if is_date and len(times) else None
    counted = times if months is None else months
    length = median_gap(counted, owners)
    at, uneven = np.zeros(len(times)), 0
    for row, time in enumerate(counted):
        if row == 0 or owners[row - 1] != owners[row]:
            at[row] = np.floor((time - counted.min()) / length + 0.5)
            continue
        steps = (time - counted[row - 1]) / length
        uneven += abs(steps - np.floor(steps + 0.5)) > 0.2
        at[row] = at[row - 1] + max(1, np.floor(steps + 0.5))
    if uneven > 0.02 * len(times):
        raise SystemExit(f"The times of {uneven} rows are not a whole number of steps after those before them.")
    return at


def lay_out(values, at, owners, gaps):
    """Steps in their order, with those that are filled in, and where each stretch without a gap begins."""
    filling, whole = gaps == "fill", ~np.isnan(values).any(1)
    kept, places, groups, begins, last = [], [], [], [], None
    for row, numbers in enumerate(values):
        if row > 0 and owners[row - 1] != owners[row]:
            last = None
        if not whole[row] and (not filling or last is None):
            continue
        skipped = 0 if last is None or gaps == "follow" else int(at[row] - at[last]) - 1
        if filling and len(kept) + skipped > 2 * len(values):
            raise SystemExit("More steps are missing than there are.")
        if last is None or (skipped > 0 and not filling):
            begins.append(len(kept))
        if filling:
            kept += kept[-1:] * skipped
            places += [at[last] + step for step in range(1, skipped + 1)] if skipped else []
            groups += [owners[row]] * skipped
        kept.append(numbers if whole[row] else np.where(np.isnan(numbers), kept[-1], numbers))
        places.append(at[row])
        groups.append(owners[row])
        last = row
    return np.array(kept, np.float32), np.array(places), np.array(groups, np.int32), begins


def read_series(path, form, columns, series, newest=False):
    """Windows of a table: past, [rows, length, inputs]; future, [rows, horizon]; the number of the group; the first and last step.

    With \`\`newest\`\` the last steps of each group alone, to foretell from, and what the groups are called.
    """
    read = read_columns(path, form, columns)
    times = read[series["time"]]
    values = np.stack([read[name] for name in series["inputs"]], 1)
    groups = groups_of(read, series["groups"])
    groups = np.zeros(len(times), np.int64) if groups is None else groups
    finite = np.flatnonzero(np.isfinite(times))
    order = finite[np.lexsort((finite, times[finite], groups[finite]))]
    times, owners = times[order], groups[order]
    follow = series["gaps"] == "follow"
    at = np.unique(times, return_inverse=True)[1] if follow else steps_of(times, owners, series["isDate"])
    values, at, owners, begins = lay_out(values[order], at, owners, series["gaps"])
    length, horizon = series["length"], series["horizon"]
    ahead = length + series["lead"]
    whole = length if newest else ahead + horizon
    stretches = list(zip(begins, [*begins[1:], len(values)]))
    if newest:  # where a gap does not cut a group's end off
        ends = [end for begin, end in stretches if end == len(values) or owners[end] != owners[begin]]
        starts = [np.array([end - whole]) for begin, end in stretches if end in ends and end - begin >= whole]
    else:
        starts = [np.arange(begin, end - whole + 1, series["stride"]) for begin, end in stretches]
    starts = np.concatenate(starts) if starts else np.zeros(0, np.int64)
    if len(starts) == 0:
        raise SystemExit(f"{path} is not read: no stretch without a gap has the {whole} steps that a window needs.")
    if newest:
        first = {number: row for row, number in reversed(list(enumerate(groups)))}
        called = [" ".join(str(read[name][first[owners[at]]]) for name, _ in series["groups"]) for at in starts]
        return {
            "past": values[starts[:, None] + np.arange(length)],
            "group": owners[starts],
            "steps": np.stack([at[starts], at[starts + length - 1]], 1).astype(np.float32),
            "names": np.array([name or row for row, name in enumerate(called)], object),
        }
    return {
        "past": values[starts[:, None] + np.arange(length)],
        "future": values[:, 0][starts[:, None] + ahead + np.arange(horizon)],
        "group": owners[starts],
        "steps": np.stack([at[starts], at[starts + ahead + horizon - 1]], 1).astype(np.float32),
    }
`;

/** Undefined where nothing is known of the file. `file`: where its text lies. */
export function seriesReader({ data }: Document, described: TableText | undefined): Reader | undefined {
  const series = described?.series;
  if (!described || !series || (!described.isText && described.content === undefined)) return undefined;
  const written = (name: string) => writtenAs(described.columns, name);
  const columns = [
    { ...written(series.time), wide: true },
    ...series.groups.map(({ name }) => ({ name, text: true })),
    ...series.inputs.map(written),
  ];
  const { groups, ...rest } = series;
  const form = { ...rest, groups: groups.map(({ name, classes }) => [name, classes]) };
  const constants = [
    '# How the file is read, which columns, and how they are cut into windows.',
    `FORM = ${literal(described.form)}`,
    `COLUMNS = [${columns.map(columnCall).join(', ')}]`,
    `WINDOWS = ${literal(form)}`,
  ];
  return {
    packages: [],
    functions: `${SERIES}\n\n${constants.join('\n')}\n`,
    rows: {
      files: 'a file with the columns of the table',
      named: 'ROWS.csv',
      source: rowsSource('The newest steps of each series in another file of the same kind, to foretell from.', [
        'if len(files) > 1:',
        '    raise SystemExit("One file of rows is read at a time.")',
        'return read_series(files[0], FORM, COLUMNS, WINDOWS, newest=True)',
      ]),
    },
    ...(!described.isText && { files: { [ALONG]: described.content! } }),
    alone: true,
    body: () => [
      `return {"train": read_series(${literal(described.isText ? String(data.dataset!.settings.file) : ALONG)}, FORM, COLUMNS, WINDOWS)}`,
    ],
  };
}
