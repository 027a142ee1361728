"""Where a chapter's notebook runs without an installation: Binder, Colab, JupyterLite.

Their links need the repository's address, so they are shown only where ``_config.yml`` has it::

    repository:
      url: https://github.com/OWNER/NAME
      branch: main          # has the chapters; Binder builds it as binder/ says
      notebooks: notebooks  # the branch into which .github/workflows puts the notebooks, for Colab
      jupyterlite: https://…  # a JupyterLite site with these notebooks, if there is one
"""

import re
from pathlib import Path
from urllib.parse import quote

import yaml
from sphinx.util import logging

_LOG = logging.getLogger(__name__)
_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
SETUP = "setup"
_COLAB = """\
# On Google Colab: fetch the book's project, and what its chapters need. Elsewhere it does nothing.
import sys

if "google.colab" in sys.modules:
    !git clone --quiet --depth 1 --branch {branch} {url} /content/book
    %pip install --quiet --editable "/content/book[book]"
    sys.path.insert(0, "/content/book")
    sys.modules["google.colab"].output.enable_custom_widget_manager()"""


def repository(folder):
    """What ``_config.yml`` in a folder says of the repository, or None."""
    path = Path(folder) / "_config.yml"
    told = (yaml.safe_load(path.read_text("utf-8")) or {}).get("repository") or {}
    if not told.get("url"):
        return None
    found = _GITHUB.fullmatch(told["url"])
    if not found:
        _LOG.warning(
            "repository: url in _config.yml must be https://github.com/OWNER/NAME, got %r: "
            "no page offers to run its notebook elsewhere",
            told["url"],
        )
        return None
    return {
        "name": "/".join(found.groups()),
        "url": f"https://github.com/{'/'.join(found.groups())}",
        "branch": told.get("branch", "main"),
        "notebooks": told.get("notebooks", "notebooks"),
        "jupyterlite": (told.get("jupyterlite") or "").rstrip("/"),
    }


def links(told, page):
    """``(name, address)`` of each place that runs a page such as ``neurons/lif``."""
    if not told:
        return []
    chapter = quote(f"lab/tree/book/{page}.md", safe="")
    branch, notebooks = quote(told["branch"], safe=""), quote(told["notebooks"])
    found = [
        ("Binder", f"https://mybinder.org/v2/gh/{told['name']}/{branch}?urlpath={chapter}"),
        (
            "Colab",
            f"https://colab.research.google.com/github/{told['name']}/blob/{notebooks}/{page}.ipynb",
        ),
    ]
    if told["jupyterlite"]:
        path = quote(f"{page}.ipynb", safe="")
        found.append(("JupyterLite", f"{told['jupyterlite']}/lab/index.html?path={path}"))
    return found


def setup_code(told):
    """The code with which a notebook begins where it may run on Colab."""
    return _COLAB.format(**told) if told else None
