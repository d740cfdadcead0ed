#!/usr/bin/env python3
"""What pandas, SciPy and scikit-learn say of a table's columns, as fixtures/columns.json with the table itself.

Run:  python test/conformance/make_column_fixtures.py      (pandas 3.0, scipy 1.17, scikit-learn 1.9)

Quartiles are interpolated linearly. Mutual information is that of counted pairs: numbers are counted in ten stretches between the
deciles, categories as they are; rows that lack one of the two are left out.
"""
import io, json, pathlib
import numpy as np
import pandas as pd
from scipy.stats import entropy, ks_2samp, pearsonr
from scipy.stats.contingency import association
from sklearn.metrics import mutual_info_score
from sklearn.neighbors import NearestNeighbors

random = np.random.default_rng(0)
ROWS = 400


def table():
    city = random.choice(['Oslo', 'Bergen', 'Tromsø', 'Bodø'], ROWS, p=[0.5, 0.3, 0.15, 0.05])
    age = random.integers(18, 80, ROWS).astype(float)
    income = np.exp(random.normal(10, 0.4, ROWS)).round(2)
    income[[17, 230]] = [2_500_000, 1_900_000]
    day = pd.Timestamp('2024-01-01') + pd.to_timedelta(random.integers(0, 500, ROWS), unit='D')
    score = (0.4 * age + (city == 'Oslo') * 12 + random.normal(0, 6, ROWS)).round(3)
    label = np.where(score > 32, 'high', np.where(score > 20, 'middle', 'low'))
    age[random.choice(ROWS, 23, replace=False)] = np.nan
    city = np.where(random.random(ROWS) < 0.05, None, city)
    return pd.DataFrame({'age': age, 'income': income, 'city': city, 'day': day, 'score': score, 'label': label})


def numeric(column):
    if column.dtype.kind == 'M':
        return (column - pd.Timestamp('1970-01-01')) / pd.Timedelta(days=1)
    return column


def counted(column):
    if column.dtype == object or column.dtype.kind not in 'fiM':
        return column
    x = numeric(column)
    edges = np.unique(np.quantile(x.dropna(), np.arange(1, 10) / 10))
    return pd.Series(np.where(x.isna(), None, np.searchsorted(edges, x, side='right')), index=column.index)


def is_numeric(column):
    return column.dtype.kind in 'fiM'


def ratio(numbers, classes):
    known = numbers.notna() & classes.notna()
    x, c = numbers[known], classes[known]
    between = sum(len(g) * (g.mean() - x.mean()) ** 2 for _, g in x.groupby(c))
    return float(np.sqrt(between / ((x - x.mean()) ** 2).sum()))


def relation(column, target):
    a, b = counted(column), counted(target)
    known = a.notna() & b.notna()
    information = mutual_info_score(a[known].astype(str), b[known].astype(str))
    share = information / entropy(b[known].value_counts())
    if is_numeric(column) and is_numeric(target):
        both = column.notna() & target.notna()
        measure, value = 'pearson', pearsonr(numeric(column)[both], numeric(target)[both]).statistic
    elif is_numeric(column):
        measure, value = 'ratio', ratio(numeric(column), target)
    elif is_numeric(target):
        measure, value = 'ratio', ratio(numeric(target), column)
    else:
        measure, value = 'cramer', association(pd.crosstab(column, target), method='cramer')
    return {'measure': measure, 'correlation': float(value), 'information': float(information), 'share': float(share)}


def profile(column):
    out = {'missing': int(column.isna().sum()), 'distinct': int(column.nunique())}
    if is_numeric(column):
        x = numeric(column)
        quartiles = x.quantile([0.25, 0.5, 0.75]).tolist()
        reach = 3 * (quartiles[2] - quartiles[0])
        far = (x < quartiles[0] - reach) | (x > quartiles[2] + reach)
        bins = np.linspace(x.min(), x.max(), 25)
        out['numbers'] = {
            'minimum': float(x.min()), 'maximum': float(x.max()), 'mean': float(x.mean()), 'deviation': float(x.std(ddof=0)),
            'quartiles': quartiles, 'histogram': np.histogram(x.dropna(), bins)[0].tolist(), 'far': int(far.sum()),
        }
    else:
        counts = column.value_counts()
        out['values'] = {str(k): int(v) for k, v in counts.items()}
    return out


def apart():
    """Two samples with ties, and Smirnov's distance between them."""
    a, b = random.normal(0, 1, 80).round(1), random.normal(0.4, 1.3, 50).round(1)
    return {'a': a.tolist(), 'b': b.tolist(), 'distance': float(ks_2samp(a, b).statistic)}


def strangers():
    """Three clouds of points, some with another cloud's label, and those of which 9 of 10 neighbours have one other label."""
    labels = np.repeat([0, 1, 2], 60)
    rows = (random.normal(0, 1, (180, 2)) + np.array([[0, 0], [6, 0], [0, 6]])[labels]).astype(np.float32)
    for place in [5, 70, 71, 150]:
        labels[place] = (labels[place] + 1) % 3
    near = NearestNeighbors(n_neighbors=11, algorithm='brute').fit(rows.astype(float)).kneighbors(rows.astype(float))[1][:, 1:]
    found = []
    for place, around in enumerate(near):
        counts = np.bincount(labels[around], minlength=3)
        like = int(counts.argmax())
        if like != labels[place] and counts[like] >= 9:
            found.append({'place': place, 'like': like})
    return {'rows': rows.flatten().tolist(), 'labels': labels.tolist(), 'strangers': found}


def main():
    frame = table()
    text = io.StringIO()
    frame.to_csv(text, index=False)
    fixture = {
        'csv': text.getvalue(),
        'columns': {name: profile(frame[name]) for name in frame},
        'apart': apart(),
        'neighbours': strangers(),
        'relations': {
            target: {name: relation(frame[name], frame[target]) for name in frame if name != target}
            for target in ['label', 'score']
        },
    }
    path = pathlib.Path(__file__).parent / 'fixtures' / 'columns.json'
    path.write_text(json.dumps(fixture, ensure_ascii=False))


main()
