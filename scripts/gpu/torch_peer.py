"""What PyTorch does on this device, in the cases of `lazy gpu-check`: a line of JSON for each.

Usage: python torch_peer.py eager|compile [--small]

Every time includes waiting for the device. The precision of products is set for each case, and what came out is compared
with double precision ("error"), since flags alone do not tell what a library did.
"""
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch.func import functional_call, jvp, vjp

MODE = sys.argv[1]
SMALL = "--small" in sys.argv
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
RATE = 1e-3


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def timed(step, calls):
    wait()
    begin = time.perf_counter()
    for _ in range(calls):
        step()
    wait()
    return (time.perf_counter() - begin) / calls


def seconds(step):
    """Median of batches that are long enough for the clock, after as much warming up."""
    for _ in range(2 if SMALL else 10):
        step()
    calls, least, batches = 1, (0.001 if SMALL else 0.05), (1 if SMALL else 9)
    while timed(step, calls) * calls < least:
        calls *= 2
    return statistics.median(timed(step, calls) for _ in range(batches))


def say(case, time_of_call, error=None):
    line = {"library": "torch " + MODE, "case": case, "ms": time_of_call * 1e3}
    if error is not None:
        line["error"] = error
    print(json.dumps(line), flush=True)


def measure(case, step):
    try:
        say(case, seconds(step))
    except Exception as e:  # the next case has its turn all the same
        print(f"{case}: {type(e).__name__}: {str(e).splitlines()[0]}", file=sys.stderr, flush=True)


def tf32(allowed):
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def mode(f):
    return torch.compile(f) if MODE == "compile" else f


def products():
    for n in (64, 128) if SMALL else (4096, 8192):
        for precision in ("F32", "TF32", "F64"):
            tf32(precision == "TF32")
            x, y = (torch.randn(n, n, dtype=torch.float64 if precision == "F64" else torch.float32) for _ in range(2))
            out = torch.empty_like(x)
            took = seconds(lambda: torch.matmul(x, y, out=out))
            right = x[:64].double() @ y[:, :64].double()
            off = (out[:64, :64].double() - right).norm() / right.norm()
            say(f"product {n} {precision}", took, off.item())


def passes():
    n = 1 << 16 if SMALL else 1 << 26
    x, y = torch.randn(n // 64, 64), torch.randn(n // 64, 64)
    programs = {
        "copy": lambda: x.clone(),
        "negate": lambda: -x,
        "exp": lambda: x.exp(),
        "plus": lambda: x + y,
        "chain of four": lambda: ((x * 2).tanh() + 1).relu(),
        "sum": lambda: x.sum(),
        "sum of rows": lambda: x.sum(1),
        "sum of columns": lambda: x.sum(0),
        "softmax": lambda: x.softmax(1),
        "transposed copy": lambda: x.t().reshape(-1),
    }
    for name, program in programs.items():
        measure(f"{name} {n} F32", mode(program))


class Vgg11(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        layers, channels = [], 3
        for step in (1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0):
            if step == 0:
                layers.append(torch.nn.MaxPool2d(2))
            else:
                layers += [torch.nn.Conv2d(channels, step * width, 3, padding=1), torch.nn.ReLU()]
                channels = step * width
        self.features = torch.nn.Sequential(*layers)
        self.head = torch.nn.Linear(channels, 10)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


def steps():
    images, width = (2, 2) if SMALL else (128, 64)
    for precision in ("F32", "TF32"):
        tf32(precision == "TF32")
        took = {"sgd_step": [], "linearised_step": []}
        for layout in (torch.contiguous_format, torch.channels_last):  # the better of both counts
            model = Vgg11(width).to(memory_format=layout)
            x = torch.randn(images, 3, 32, 32).contiguous(memory_format=layout)
            labels = torch.randint(0, 10, (images,))
            for name, step in (("sgd_step", sgd_step(model, x, labels)),
                               ("linearised_step", linearised_step(model, x, labels))):
                try:
                    took[name].append(seconds(step))
                except Exception as e:
                    print(f"{name}: {type(e).__name__}: {str(e).splitlines()[0]}", file=sys.stderr, flush=True)
        for name, times in took.items():
            if times:
                say(f"vgg11.{name} {precision}", min(times))


def sgd_step(model, x, labels):
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE, foreach=True)
    network = mode(model)

    def step():
        optimiser.zero_grad(set_to_none=True)
        F.cross_entropy(network(x), labels).backward()
        optimiser.step()

    return step


def linearised_step(model, x, labels):
    """Gradient descent of the tangent model: jvp and vjp at the start, an update of the distance from it."""
    start = {name: w.detach().clone() for name, w in model.named_parameters()}
    distance = {name: torch.full_like(w, RATE) for name, w in start.items()}

    def network(w):
        return functional_call(model, w, (x,))

    def update(distance):
        value, moved = jvp(network, (start,), (distance,))
        gradient = torch.func.grad(lambda z: F.cross_entropy(z, labels))(value + moved)
        _, pull = vjp(network, start)
        (slope,) = pull(gradient)
        return {name: distance[name] - RATE * slope[name] for name in distance}

    run = mode(update)

    def step():
        nonlocal distance
        distance = run(distance)

    return step


def calls():
    one = torch.ones(1)

    def thousand():
        x = one
        for _ in range(1000):
            x = -x

    say("call of a kernel", seconds(thousand) / 1000)


def main():
    if DEVICE == "cpu" and not SMALL:  # times of the processor would stand in the wrong table
        sys.exit("torch sees no device; only --small runs without one")
    torch.set_default_device(DEVICE)
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True
    print(f"torch {torch.__version__}, CUDA {torch.version.cuda}, "
          f"{torch.cuda.get_device_name() if DEVICE == 'cuda' else 'no device: on the processor'}", file=sys.stderr)
    if MODE == "eager":
        products()
        calls()
    passes()
    steps()


if __name__ == "__main__":
    main()
