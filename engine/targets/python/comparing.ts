import { NOT_THERE } from '../compared.ts';
import { literal } from './text.ts';

/** What every `parity.py` of an exported project ends with: how what was found is compared and told. */
export const COMPARING = `def expected_numbers():
    """What Layerloom makes of the rows."""
    try:
        with open("parity/expected.json", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        sys.exit(${literal(NOT_THERE)})


def columns_of(expected):
    """The raw rows: numbers, or texts."""
    return {
        name: np.load(one["file"]) if "file" in one else np.array(one["texts"], object)
        for name, one in expected["columns"].items()
    }


def difference(found, wanted):
    """The largest difference, of the largest number that is wanted."""
    found, wanted = np.ravel(np.asarray(found, np.float64)), np.ravel(np.asarray(wanted, np.float64))
    if found.shape != wanted.shape:
        return math.inf
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    away = np.where(same, 0, np.abs(found - wanted))
    away = np.where(np.isnan(away), math.inf, away)
    finite = np.abs(wanted[np.isfinite(wanted)])
    return float(away.max(initial=0)) / max(1e-6, float(finite.max(initial=0)))


def number(value):
    """A number as JSON has it."""
    return value if math.isfinite(value) else None


def told(expected, program, outputs, losses):
    """Writes parity.json; whether all is as close as it may be. Outputs for training alone come last."""
    compared = [
        {"name": one["name"], "difference": difference(found, np.load(one["file"])), "allowed": one["allowed"]}
        for one, found in zip(expected["outputs"], outputs)
    ]
    loss = None
    if losses is not None:
        wanted = expected["training"]["losses"]
        loss = {
            "steps": len(losses),
            "difference": difference(losses, wanted),
            "allowed": expected["training"]["allowed"],
            "engine": wanted,
            "exported": [number(value) for value in losses],
        }
    judged = compared + ([] if loss is None else [loss])
    passed = len(expected["outputs"]) == len(compared) and all(one["difference"] <= one["allowed"] for one in judged)
    for one in judged:
        one["difference"] = number(one["difference"])
    report = {
        "status": "passed" if passed else "failed",
        "with": program,
        "rows": expected["batch"],
        "outputs": compared,
        "loss": loss,
    }
    with open("parity.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2)
    print(json.dumps(report, indent=2))
    return passed
`;
