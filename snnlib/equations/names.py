"""Names that have a meaning of their own."""

#: Functions of numbers, with how many they take.
FUNCTIONS = {
    "exp": 1, "expm1": 1, "log": 1, "sin": 1, "cos": 1, "sinh": 1, "cosh": 1, "tanh": 1,
    "exprel": 1, "sqrt": 1, "abs": 1, "floor": 1, "clip": 3, "int": 1, "power": 2, "normal": 2,
}  # fmt: skip
METHODS = ("euler", "rk4", "exponential_euler")
#: Beginnings of lines.
SECTIONS = ("threshold", "reset", "refractory", "start", "method", "on_pre", "on_post")
DRAWN = "normal()"  # the standard normal number in normal(mean, spread); nobody can write it so
#: What an expression may name without saying what it is.
GIVEN = ("I", "t", "dt", "pi", "xi", DRAWN)
WEIGHT = "w"  # of a synapse; a line  w : 1  makes it a state that spikes alone change
WORDS = ("and", "or", "not", "unless")
#: What a network's program, or Python, would not let a state or a parameter be called.
TAKEN = (
    "n", "constants", "current", "flags", "flag_words", "neurons", "start", "step", "stream",
    "draws", "spiked", "state", "params", "seed", "count", "index", "True", "False", "None", "as",
    "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "pass", "raise", "return", "try", "while", "with", "yield", "i", "j", "N", "e",
    "real", "score", "scores", "inhibit", "rand", "randn", "lastspike", "not_refractory", "dtype",
)  # fmt: skip
