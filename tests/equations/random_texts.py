"""Random texts of equations: most of them right, the others with a mistake somewhere."""

import random

NAMES = ["v", "w", "u", "tau", "tau_m", "g_L", "E_L", "a", "b", "slow", "x1"]
PIECES = ["(", ")", "**", "+", "-", "*", "/", "<", ">=", ";", ":", "\n", " ", "=", "exp(", "and",
          "3", "1e3", "mV", "v", "é", "$", "#", "[", ",", "I", "xi", "t", ".5", "not ", "int(",
          "ms", "threshold", "on_pre", "normal", "w : 1\n", "power(", "1e999", "dv/dt",
          "clip(v, 0, 1)", "\t"]  # fmt: skip
ONE = ["exp", "expm1", "log", "sin", "cos", "sinh", "cosh", "tanh", "exprel", "sqrt", "abs",
       "floor"]  # fmt: skip
NUMBERS = ["0", "1", "2", "0.5", "3", "-1", "10", "1e-3", "0.1", "7.25", "140"]


class Maker:
    """Makes texts out of one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def expression(self, names, depth=3):
        pick = self.random
        if depth == 0 or pick.random() < 0.25:
            return pick.choice(names) if pick.random() < 0.7 else pick.choice(NUMBERS)
        inner = lambda: self.expression(names, depth - 1)  # noqa: E731
        kind = pick.random()
        if kind < 0.55:
            return f"{inner()} {pick.choice('+-*/')} {inner()}"
        if kind < 0.7:
            return f"({inner()})"
        if kind < 0.8:
            return f"{pick.choice(ONE)}({inner()})"
        if kind < 0.82:
            return f"power({inner()}, {inner()})"
        if kind < 0.84:
            return f"normal({inner()}, {inner()})"
        if kind < 0.88:
            return f"({inner()})**{pick.choice(['2', '3', '4', '0.5', '-1', '1.5'])}"
        if kind < 0.92:
            return f"-{inner()}"
        if kind < 0.96:
            return f"clip({inner()}, -50, 50)"
        return f"int({self.condition(names, depth - 1)})"

    def condition(self, names, depth=2):
        pick = self.random
        sign = pick.choice(["<", "<=", ">", ">=", "==", "!="])
        one = f"{self.expression(names, depth)} {sign} {self.expression(names, depth)}"
        if pick.random() < 0.2:
            return f"{one} {pick.choice(['and', 'or'])} {self.condition(names, 1)}"
        return f"not {one}" if pick.random() < 0.1 else one

    def statements(self, states, known):
        pick = self.random
        statements = [
            f"{pick.choice(states)} {pick.choice(['=', '+=', '-=', '*='])} "
            f"{self.expression(known, 2)}"
            for _ in range(pick.randint(1, 3))
        ]
        return "; ".join(statements)

    def right(self):
        """A text without a mistake in its grammar; most have none at all."""
        pick = self.random
        names = pick.sample(NAMES, pick.randint(3, 7))
        n_states, n_named = pick.randint(1, min(4, len(names) - 1)), pick.randint(0, 2)
        states, others = names[:n_states], names[n_states:]
        named, parameters = others[:n_named], others[n_named:]
        known = [*states, *parameters, "I"] + (["t"] if pick.random() < 0.1 else [])
        lines, unit = [], pick.random() < 0.15
        method = pick.choice(["euler", "rk4", "euler", "rk4", "exponential_euler"])
        for state in states:
            right = self.expression([*known, *named])
            if method == "exponential_euler" and pick.random() < 0.8:
                right = f"({pick.choice(known[n_states:])} - {state})/{pick.choice(['10', '3'])}"
            held = " (unless refractory)" if pick.random() < 0.2 else ""
            noise = " + 0.1*xi" if method == "euler" and pick.random() < 0.1 else ""
            lines.append(f"d{state}/dt = {right}{noise}{' : volt' if unit else ''}{held}")
        for k, name in enumerate(named):
            lines.append(f"{name} = {self.expression([*known, *named[:k], 'v'])} + 0*I")
        for name in parameters:
            own = pick.choice(["", "", "*mV", "*ms", "/ms"]) if unit else ""
            value = f"{pick.choice(NUMBERS)}{own}"
            lines.append(f"{name} = {value}{' [-5, 200]' if pick.random() < 0.3 else ''}")
        everything = [*known, *named]
        if "w" not in names and pick.random() < 0.3:
            lines.append("w : 1")
            states, everything = [*states, "w"], [*everything, "w"]
        lines += [
            f"{section}: {self.statements(states, everything)}"
            for section in ("on_pre", "on_post")
            if pick.random() < 0.25
        ]
        if pick.random() < 0.8:
            lines.append(f"threshold: {self.condition(everything)}")
            lines.append(f"reset: {self.statements(states, everything)}")
            if pick.random() < 0.4:
                pause = pick.choice(["2", self.condition(everything, 1), "0.35"])
                lines.append(f"refractory: {pause}")
        if pick.random() < 0.6:
            start = self.expression([*parameters, *states[:1]], 2)
            lines.append(f"start: {pick.choice(states)} = {start}")
        pick.shuffle(lines)
        return "\n".join([*lines, f"method: {method}"])

    def text(self):
        """A text, every second with letters or pieces changed."""
        pick = self.random
        text = self.right()
        if pick.random() < 0.5:
            return text
        for _ in range(pick.randint(1, 3)):
            at = pick.randrange(len(text) + 1)
            cut = pick.choice([0, 0, 1, 1, 2, 5])
            text = text[:at] + pick.choice([*PIECES, ""]) + text[at + cut :]
        return text
