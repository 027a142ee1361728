"""Why a kernel cannot run in a browser, in the words of the person who wrote it."""

import ast
import inspect
import pickletools
import re
import textwrap

# What an undefined symbol means: its pattern, the reason, and how the cause looks in Python.  The
# first match wins.
_REASONS = [
    (
        r"^NRT_|^__indirect_function_table",
        "it makes a list, a set, a dict or a text ({0}): use np.zeros and fill it, or a tuple",
        r"np\.(array|concatenate|where|sort)\b|\.(sort|append)\(|\bstr\(|[=(] ?\[|\bf['\"]",
    ),
    (
        r"nocopy_reshape",
        "it reshapes an array ({0}): write the loop",
        r"\.?(max|min|ravel|flatten|reshape|argmax|argmin|any|all|median)\(",
    ),
    (
        r"^\.numba\.unresolved",
        "it calls a recursive function in a way whose address is not known in time ({0}): give it "
        "variables and not constants, and let no two functions call each other",
        r"$^",
    ),
    (r"rnd|random", "it draws from np.random ({0}): use snnlib.random", r"random|rand\b"),
    (
        r"^fmod",
        "it takes a float remainder ({0}): floats have neither % nor // in a browser; take the "
        "floor of the quotient",
        r"%|//|\bdivmod\(|mod\(",
    ),
    (
        r"^(llvm\.)?(exp|log|sin|cos|tan|pow|sqrtl|cosh|sinh|hypot|cbrt|erf|tgamma|lgamma|atan|asin"
        r"|acos|ldexp|frexp|fma|nextafter)|^numba_(gamma|lgamma|erf|ldexp|frexp)|^npy_",
        "it calls the machine's mathematical library ({0}): use snnlib.math, which gives the same "
        "bits everywhere",
        r"\b\w*(exp|log|sin|cos|tan|pow|sinh|hypot|cbrt|erf|gamma|abs|atan2?|nextafter)\w*\(|\*\*",
    ),
    (
        r"^(numba_)?(xx)?[dsczg]*(gemm|gemv|dot|axpy)",
        "it calls BLAS ({0}): write the loop",
        r"@|\bv?dot\(",
    ),
    (
        r"^Py|^numba_gil|^_Py",
        "it needs Python itself ({0}): no print, no objects, no strings",
        r"\bprint\(|\braise\b|['\"]",
    ),
]

# What numba raises where arrays do not fit together or into the memory.
_OF_ARRAYS = {
    "Allocation failed (probably too large).",
    "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.",
    "negative dimensions not allowed",
    "cannot assign slice from input of different size",
}


class BrowserError(Exception):
    """The kernel cannot run in a browser; the message names the construct."""


def see(source, pattern):
    """Return ``"; see `LINE`"``, the first line of source with the pattern, or nothing."""
    try:
        tree = ast.parse(textwrap.dedent(source)).body[0]
    except (SyntaxError, IndexError):
        return ""
    if not isinstance(tree, ast.FunctionDef):
        return ""
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    lines = "\n".join(map(ast.unparse, body)).splitlines()  # without comments
    return next((f"; see `{line.strip()}`" for line in lines if re.search(pattern, line)), "")


def source_of(function):
    """Return text of a function, for the message if it is refused; empty where nobody knows it."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return ""


def numbas_words(text, source=""):
    """Return what numba says, without its stages, and the line of an unknown name."""
    said = re.search(r"^(?:Name|Unsupported\w*)Error: (.*)$", text, re.M)
    words = said[1] if said else text
    name = re.match(r"name '(\w+)' is not defined", words)
    return words + (see(source, rf"\b{name[1]}\b") if name else "")


def refuse(symbols, source=""):
    """Raise BrowserError if ``symbols``, which the browser does not have, holds any."""
    if not symbols:
        return
    reasons = {}
    for name in symbols:
        for pattern, words, construct in _REASONS:
            if re.search(pattern, name):
                reasons.setdefault(words, name + see(source, construct))
                break
        else:
            reasons.setdefault("it needs {0}, which a browser does not have", name)
    raise BrowserError("; ".join(words.format(name) for words, name in reasons.items()))


def _exceptions(ir):
    """Return ``(class, message)`` of the exceptions that a module's IR can raise."""
    byte = rb"\\(\\|[0-9A-F]{2})"
    for text in re.findall(r'^@\.const\.pickledata\.\w+(?:\.\d+)? [^\n]* c"(.*)"', ir, re.M):
        plain = lambda m: b"\\" if m[1] == b"\\" else bytes([int(m[1], 16)])  # noqa: E731
        pickled = re.sub(byte, plain, text.encode())
        texts = [value for _, value, _ in pickletools.genops(pickled) if isinstance(value, str)]
        yield texts[1], " ".join(texts[2:3])  # texts[0] is the module of the class


def refuse_exceptions(ir, source=""):
    """Raise BrowserError with the kind of exception that a module's IR can raise.

    What numba says when arrays do not fit, together or into the memory, passes: the page says it.
    """
    kinds = sorted({kind for kind, message in _exceptions(ir) if message not in _OF_ARRAYS})
    if not kinds:
        return
    hint = see(source, r"\braise\b|\bassert\b")
    if "ZeroDivisionError" in kinds and (power := see(source, r"\*\* \(?-")):
        hint += f"{power}: write 1 / x**n for x**-n"
    elif "ZeroDivisionError" in kinds:
        hint += "; a helper that divides must be compiled with @njit(error_model='numpy')"
    if "IndexError" in kinds and not hint:
        hint = "; a tuple's index must be a plain number, a numpy array's can be anything"
    raise BrowserError(f"it can raise {' or '.join(kinds)}: return a status number instead{hint}")
