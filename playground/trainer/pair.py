"""Two threads that take every step together: each adds up its half of the examples.

All that they share is their sums. After its half of a step a thread publishes them and waits for
the other's; then both add the two in the same order, so that both go on from the same numbers.
"""

import os

from numba import njit, types
from numba.extending import intrinsic

LINE = 8  # int64 in a cache line: each thread's counter has one of its own


@intrinsic
def publish(typing, counters, place, value):
    """counters[place] = value, seen by the other thread after all that was written before."""

    def build(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        builder.store_atomic(args[2], builder.gep(data, [args[1]]), "release", 8)
        return context.get_dummy_value()

    return types.void(counters, types.intp, types.int64), build


@intrinsic
def look(typing, counters, place):
    """counters[place]; what the other thread wrote before it published this is there, too."""

    def build(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.load_atomic(builder.gep(data, [args[1]]), "acquire", 8)

    return types.int64(counters, types.intp), build


give_way = types.ExternalFunction(
    "SwitchToThread" if os.name == "nt" else "sched_yield", types.int32()
)


@njit(cache=True)
def meet(sums, counters, who, step):
    """Say that this thread's sums[step % 2, who] are there, wait for the other's; give both.

    Those of the next step go to the other place: these may still be read until that is there, too.
    Without counters one thread does it all, and the other's sums stay 0.
    """
    if len(counters):
        publish(counters, who * LINE, step + 1)
        turns = 0
        while look(counters, (1 - who) * LINE) <= step:
            turns += 1
            if turns % 4096 == 0:  # perhaps the other one waits for this core
                give_way()
    return sums[step % 2, 0], sums[step % 2, 1]
