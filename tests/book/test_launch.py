"""Links to where a chapter runs without an installation, and what those places need."""

import os
import re
import subprocess
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import launch
import pytest
import yaml

from tests.book.conftest import ROOT

GIVEN = "title: A\nrepository:\n  url: https://github.com/some-one/a.book\n"


def _told(folder, text):
    (folder / "_config.yml").write_text(text, "utf-8")
    return launch.repository(folder)


def test_without_a_repository_nothing_is_offered(tmp_path):
    assert _told(tmp_path, "title: A\n") is None
    assert _told(tmp_path, "repository:\n  url: ''\n") is None
    assert launch.links(None, "neurons/lif") == []
    assert launch.setup_code(None) is None


def test_an_address_that_is_no_repository_of_github_is_told(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(launch._LOG, "warning", lambda text, *values: said.append(text % values))
    assert _told(tmp_path, "repository:\n  url: https://github.com/some-one\n") is None
    assert "must be https://github.com/OWNER/NAME, got 'https://github.com/some-one'" in said[0]


def test_links_lead_to_files_of_the_repository(tmp_path):
    told = _told(tmp_path, f"{GIVEN}  branch: of/chapters\n")
    links = dict(launch.links(told, "neurons/lif"))
    assert links.keys() == {"Binder", "Colab"}
    binder = urlsplit(links["Binder"])
    assert binder.netloc == "mybinder.org"
    assert binder.path.split("/") == ["", "v2", "gh", "some-one", "a.book", "of%2Fchapters"]
    (opened,) = parse_qs(binder.query)["urlpath"]
    path = opened.removeprefix("lab/tree/")
    assert opened != path
    assert (ROOT / path).is_file()  # it is opened as `make lab` opens it
    assert urlsplit(links["Colab"]).path == (
        "/github/some-one/a.book/blob/notebooks/neurons/lif.ipynb"
    )
    lite = _told(tmp_path, f"{GIVEN}  jupyterlite: https://lite.example/x/\n")
    url = dict(launch.links(lite, "neurons/lif"))["JupyterLite"]
    assert unquote(url) == "https://lite.example/x/lab/index.html?path=neurons/lif.ipynb"


def test_the_setup_for_colab_does_nothing_elsewhere(tmp_path):
    from IPython.core.interactiveshell import InteractiveShell

    code = launch.setup_code(_told(tmp_path, GIVEN))
    assert "--branch main https://github.com/some-one/a.book /content/book" in code
    transformed = InteractiveShell.instance().transform_cell(code)
    names = {"get_ipython": lambda: pytest.fail("it did something")}
    exec(compile(transformed, "setup", "exec"), names)
    InteractiveShell.clear_instance()


def test_the_workflow_puts_notebooks_where_colab_looks_for_them():
    told = {"url": "", "name": "a/b", "branch": "main", "notebooks": "notebooks", "jupyterlite": ""}
    link = dict(launch.links(told, "neurons/lif"))["Colab"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text("utf-8"))
    job = workflow["jobs"]["notebooks"]
    assert job["needs"] == "test"
    assert job["permissions"] == {"contents": "write"}
    script = job["steps"][-1]["run"]
    branch = re.search(r"git push .*HEAD:refs/heads/([\w-]+)", script, re.S)[1]
    assert f"/blob/{branch}/" in link
    assert "_static/notebooks" in script


def test_binder_starts_jupyter_as_make_lab_does():
    code = "import os; print(os.environ['JUPYTER_CONFIG_PATH'])"
    variables = {k: v for k, v in os.environ.items() if k != "JUPYTER_CONFIG_PATH"}
    command = [ROOT / "binder" / "start", sys.executable, "-c", code]
    told = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    folder = told.stdout.strip()
    assert folder == str(ROOT / "tools" / "jupyter")
    assert (ROOT / "tools" / "jupyter" / "jupyter_server_config.py").is_file()
    assert f'JUPYTER_CONFIG_PATH="$(CURDIR)/{"tools/jupyter"}' in (ROOT / "Makefile").read_text()


def test_binder_installs_what_the_book_pins():
    """pip reads the file as Binder lets it, finds all pins installed, and would add the library."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "-r", "binder/requirements.txt"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if "==" in line]
    met = done.stdout.count("already satisfied") + done.stdout.count("Ignoring")
    assert met >= len(pins)
    assert "Would install snnlib" in done.stdout or "snnlib" in done.stdout
    runtime = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip()
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text("utf-8")
    assert f'"{runtime.removeprefix("python-")}"' in workflow  # a version that is tested
