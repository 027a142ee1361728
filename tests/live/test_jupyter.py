"""Figures in a notebook follow the cells that define what their kernels use."""

import json
import subprocess
import sys
import textwrap

from snnlib.live.build.snapshot import freeze, used

# A notebook without a front end: IPython's own shell, cells told apart by an identity of ours.
_NOTEBOOK = """
import json
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
told = []

def run(cell, source):
    shell.get_parent = lambda: {"metadata": {"cellId": cell}}  # as a Jupyter kernel has it
    assert shell.run_cell(source, store_history=True, cell_id=cell).success, source

def ask(expression):
    told.append(shell.ev(expression))

{script}
print("told:", json.dumps(told))
"""

_CELLS = '''
run("import", "from snnlib import live; from snnlib._jit import jit; SCALE = 2.0")
run("rule", """
@jit
def rule(x):
    return SCALE * x
""")
run("kernel", """
def kernel(x, y, readouts):
    y[0] = rule(x)
    readouts.out = y[0]
""")
run("figure", """
axis = live.Axis("t")
figure = live.Figure("followed", kernel=kernel, title="T", controls=[live.Slider("x", 0, 9, 3, 1)],
    arrays={"y": live.Array(1)}, readouts={"out": live.Readout()},
    views=[live.Plot([live.Trace("y", 1)], axis, axis)])
module = figure.module
""")
ask("figure.readout['out']")
'''


def told(script):
    code = _NOTEBOOK.replace("{script}", _CELLS + textwrap.dedent(script))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer = done.stdout.rpartition("told:")[2]
    return json.loads(answer), done.stderr


def test_a_rule_that_is_edited_changes_the_figure_at_once():
    answers, _ = told(
        """
        run("rule", "@jit\\ndef rule(x):\\n    return SCALE * x + 1.0")
        ask("figure.readout['out']")
        ask("figure.module != module and figure._module == figure.module")
        run("kernel", "def kernel(x, y, readouts):\\n    y[0] = -rule(x)\\n    readouts.out = y[0]")
        ask("figure.readout['out']")
        run("import", "from snnlib import live; from snnlib._jit import jit; SCALE = 10.0")
        ask("figure.readout['out']")
        ask("figure.spec['layout'] == figure._spec['layout']")
        """
    )
    assert answers == [6.0, 7.0, True, -7.0, -31.0, True]


def test_a_name_that_another_cell_gives_a_new_meaning_changes_nothing():
    answers, _ = told(
        """
        run("later", "SCALE = 50.0\\n@jit\\ndef rule(x):\\n    return 0.0")
        ask("figure.readout['out']")
        run("rule", "@jit\\ndef rule(x):\\n    return SCALE + x")  # and SCALE is the figure's still
        ask("figure.readout['out']")
        run("unchanged", "rule(1.0)")
        run(None, "@jit\\ndef rule(x):\\n    return 0.0")  # a front end that names no cells
        ask("figure.readout['out']")
        run("by hand", "figure.recompile('SCALE')")
        ask("figure.readout['out']")
        run("by hand", "figure.recompile()")
        ask("figure.readout['out']")
        """
    )
    assert answers == [6.0, 6.0, 5.0, 5.0, 53.0, 0.0]


def test_a_kernel_that_does_not_fit_is_told_and_the_old_one_kept():
    answers, said = told(
        """
        run("kernel", "def kernel(other, y, readouts):\\n    y[0] = 1.0")
        ask("figure.readout['out']")
        run("kernel", "def kernel(x, y, readouts):\\n    y[0] = readouts.out = len(repr([x]))")
        ask("'cannot run in a browser' in figure._no_browser and figure._module == b''")
        run("kernel", "def kernel(x, y, readouts):\\n    y[0] = readouts.out = x")
        ask("(figure._no_browser, figure.readout['out'])")
        """
    )
    assert answers == [6.0, 6.0, True, ["", 3.0]]
    assert (
        "figure 'followed' keeps the kernel it had: kernel kernel: nothing is called other" in said
    )


def test_a_chapter_that_is_evaluated_is_no_part_of_the_notebook():
    answers, _ = told(
        r'''
        run("chapter", "mine = dict(live=live, axis=axis, __name__='__main__', rule=rule)")
        source = "def kernel(x, y, readouts):\n    y[0] = readouts.out = rule(x)"
        run("made", f"exec({source!r}, mine)")
        run("other", """other = live.Figure("elsewhere", kernel=mine["kernel"], title="T",
            controls=[live.Slider("x", 0, 9, 3, 1)], arrays={"y": live.Array(1)},
            readouts={"out": live.Readout()},
            views=[live.Plot([live.Trace("y", 1)], axis, axis)])""")
        run("rule", "@jit\ndef rule(x):\n    return -x")
        ask("(figure.readout['out'], other.readout['out'], other.origins)")
        '''
    )
    assert answers == [6.0, [-3.0, 6.0, {}]]


def test_a_cell_that_fails_or_is_no_python_is_passed_over():
    answers, _ = told(
        """
        shell.run_cell("rule = None; raise ValueError", cell_id="rule")
        shell.run_cell("def (", cell_id="rule")
        run("magic", "%precision 3\\n")
        ask("figure.readout['out']")
        """
    )
    assert answers == [6.0, 6.0]


GAIN = 2.0


def test_names_can_mean_something_else_than_they_do_now(monkeypatch):
    def times(x):
        return GAIN * x

    monkeypatch.setattr(times, "__module__", "__main__")
    assert used(times) == {"GAIN": 2.0}
    assert used(times, {"GAIN": 5.0, "other": 1}) == {"GAIN": 5.0}
    assert freeze(times, {"GAIN": 5.0})(3.0) == 15.0
    assert freeze(times)(3.0) == 6.0
    assert used(freeze) == {}  # a module's names are its own


def test_a_kernel_that_nobody_can_compile_is_told_in_one_line_with_its_place():
    answers, said = told(
        """
        run("kernel", "def broken(x, y, readouts):\\n    y[0] = readouts.out = 2.0 * tau * x")
        run("figure", "other = live.Figure('other', kernel=broken, title='T', controls=["
            "live.Slider('x', 0, 9, 3, 1)], arrays={'y': live.Array(1)},"
            "readouts={'out': live.Readout()},"
            "views=[live.Plot([live.Trace('y', 1)], axis, axis)])")
        run("show", "bundle = other._repr_mimebundle_()")
        run("try", "try:\\n    other.evaluate()\\n"
            "except Exception as error:\\n    words = str(error)")
        ask("'tau' in str(bundle)")
        ask("words")
        """
    )
    assert answers[1:] == [
        False,
        "numba cannot compile broken: name 'tau' is not defined; "
        "see `y[0] = readouts.out = 2.0 * tau * x`",
    ]
    assert "Traceback" not in said
