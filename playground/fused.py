"""A kernel written for one network's sizes, by this program: everything for eight examples at once.

All weights and sums are variables of their own, so that the compiler keeps them in registers and
turns the one loop over the examples into vector instructions. Worth its seconds of compiling only
for a network that is trained again and again, and only up to about a hundred parameters.
"""

import importlib.util
import os
import sys
from functools import cache
from types import ModuleType

from playground.cache import CACHE

KERNEL = """
import numpy as np
from numba import njit
from playground.loops import FAST, align_stack, expm1, go_down
from playground.pair import meet


@njit(nogil=True, **FAST)
def descend(x, y, share, theta, rate, stops, kept, sums, counters, who):
    align_stack()
    i = 0
    for step in range(stops[-1] + 1):
        if step == stops[i]:
            if who == 0:
                kept[i] = theta
            i += 1
            if i == len(stops):
                break
        {before}
        for j in range(len(y)):
            {each}
        mine = sums[step % 2, who]
        {after}
        one, other = meet(sums, counters, who, step)
        go_down(theta, rate, one, other)
        if np.isnan(theta[{bias}]):
            return step + 1
    return -1
"""


@cache
def fused(sizes: tuple[int, ...]) -> ModuleType | None:
    """The module whose `descend` trains relu networks of these sizes; None if it cannot be kept.

    Its `descend` goes down as kernel.descend does, for x (n_x, m) and y (m,), and keeps theta at
    each stop; what there is to note is found from that (compiled.Job.look_at).
    """
    path = CACHE / f"fused_{'_'.join(map(str, sizes))}.py"
    text = source(sizes)
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text() != text:
            new = path.with_suffix(f".{os.getpid()}")
            new.write_text(text)
            os.replace(new, path)
    except OSError:  # a folder where nothing may be written: kernel.py does the same, slower
        return None
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # Numba looks for it there when it reads its cache
    spec.loader.exec_module(module)
    return module


def source(sizes: tuple[int, ...]) -> str:
    """The text of the kernel: for layer l and unit i, a_l_i is its activation, d_l_i its error;
    w_l_i_k is its weight for unit k of the layer before (k = 0: its bias), g_l_i_k the gradient.
    """
    last = len(sizes) - 1
    layers = range(1, last + 1)
    theta, start = {}, 0  # where kernel.py's layout has a weight
    for l in layers:
        row = -(-(sizes[l - 1] + 1) // 3) * 3
        theta |= {
            f"{l}_{i}_{k}": start + i * row + k
            for i in range(sizes[l])
            for k in range(sizes[l - 1] + 1)
        }
        start += -(-sizes[l] // 6) * 6 * row
    before = [f"w_{name} = theta[{at}]; g_{name} = 0.0" for name, at in theta.items()]
    each = [f"a_0_{i} = x[{i}, j]" for i in range(sizes[0])]
    for l in layers:
        for i in range(sizes[l]):
            terms = [f"w_{l}_{i}_{k + 1} * a_{l - 1}_{k}" for k in range(sizes[l - 1])]
            each.append(f"z = {' + '.join([f'w_{l}_{i}_0', *terms])}")
            if l < last:
                each.append(f"a_{l}_{i} = 0.0 if z <= 0 else z")
    each.append(f"d_{last}_0 = share * (1 / (2 + expm1(-z)) - y[j])")
    for l in reversed(layers):
        for i in range(sizes[l]):
            each.append(f"g_{l}_{i}_0 += d_{l}_{i}")
            each += [f"g_{l}_{i}_{k + 1} += d_{l}_{i} * a_{l - 1}_{k}" for k in range(sizes[l - 1])]
        for k in range(sizes[l - 1] if l > 1 else 0):
            terms = [f"w_{l}_{i}_{k + 1} * d_{l}_{i}" for i in range(sizes[l])]
            slope = f"(1.0 if a_{l - 1}_{k} > 0 else 0.0)"
            each.append(f"d_{l - 1}_{k} = ({' + '.join(terms)}) * {slope}")
    after = [f"mine[{at}] = g_{name}" for name, at in theta.items()]
    return KERNEL.format(
        before=("\n" + 8 * " ").join(before),
        each=("\n" + 12 * " ").join(each),
        after=("\n" + 8 * " ").join(after),
        bias=theta[f"{last}_0_0"],
    )
