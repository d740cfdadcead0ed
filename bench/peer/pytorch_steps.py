"""Losses of training steps by PyTorch, in float32 and in float64: pytorch_steps.py FOLDER.

Every folder in FOLDER holds `steps.json`: the forward half of a training step and its update as tensor programs, the state that they
start with, and the rows and scalars of each step. The programs are computed operation by operation; gradients are PyTorch's own.
Prints a JSON object: {name: {"float32": [losses], "float64": [losses]}}.
"""

import json
import os
import sys

import torch
import torch.nn.functional as F

torch.set_num_threads(2)


def dtype_of(name, real):
    return {"float32": real, "int32": torch.int64, "bool": torch.bool}[name]


def spatial(pairs):
    """F.pad's order: the last axis first."""
    return [n for pair in reversed(pairs) for n in pair]


def conv(p, x, w):
    x = F.pad(x, spatial(p["padding"]))
    f = (F.conv1d, F.conv2d, F.conv3d)[len(p["stride"]) - 1]
    return f(x, w, stride=p["stride"], dilation=p["dilation"], groups=p["groups"])


def conv_input_grad(p, dy, w):
    grad = (torch.nn.grad.conv1d_input, torch.nn.grad.conv2d_input, torch.nn.grad.conv3d_input)[len(p["stride"]) - 1]
    padded = [n + a + b for n, (a, b) in zip(p["inputSize"], p["padding"])]
    size = [dy.shape[0], w.shape[1] * p["groups"], *padded]
    dx = grad(size, w, dy, stride=p["stride"], dilation=p["dilation"], groups=p["groups"])
    for axis, (n, (before, _)) in enumerate(zip(p["inputSize"], p["padding"])):
        dx = dx.narrow(axis + 2, before, n)
    return dx


def max_pool(p, x):
    x = F.pad(x, spatial(p["padding"]), value=-torch.inf)
    f = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[len(p["stride"]) - 1]
    return f(x, p["size"], stride=p["stride"], dilation=p["dilation"])


def avg_pool(p, x):
    f = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[len(p["stride"]) - 1]
    mean = lambda y: f(F.pad(y, spatial(p["padding"])), p["size"], stride=p["stride"])
    return mean(x) if p["countPadding"] else mean(x) / mean(torch.ones_like(x))


def standardize(p, x):
    mean = x.mean(p["axes"], keepdim=True)
    variance = ((x - mean) ** 2).mean(p["axes"], keepdim=True)
    return (x - mean) / torch.sqrt(variance + p["epsilon"]), mean, variance


def matmul(p, a, b):
    return (a.mT if p["transposeA"] else a) @ (b.mT if p["transposeB"] else b)


def cumsum(p, x):
    axis = p["axis"]
    if p["reverse"]:
        x = x.flip(axis)
    y = x.cumsum(axis)
    if p["exclusive"]:
        y = y - x
    return y.flip(axis) if p["reverse"] else y


def scatter_add(p, indices, values):
    axis, size = p["axis"], p["size"]
    rank = indices.dim()
    shape = list(values.shape)
    shape[axis : axis + rank] = [size]
    flat = list(values.shape)
    flat[axis : axis + rank] = [-1]
    return torch.zeros(shape, dtype=values.dtype).index_add(axis, indices.reshape(-1), values.reshape(flat))


def gather(p, x, indices):
    axis = p["axis"]
    taken = x.index_select(axis, indices.reshape(-1))
    return taken.reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])


def sliced(p, x):
    return x[tuple(slice(a, b, s) for a, b, s in zip(p["start"], p["stop"], p["step"]))]


def reduce(f):
    return lambda p, x: f(x, tuple(p["axes"]), keepdim=p["keep"]) if p["axes"] else x


def rules(real):
    make = lambda p: dtype_of(p["dtype"], real)
    whole = lambda p, x: x
    return {
        "fill": lambda p: torch.full(p["shape"], p["value"], dtype=make(p)),
        "constant": lambda p: torch.tensor(p["values"], dtype=make(p)).reshape(p["shape"]),
        "iota": lambda p: torch.arange(p["shape"][p["axis"]], dtype=make(p))
        .reshape([-1 if i == p["axis"] else 1 for i in range(len(p["shape"]))])
        .expand(p["shape"]),
        # both sides draw the same: the middle of what may be drawn
        "randomUniform": lambda p, seed: torch.full(p["shape"], 0.5, dtype=real),
        "neg": lambda p, x: -x,
        "abs": lambda p, x: x.abs(),
        "sign": lambda p, x: x.sign(),
        "exp": lambda p, x: x.exp(),
        "log": lambda p, x: x.log(),
        "sqrt": lambda p, x: x.sqrt(),
        "sin": lambda p, x: x.sin(),
        "cos": lambda p, x: x.cos(),
        "tanh": lambda p, x: x.tanh(),
        "sigmoid": lambda p, x: x.sigmoid(),
        "softplus": lambda p, x: F.softplus(x, threshold=1e9) if x.dtype == torch.float64 else F.softplus(x),
        "erf": lambda p, x: x.erf(),
        "floor": lambda p, x: x.floor(),
        "relu": lambda p, x: x.relu(),
        "not": lambda p, x: ~x,
        "cast": lambda p, x: x.to(dtype_of(p["to"], real)),
        "stopGradient": lambda p, x: x.detach(),
        "add": lambda p, a, b: a + b,
        "sub": lambda p, a, b: a - b,
        "mul": lambda p, a, b: a * b,
        "div": lambda p, a, b: a / b if a.is_floating_point() else torch.div(a, b, rounding_mode="trunc"),
        "pow": lambda p, a, b: a**b,
        "max": lambda p, a, b: torch.maximum(a, b),
        "min": lambda p, a, b: torch.minimum(a, b),
        "eq": lambda p, a, b: a == b,
        "lt": lambda p, a, b: a < b,
        "le": lambda p, a, b: a <= b,
        "and": lambda p, a, b: a & b,
        "or": lambda p, a, b: a | b,
        "select": lambda p, c, a, b: torch.where(c, a, b),
        "matmul": matmul,
        "conv": conv,
        "convInputGrad": conv_input_grad,
        "maxPool": max_pool,
        "avgPool": avg_pool,
        "sum": reduce(torch.sum),
        "mean": reduce(torch.mean),
        "reduceMax": reduce(torch.amax),
        "reduceMin": reduce(torch.amin),
        "argMax": lambda p, x: x.argmax(p["axis"]),
        "topK": lambda p, x: x.topk(p["k"], p["axis"]).indices,
        "cumsum": cumsum,
        "softmax": lambda p, x: x.softmax(p["axis"]),
        "logSoftmax": lambda p, x: x.log_softmax(p["axis"]),
        "standardize": standardize,
        "reshape": lambda p, x: x.reshape(p["to"]),
        "transpose": lambda p, x: x.permute(p["order"]),
        "broadcast": lambda p, x: x.expand(p["to"]),
        "concat": lambda p, *x: torch.cat(x, p["axis"]),
        "slice": sliced,
        "pad": lambda p, x: F.pad(x, spatial(p["padding"]), value=p["value"]),
        "reverse": lambda p, x: x.flip(p["axes"]),
        "gather": gather,
        "scatterAdd": scatter_add,
        "gatherElements": lambda p, x, i: x.gather(p["axis"], i),
    }


def scan(p, inputs, table):
    count, scanned = p["carries"], p["scanned"]
    carries, sequences, constants = inputs[:count], inputs[count : count + scanned], inputs[count + scanned :]
    body = p["body"]
    steps = range(sequences[0].shape[0])
    results = {}
    for t in reversed(steps) if p["reverse"] else steps:
        given = [*carries, *(s[t] for s in sequences), *constants]
        values = evaluate(body, {one["name"]: value for one, value in zip(body["inputs"], given)}, table)
        outputs = [values[one["id"]] for one in body["outputs"]]
        carries = outputs[:count]
        results[t] = outputs[count:]
    stacked = [torch.stack([results[t][i] for t in steps]) for i in range(len(body["outputs"]) - count)]
    return [*carries, *stacked]


def evaluate(program, named, table):
    values = {one["id"]: named[one["name"]] for one in program["inputs"]}
    for equation in program["equations"]:
        inputs = [values[i] for i in equation["inputs"]]
        if equation["prim"] == "scan":
            results = scan(equation["params"], inputs, table)
        else:
            results = table[equation["prim"]](equation["params"], *inputs)
        for i, result in zip(equation["outputs"], results if isinstance(results, (tuple, list)) else [results]):
            values[i] = result
    return values


def outputs_of(program, values):
    return {one["name"]: values[one["id"]] for one in program["outputs"]}


def losses_of(task, real):
    table = rules(real)
    tensor = lambda one: torch.tensor(one["data"], dtype=dtype_of(one["dtype"], real)).reshape(one["shape"])
    state = {name: tensor(one) for name, one in task["state"].items()}
    trained = task["trained"]
    losses = []
    for step in task["steps"]:
        feeds = {name: tensor(one) for name, one in step.items()}
        leaves = {name: state[name].detach().requires_grad_() for name in trained}
        found = outputs_of(task["loss"], evaluate(task["loss"], {**state, **feeds, **leaves}, table))
        losses.append(float(found["loss"]))
        gradients = torch.autograd.grad(found["loss"], list(leaves.values()), allow_unused=True)
        with torch.no_grad():
            given = {
                f"gradient:{name}": torch.zeros_like(state[name]) if g is None else g for name, g in zip(trained, gradients)
            }
            moved = outputs_of(task["update"], evaluate(task["update"], {**state, **feeds, **given}, table))
            for name in state:
                if name in found:
                    state[name] = found[name].detach()
                if name in moved:
                    state[name] = moved[name].detach()
    return losses


root = sys.argv[1]
answer = {}
for name in sorted(os.listdir(root)):
    file = os.path.join(root, name, "steps.json")
    if not os.path.exists(file):
        continue
    with open(file) as opened:
        task = json.load(opened)
    answer[name] = {"float32": losses_of(task, torch.float32), "float64": losses_of(task, torch.float64)}
    print(f"{name}: PyTorch", file=sys.stderr)
print(json.dumps(answer))
