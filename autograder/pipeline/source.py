"""What the source of a cell says: which names it binds, uses, and needs when it is executed."""

import ast
import symtable
from functools import cache

from autograder.upstream import ipython

LOOKS_UP = {"globals", "locals", "vars", "dir", "eval", "exec", "hasattr", "getattr"}
DEFERRED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


plain_python = cache(ipython.plain_python)  # the same master and tests for every student


@cache
def mentioned(source: str) -> frozenset[str]:
    """The global names that a cell uses, also in functions or as in globals()["x"]."""
    names = set()
    tables = [symtable.symtable(source, "cell", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if top or s.is_global()}
    if names & LOOKS_UP:
        texts = (one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant))
        names |= {text for text in texts if isinstance(text, str) and text.isidentifier()}
    return frozenset(names)


@cache
def assigned(source: str) -> frozenset[str]:
    """The names that a cell binds at its top level; none for what is no Python."""
    try:
        symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    except SyntaxError:
        return frozenset()
    return frozenset(
        s.get_name() for s in symbols if s.is_assigned() or s.is_namespace() or s.is_imported()
    )


def needed_now(tree: ast.AST) -> set[str]:
    """The names and attributes that are used when a statement is executed, not when it is called.

    The bodies of functions and lambdas are left out, their defaults and decorators are not.
    """
    names, waiting = set(), [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DEFERRED):
            waiting += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            waiting += getattr(node, "decorator_list", [])
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        waiting += ast.iter_child_nodes(node)
    return names


def mutated(tree: ast.AST) -> set[str]:
    """The names whose objects a cell changes in place: x[0] = 1, x.a = 1, x += y, x.append(1)."""
    names = set()
    for node in ast.walk(tree):
        changed: ast.expr | None = None
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            changed = node.value
        elif isinstance(node, ast.AugAssign):
            changed = node.target
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed = node.value.func.value if isinstance(node.value.func, ast.Attribute) else None
        while isinstance(changed, ast.Subscript | ast.Attribute):
            changed = changed.value
        if isinstance(changed, ast.Name):
            names.add(changed.id)
    return names
