"""Full-batch gradient descent compiled by Numba: the loops behind training.train.

Numbers lie where vector instructions want them. Examples are cut into tiles of TILE columns; a
layer's activations are rows of one tile, its first row holds ones, so that a bias is one more
weight. Rows and terms are padded with zeros, which change nothing, to multiples of two and three:
so the inner loops need no special cases. Both make this several times as fast as a plain loop.
"""

import numpy as np
from numba import njit

from playground.trainer.loops import (
    FAST,
    SIGMOID,
    activate,
    add_statistics,
    aligned,
    cost_of,
    go_down,
    output_error,
    times_slope,
)
from playground.trainer.pair import meet

TILE = 160  # examples: half of the course's 300, in a whole number of unrolled vector loops


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
def places(n):
    """Where each layer's numbers begin: its rows of activations, its rows of errors, its weights;
    and how long its rows of weights are.
    """
    depth = len(n) - 1
    a_row, d_row = np.zeros(depth + 1, np.int64), np.zeros(depth + 1, np.int64)
    start, row = np.zeros(depth + 1, np.int64), np.zeros(depth + 1, np.int64)
    for l in range(1, depth + 1):
        row[l] = (n[l - 1] + 3) // 3 * 3
        if l < depth:
            a_row[l + 1] = a_row[l] + (n[l] + 5) // 6 * 6 + 3
            d_row[l + 1] = d_row[l] + (n[l] + 5) // 6 * 6
            start[l + 1] = start[l] + (n[l] + 5) // 6 * 6 * row[l]
    return a_row, d_row, start, row


@njit(cache=True)
def room(n, a_row, d_row):
    """Arrays for the activations of all layers, with their rows of ones, and for the errors."""
    depth = len(n) - 1
    a, d = aligned(a_row[depth] + 9, TILE), aligned(d_row[depth] + 6, TILE)
    for l in range(1, depth):
        a[a_row[l]] = 1.0  # for the biases
    return a, d


@njit(**FAST)
def there_and_back(theta, n, x, y, share, kind, a, d, g, a_row, d_row, start, row):
    """Forward and backward through the network for one tile; adds its gradient to g."""
    depth = len(n) - 1
    for l in range(1, depth + 1):
        before, from_row = (x, 0) if l == 1 else (a, a_row[l - 1])
        to = a_row[l] + 1
        units = (n[l] + 1) // 2 * 2
        multiply(theta, start[l], row[l], 1, before, from_row, a, to, units, row[l])
        if l < depth:
            activate(a[to : to + n[l]].reshape(-1), kind)
    output_error(a[to], y, share, d[d_row[depth]])
    for l in range(depth, 0, -1):
        before, from_row = (x, 0) if l == 1 else (a, a_row[l - 1])
        units = (n[l] + 1) // 2 * 2
        add_gradient(d, d_row[l], before, from_row, g, start[l], row[l], units, row[l])
        if l > 1:
            units, terms = (n[l - 1] + 1) // 2 * 2, (n[l] + 2) // 3 * 3
            first, to = start[l] + 1, d_row[l - 1]
            multiply(theta, first, 1, row[l], d, d_row[l], d, to, units, terms)
            if n[l - 1] % 2:
                d[to + n[l - 1]] = 0.0  # the row without a unit
            from_row = a_row[l - 1] + 1
            times_slope(
                d[to : to + n[l - 1]].reshape(-1),
                a[from_row : from_row + n[l - 1]].reshape(-1),
                kind,
            )


@njit(cache=True)
def add_notes(n, kind, y, a, d, a_row, d_row, full, notes):
    """Add what one tile tells to the cost and, in full, to the statistics: see descend."""
    depth = len(n) - 1
    notes[0] += cost_of(a[a_row[depth] + 1, : len(y)], y)
    if full:
        sums = notes[1 : 1 + 5 * depth].reshape(depth, 5)
        on = notes[1 + 5 * depth :].reshape(depth, -1)
        for l in range(depth):
            of_layer = kind if l < depth - 1 else SIGMOID
            for i in range(n[l + 1]):
                a_of, d_of = a[a_row[l + 1] + 1 + i, : len(y)], d[d_row[l + 1] + i, : len(y)]
                on[l, i] += add_statistics(a_of, d_of, of_layer, sums[l])


@njit(cache=True, nogil=True)
def look_at(x, y, share, thetas, n, kind, full, notes):
    """Note what descend notes at its stops for networks that were kept there, all examples."""
    a_row, d_row, start, row = places(n)
    a, d = room(n, a_row, d_row)
    g = np.zeros(thetas.shape[1])
    for i in range(len(thetas)):
        for t in range(len(y)):
            there_and_back(
                thetas[i], n, x[t], y[t], share[t], kind, a, d, g, a_row, d_row, start, row
            )
            valid = (share[t] > 0).sum()
            add_notes(n, kind, y[t, :valid], a, d, a_row, d_row, full[i], notes[i])


@njit(cache=True, nogil=True)
def descend(x, y, share, theta, rate, stops, kept, sums, counters, who, n, kind, full, notes):
    """Step down from theta, in place; the number of the step that gave NaN, or -1.

    x (tiles, rows, TILE), y and share (tiles, TILE): the examples, and 1/m for each; or one
    thread's half of them (pair.py). n: units of each layer. At stops[i] sums over the examples go
    to notes[i]: the cost and, in full, for each layer those of add_statistics and for each unit
    whether it is on; then theta goes to kept[i], too.
    """
    a_row, d_row, start, row = places(n)
    a, d = room(n, a_row, d_row)
    inputs = aligned(x.shape[0] * x.shape[1], TILE).reshape(x.shape)
    inputs[:] = x
    i, size = 0, len(theta)
    for step in range(stops[-1] + 1):
        mine = sums[step % 2, who]
        mine[:] = 0.0
        for t in range(len(y)):
            there_and_back(
                theta, n, inputs[t], y[t], share[t], kind, a, d, mine, a_row, d_row, start, row
            )
            if step == stops[i]:
                valid = (share[t] > 0).sum()
                add_notes(n, kind, y[t, :valid], a, d, a_row, d_row, full[i], mine[size:])
        one, other = meet(sums, counters, who, step)
        if step == stops[i]:
            if who == 0:  # both threads know the same
                notes[i] = one[size:] + other[size:]
                if full[i]:
                    kept[i] = theta
            i += 1
            if i == len(stops):
                break
        go_down(theta, rate, one, other)
        if np.isnan(theta[start[-1]]):  # the output's bias: NaN anywhere comes to it
            return step + 1
    return -1
