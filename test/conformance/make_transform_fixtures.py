"""What scikit-learn and pandas make of columns of tables: writes fixtures/transforms.json.

Needs scikit-learn 1.9.1 and pandas 3: python make_transform_fixtures.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction import FeatureHasher
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    RobustScaler,
    StandardScaler,
)

random = np.random.default_rng(7)
ROWS = 200
skewed = random.lognormal(2, 1, ROWS)
signed = random.normal(3, 10, ROWS) * random.exponential(1, ROWS)
small = random.integers(0, 6, ROWS).astype(float)
numbers = {"skewed": skewed, "signed": signed, "small": small}
numbers = {name: np.float32(values).astype(float) for name, values in numbers.items()}
gaps = {name: np.where(random.random(ROWS) < 0.1, np.nan, values) for name, values in numbers.items()}
other = {name: np.float32(random.normal(values.mean(), 2 * values.std(), 40)).astype(float) for name, values in numbers.items()}

cases = []


def number(transform, settings, estimator, columns=numbers, back=True):
    for name, values in columns.items():
        rows, more = values.reshape(-1, 1), other[name].reshape(-1, 1)
        fitted = estimator().fit(rows)
        made = np.asarray(fitted.transform(more), dtype=float)
        case = {"transform": transform, "settings": settings, "column": name, "fit": list(values), "rows": list(other[name]), "made": list(made.ravel())}
        if back:
            case["back"] = list(np.asarray(fitted.inverse_transform(made)).ravel())
        cases.append(case)


number("standardize", {"per": "value"}, StandardScaler)
number("minMax", {"from": -1, "to": 2}, lambda: MinMaxScaler((-1, 2)))
number("robust", {}, RobustScaler)
number("robust", {"from": 0.1, "to": 0.95}, lambda: RobustScaler(quantile_range=(10, 95)))
number("power", {}, PowerTransformer)
number("bucket", {"buckets": 4, "by": "uniform"}, lambda: KBinsDiscretizer(4, encode="ordinal", strategy="uniform"), back=False)
quantiles = lambda: KBinsDiscretizer(6, encode="ordinal", strategy="quantile", quantile_method="linear", subsample=None)
number("bucket", {"buckets": 6, "by": "quantile"}, quantiles, back=False)

for by, strategy in [("mean", "mean"), ("median", "median"), ("frequent", "most_frequent"), ("constant", "constant")]:
    for name, values in gaps.items():
        rows = np.where(random.random(40) < 0.3, np.nan, other[name])
        imputer = SimpleImputer(strategy=strategy, fill_value=-7, add_indicator=True).fit(values.reshape(-1, 1))
        made = imputer.transform(rows.reshape(-1, 1))
        settings = {"by": by, "flag": True, **({"value": -7} if by == "constant" else {})}
        nan = lambda array: [None if np.isnan(x) else float(x) for x in array]
        cases.append({"transform": "impute", "settings": settings, "column": name, "fit": nan(values), "rows": nan(rows), "made": list(made.ravel())})

CLASSES = ["Biscoe", "Dream", "Torgersen", "Ågesø", "南極"]
chosen = random.integers(0, len(CLASSES), 30)
words = np.array(CLASSES)[chosen].reshape(-1, 1)
for transform, settings, made in [
    ("oneHot", {"classes": 5}, OneHotEncoder(categories=[CLASSES], sparse_output=False).fit_transform(words)),
    ("ordinal", {}, OrdinalEncoder(categories=[CLASSES]).fit_transform(words)),
    ("hash", {"buckets": 7}, FeatureHasher(7, input_type="string", alternate_sign=False).transform([[word] for word in words.ravel()]).toarray()),
]:
    cases.append({"transform": transform, "settings": settings, "classes": CLASSES, "rows": [int(i) for i in chosen], "made": [float(x) for x in made.ravel()]})

moments = pd.to_datetime(["1970-01-01", "1969-12-31 18:00", "2000-02-29", "2024-12-31 23:45", "2025-03-30 02:15", "2026-11-30 12:00", "1899-12-30", "2100-03-01"], format="ISO8601").as_unit("s")
days = (moments - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
parts = {
    "year": moments.year, "month": moments.month, "day": moments.day, "weekday": moments.weekday,
    "dayOfYear": moments.dayofyear, "hour": moments.hour + moments.minute / 60,
}
made = np.stack([np.asarray(part, dtype=float) for part in parts.values()], axis=1)
cases.append({"transform": "dateParts", "settings": {name: True for name in parts}, "days": True, "rows": list(days), "made": list(made.ravel())})
weeks = np.stack([np.sin(2 * np.pi * small / 7), np.cos(2 * np.pi * small / 7)], axis=1)
cases.append({"transform": "cyclic", "settings": {"period": 7}, "rows": list(small), "made": list(weeks.ravel())})

hashed = ["", "a", "ab", "abc", "abcd", "missing", "Ågesø", "南極", "x" * 1000]
hashes = {word: int(FeatureHasher(2**31 - 1, input_type="string", alternate_sign=False).transform([[word]]).indices[0]) for word in hashed}
file = Path(__file__).parent / "fixtures" / "transforms.json"
file.write_text(json.dumps({"cases": cases, "hashes": hashes}, ensure_ascii=False, allow_nan=False) + "\n")
