"""Functions of one number, of a row or of a layer, compiled by Numba for kernel.py and fused.py."""

from math import factorial
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import config, njit, types
from numba.extending import intrinsic

from playground.trainer.cache import forget_others
from playground.trainer.network import NEAR, SLOPE

forget_others()
CPU: Any = config  # it gets its settings while it is imported
HOST = binding.get_host_cpu_features()
if HOST.get("avx512f") and not CPU.CPU_FEATURES:  # LLVM would use but half of such registers
    CPU.CPU_NAME = binding.get_host_cpu_name()
    CPU.CPU_FEATURES = f"{HOST.flatten()},-prefer-256-bit"

RELU, LEAKY_RELU, TANH, SIGMOID = range(4)
LOG2_E, LN2_HIGH, LN2_LOW = 1 / np.log(2), 0.6931471803691238, 1.9082149292705877e-10
MAGIC = 1.5 * 2.0**52  # added to a number, it leaves the nearest integer in the lowest bits
# Of exp(r) = 1 + r + r^2 (C[0] + C[1] r + ...).
C = tuple(1 / factorial(k) for k in range(2, 14))
# Sums may be reordered, but NaN and infinity keep their meaning.
FAST: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"reassoc", "contract", "nsz"},
}
EXACT = FAST | {"fastmath": {"contract"}}  # where the order matters


@intrinsic
def power_of_two(typing, number):
    """2^n for a number n + MAGIC: the bits of n, moved to where a float has its exponent."""

    def build(context, builder, signature, args):
        word = ir.IntType(64)
        bits = builder.shl(builder.bitcast(args[0], word), word(52))
        return builder.bitcast(builder.add(bits, word(1023 << 52)), ir.DoubleType())

    return types.float64(types.float64), build


@njit(cache=True)
def aligned(rows, columns):
    """Zeros that begin where a vector register's load does not cross cache lines."""
    memory = np.zeros(rows * columns + 8)
    first = -(memory.ctypes.data // 8) % 8
    return memory[first : first + rows * columns].reshape((rows, columns))


@njit(**EXACT)
def expm1(x):
    """exp(x) - 1 = 2^n exp(r) - 1 with |r| < 0.35; a vector's elements at once."""
    shifted = x * LOG2_E + MAGIC
    n = shifted - MAGIC
    r = (x - n * LN2_HIGH) - n * LN2_LOW
    s = C[11]
    s = s * r + C[10]
    s = s * r + C[9]
    s = s * r + C[8]
    s = s * r + C[7]
    s = s * r + C[6]
    s = s * r + C[5]
    s = s * r + C[4]
    s = s * r + C[3]
    s = s * r + C[2]
    s = s * r + C[1]
    s = s * r + C[0]
    power = power_of_two(shifted)
    e = power * (r + r * r * s) + (power - 1)
    e = -1.0 if x < -700 else e
    return np.inf if x > 709 else e  # NaN stays NaN


@njit(**FAST)
def activate(z, kind):
    """z = the activation of z in place, for the rows of a layer one after another."""
    if kind == RELU:
        for j in range(len(z)):
            z[j] = 0.0 if 0.0 > z[j] else z[j]  # one instruction; NaN stays NaN
    elif kind == LEAKY_RELU:
        for j in range(len(z)):
            z[j] = SLOPE * z[j] if z[j] <= 0 else z[j]
    else:  # tanh(z) = (exp(2z) - 1) / (exp(2z) + 1)
        for j in range(len(z)):
            e = expm1(40.0 if z[j] > 20 else 2 * z[j])
            z[j] = e / (e + 2)


@njit(**FAST)
def times_slope(d, a, kind):
    """d = d times the activation's slope where it is a, in place, for the rows of a layer."""
    if kind == RELU:
        for j in range(len(d)):
            d[j] = d[j] * (1.0 if a[j] > 0 else 0.0)
    elif kind == LEAKY_RELU:
        for j in range(len(d)):
            d[j] = d[j] * (1.0 if a[j] > 0 else SLOPE)
    else:
        for j in range(len(d)):
            d[j] = d[j] * (1 - a[j] * a[j])


@njit(**FAST)
def output_error(z, y, share, d):
    """z = sigmoid(z) in place and d = (sigmoid(z) - y) / m; `share` is 1/m, 0 beyond the data."""
    for j in range(len(z)):
        z[j] = 1 / (2 + expm1(-z[j]))
        d[j] = share[j] * (z[j] - y[j])


@njit(cache=True)
def add_statistics(a, d, kind, sums):
    """Add one unit's activations and gradients in one tile to its layer's sums; is it ever on?

    The sums: a, a^2, d, d^2, how many are saturated.
    """
    on = False
    for j in range(len(a)):
        sums[0] += a[j]
        sums[1] += a[j] * a[j]
        sums[2] += d[j]
        sums[3] += d[j] * d[j]
        on |= a[j] > 0
        if kind == TANH:
            sums[4] += abs(a[j]) > 1 - NEAR
        elif kind == SIGMOID:
            sums[4] += abs(a[j] - 0.5) > 0.5 - NEAR
    return on


@njit(cache=True)
def cost_of(a, y):
    """The sum of -log(the probability given to the true label); infinite where that is 0."""
    total = 0.0
    for j in range(len(a)):
        total -= np.log(a[j] if y[j] == 1 else 1 - a[j])
    return total


@njit(**FAST)
def go_down(theta, rate, one, other):
    """theta -= rate times the gradient, of which these are two parts."""
    for i in range(len(theta)):
        theta[i] -= rate * (one[i] + other[i])
