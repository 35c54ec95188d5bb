"""What JAX does on this device, in the cases of `lazy gpu-check`: a line of JSON for each.

Usage: python jax_peer.py [--small]

Each program is one jitted function, and every time includes waiting for the device. The precision of products is set for
each case, and what came out is compared with double precision ("error"), since flags alone do not tell what a library did.
"""
import json
import os
import statistics
import sys
import time

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
import jax
import jax.numpy as jnp
from jax import lax

jax.config.update("jax_enable_x64", True)
SMALL = "--small" in sys.argv
RATE = 1e-3
PRECISION = {"F32": "highest", "TF32": "tensorfloat32", "F64": "highest"}


def timed(step, calls):
    begin = time.perf_counter()
    for _ in range(calls):
        last = step()
    jax.block_until_ready(last)
    return (time.perf_counter() - begin) / calls


def seconds(step):
    """Median of batches that are long enough for the clock, after as much warming up."""
    for _ in range(2 if SMALL else 10):
        jax.block_until_ready(step())
    calls, least, batches = 1, (0.001 if SMALL else 0.05), (1 if SMALL else 9)
    while timed(step, calls) * calls < least:
        calls *= 2
    return statistics.median(timed(step, calls) for _ in range(batches))


def say(case, time_of_call, error=None):
    line = {"library": "jax jit", "case": case, "ms": time_of_call * 1e3}
    if error is not None:
        line["error"] = error
    print(json.dumps(line), flush=True)


def normal(seed, *sizes, dtype=jnp.float32):
    return jax.random.normal(jax.random.key(seed), sizes, dtype)


def products():
    for n in (64, 128) if SMALL else (4096, 8192):
        for precision in ("F32", "TF32", "F64"):
            with jax.default_matmul_precision(PRECISION[precision]):
                x, y = (normal(seed, n, n, dtype=jnp.float64 if precision == "F64" else jnp.float32) for seed in (1, 2))
                multiply = jax.jit(lambda x, y: x @ y)
                took = seconds(lambda: multiply(x, y))
                found = multiply(x, y)[:64, :64].astype(jnp.float64)
            with jax.default_matmul_precision("highest"):
                right = x[:64].astype(jnp.float64) @ y[:, :64].astype(jnp.float64)
            off = jnp.linalg.norm(found - right) / jnp.linalg.norm(right)
            say(f"product {n} {precision}", took, float(off))


def passes():
    n = 1 << 16 if SMALL else 1 << 26
    x, y = normal(1, n // 64, 64), normal(2, n // 64, 64)
    programs = {
        "copy": lambda x, y: jnp.copy(x),
        "negate": lambda x, y: -x,
        "exp": lambda x, y: jnp.exp(x),
        "plus": lambda x, y: x + y,
        "chain of four": lambda x, y: jnp.maximum(jnp.tanh(x * 2) + 1, 0),
        "sum": lambda x, y: x.sum(),
        "sum of rows": lambda x, y: x.sum(1),
        "sum of columns": lambda x, y: x.sum(0),
        "softmax": lambda x, y: jax.nn.softmax(x, axis=1),
        "transposed copy": lambda x, y: x.T.reshape(-1),
    }
    for name, program in programs.items():
        run = jax.jit(program)
        say(f"{name} {n} F32", seconds(lambda: run(x, y)))


def vgg11(width):
    """Weights and biases, and the network as a function of them; images are [n, rows, columns, channels]."""
    plan = (1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0)
    weights, channels, seed = [], 3, 0
    for step in plan:
        if step:
            seed += 1
            scale = (2 / (9 * channels)) ** 0.5
            weights.append((scale * normal(seed, 3, 3, channels, step * width), jnp.zeros(step * width, jnp.float32)))
            channels = step * width
    weights.append((channels ** -0.5 * normal(99, channels, 10), jnp.zeros(10, jnp.float32)))

    def network(w, x):
        layer = iter(w)
        for step in plan:
            if step:
                k, b = next(layer)
                x = lax.conv_general_dilated(x, k, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
                x = jnp.maximum(x + b, 0)
            else:
                x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        a, b = next(layer)
        return x.reshape(x.shape[0], -1) @ a + b

    return weights, network


def steps():
    images, width = (2, 2) if SMALL else (128, 64)
    start, network = vgg11(width)
    x = normal(7, images, 32, 32, 3)
    labels = jax.random.randint(jax.random.key(8), (images,), 0, 10)

    def loss(z):
        return -jnp.take_along_axis(jax.nn.log_softmax(z), labels[:, None], 1).mean()

    def moved(w, slope):
        return jax.tree.map(lambda w, g: w - jnp.float32(RATE) * g, w, slope)

    def sgd_step(w):
        return moved(w, jax.grad(lambda w: loss(network(w, x)))(w))

    def linearised_step(distance):
        value, push = jax.linearize(lambda w: network(w, x), start)
        cotangent = jax.grad(loss)(value + push(distance))
        (slope,) = jax.linear_transpose(push, start)(cotangent)
        return moved(distance, slope)

    for precision in ("F32", "TF32"):
        with jax.default_matmul_precision(PRECISION[precision]):
            for name, step in (("sgd_step", sgd_step), ("linearised_step", linearised_step)):
                run = jax.jit(step)
                state = start if name == "sgd_step" else jax.tree.map(lambda w: jnp.full_like(w, RATE), start)

                def call():
                    nonlocal state
                    state = run(state)
                    return state

                say(f"vgg11.{name} {precision}", seconds(call))


def main():
    if jax.devices()[0].platform == "cpu" and not SMALL:  # times of the processor would stand in the wrong table
        sys.exit("jax sees no device; only --small runs without one")
    print(f"jax {jax.__version__}, {jax.devices()[0]}", file=sys.stderr)
    products()
    passes()
    steps()


if __name__ == "__main__":
    main()
