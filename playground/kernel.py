"""Full-batch gradient descent compiled by Numba: the loops behind training.train.

Numbers lie where vector instructions want them. Examples are cut into tiles of TILE columns; a
layer's activations are rows of one tile, its first row holds ones, so that a bias is one more
weight. Rows and terms are padded with zeros, which change nothing, to multiples of two and three:
so the inner loops need no special cases. Both make this several times as fast as a plain loop.
"""

import numpy as np
from numba import njit

from playground.loops import (
    FAST,
    RELU,
    SIGMOID,
    activate,
    add_statistics,
    cost_of,
    output_error,
    times_slope,
)

TILE = 304  # examples: the course's 300 and a whole number of vector registers


@njit(**FAST)
def multiply(w, start, row, term, a, a_row, out, out_row, rows, terms):
    """out[i] = sum over k of w[i, k] a[k], for one tile; w[i, k] = w[start + i row + k term]."""
    for i in range(out_row, out_row + rows, 2):
        for k in range(a_row, a_row + terms, 3):
            at = start + (i - out_row) * row + (k - a_row) * term
            y1, y2, y3 = w[at], w[at + term], w[at + 2 * term]
            z1, z2, z3 = w[at + row], w[at + row + term], w[at + row + 2 * term]
            if k == a_row:
                for j in range(TILE):
                    p, q, r = a[k, j], a[k + 1, j], a[k + 2, j]
                    out[i, j] = y1 * p + y2 * q + y3 * r
                    out[i + 1, j] = z1 * p + z2 * q + z3 * r
            else:
                for j in range(TILE):
                    p, q, r = a[k, j], a[k + 1, j], a[k + 2, j]
                    out[i, j] += y1 * p + y2 * q + y3 * r
                    out[i + 1, j] += z1 * p + z2 * q + z3 * r


@njit(**FAST)
def add_gradient(d, d_row, a, a_row, g, start, row, rows, terms):
    """g[i, k] += sum over this tile's examples of d[i] a[k]."""
    for i in range(d_row, d_row + rows, 2):
        for k in range(a_row, a_row + terms, 3):
            y1 = y2 = y3 = z1 = z2 = z3 = 0.0
            for j in range(TILE):
                p, q, r, y, z = a[k, j], a[k + 1, j], a[k + 2, j], d[i, j], d[i + 1, j]
                y1 += y * p
                y2 += y * q
                y3 += y * r
                z1 += z * p
                z2 += z * q
                z3 += z * r
            at = start + (i - d_row) * row + k - a_row
            g[at] += y1
            g[at + 1] += y2
            g[at + 2] += y3
            g[at + row] += z1
            g[at + row + 1] += z2
            g[at + row + 2] += z3


@njit(cache=True)
def aligned(rows):
    """Zeros (rows, TILE) that begin where a vector register's load does not cross cache lines."""
    memory = np.zeros(rows * TILE + 8)
    first = -(memory.ctypes.data // 8) % 8
    return memory[first : first + rows * TILE].reshape((rows, TILE))


@njit(cache=True, nogil=True)
def descend(theta, n, x, y, m, rate, steps, kind, every, costs, at, moments, statistics):
    """Take `steps` steps from theta, in place; the number of the step that gave NaN, or -1.

    n: units of each layer. x (tiles, rows, TILE) and y (tiles, TILE): the m examples. Before every
    `every`-th step the cost goes to costs; at the steps `at` theta goes to moments and, for each
    layer, spread of activations and of gradients, dead and saturated share go to statistics.
    """
    depth, tiles = len(n) - 1, len(y)
    a_row, d_row = np.zeros(depth + 1, np.int64), np.zeros(depth + 1, np.int64)
    start, row = np.zeros(depth + 1, np.int64), np.zeros(depth + 1, np.int64)
    for l in range(1, depth + 1):
        row[l] = (n[l - 1] + 3) // 3 * 3
        if l < depth:
            a_row[l + 1] = a_row[l] + (n[l] + 5) // 6 * 6 + 3
            d_row[l + 1] = d_row[l] + (n[l] + 5) // 6 * 6
            start[l + 1] = start[l] + (n[l] + 5) // 6 * 6 * row[l]
    a = aligned(a_row[depth] + 9)
    d = aligned(d_row[depth] + 6)
    for l in range(1, depth):
        a[a_row[l]] = 1.0  # for the biases
    g = np.zeros(len(theta))
    share = aligned(tiles)
    inputs = aligned(tiles * x.shape[1]).reshape(x.shape)
    inputs[:] = x
    for j in range(m):
        share[j // TILE, j % TILE] = 1 / m
    sums, on, following = np.zeros((depth, 5)), np.zeros((depth, n.max())), 0
    for step in range(steps + 1):
        wanted = following < len(at) and at[following] == step
        if step == steps > 0 and not wanted:
            break
        with_cost = wanted or step % every == 0
        cost = 0.0
        g[:] = 0.0
        if wanted:
            sums[:] = 0.0
            on[:] = 0.0
        for t in range(tiles):
            xt = inputs[t]
            for l in range(1, depth + 1):
                before, from_row = (xt, 0) if l == 1 else (a, a_row[l - 1])
                to = a_row[l] + 1
                units = (n[l] + 1) // 2 * 2
                multiply(theta, start[l], row[l], 1, before, from_row, a, to, units, row[l])
                if l < depth:
                    activate(a[to : to + n[l]].reshape(-1), kind)
            z, dz = a[to], d[d_row[depth]]
            output_error(z, y[t], share[t], dz)
            valid = min(TILE, m - t * TILE)
            if with_cost:
                cost += cost_of(z[:valid], y[t])
            for l in range(depth, 0, -1):
                before, from_row = (xt, 0) if l == 1 else (a, a_row[l - 1])
                units = (n[l] + 1) // 2 * 2
                add_gradient(d, d_row[l], before, from_row, g, start[l], row[l], units, row[l])
                if l > 1:
                    units, terms = (n[l - 1] + 1) // 2 * 2, (n[l] + 2) // 3 * 3
                    first = start[l] + 1
                    multiply(theta, first, 1, row[l], d, d_row[l], d, d_row[l - 1], units, terms)
                    if n[l - 1] % 2:
                        d[d_row[l - 1] + n[l - 1]] = 0.0  # the row without a unit
                    times_slope(
                        d[d_row[l - 1] : d_row[l - 1] + n[l - 1]].reshape(-1),
                        a[a_row[l - 1] + 1 : a_row[l - 1] + 1 + n[l - 1]].reshape(-1),
                        kind,
                    )
                if wanted:
                    for i in range(n[l]):
                        on[l - 1, i] += add_statistics(
                            a[a_row[l] + 1 + i, :valid],
                            d[d_row[l] + i, :valid],
                            kind if l < depth else SIGMOID,
                            sums[l - 1],
                        )
        if step % every == 0 and step // every < len(costs):
            costs[step // every] = cost / m
        if wanted:
            moments[following] = theta
            for l in range(depth):
                count = n[l + 1] * m
                s = sums[l] / count
                statistics[following, l, 0] = np.sqrt(max(s[1] - s[0] * s[0], 0))
                statistics[following, l, 1] = np.sqrt(max(s[3] - s[2] * s[2], 0))
                off = 0.0
                for i in range(n[l + 1]):
                    off += on[l, i] == 0
                if kind == RELU and l < depth - 1:
                    statistics[following, l, 2] = off / n[l + 1]
                statistics[following, l, 3] = s[4]
            following += 1
        if step == steps:
            break
        for i in range(len(theta)):
            theta[i] -= rate * g[i]
        if np.isnan(theta[start[depth]]):  # the output's bias: NaN anywhere comes to it
            return step + 1
    return -1
