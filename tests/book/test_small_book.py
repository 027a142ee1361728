"""A small book, built: the same bytes twice, nothing stale, and every fault is caught."""

import base64
import json
import re
import shutil
import signal
import struct
import time

import numpy as np
import psutil
import pytest

from tests.book import checks
from tests.book.conftest import ROOT, STRICT

CHAPTER = "book/neurons/one.md"
PAGE = "book/neurons/one.html"


# ── what a good build gives ────────────────────────────────────────────────────────────────────


def test_it_builds_without_a_warning(built):
    assert built.status == 0
    assert "WARNING:" not in built.said
    assert "tau_m is 20.0" in built.page(PAGE)
    assert built.n_runs == 1


def test_the_figure_stands_in_the_page_itself(built):
    page = built.page(PAGE)
    found = re.search(
        r'<figure class="live-figure" data-live-figure="fixture-ramp">.*?</figure>', page, re.S
    )
    assert found
    assert 'aria-label="A ramp, at the start values"' in found.group()
    state = json.loads(re.search(r'class="live-state">(.*?)</script>', found.group(), re.S)[1])
    assert state["spec"]["name"] == "fixture-ramp"
    assert re.fullmatch(r"[0-9a-f]{8}", state["pythonChecksum"])
    arguments = checks.Page(built.site / PAGE).kernel_arguments
    assert arguments == {"fixture-ramp": 3, "fixture-data": 4}  # `ramp` and `weighted`


def test_a_page_with_a_figure_gets_one_script_and_one_style(built):
    page = built.page(PAGE)
    scripts = re.findall(r'<script[^>]*src="([^"?]*live/live-[0-9a-f]{10}\.js)', page)
    styles = re.findall(r'<link[^>]*href="([^"?]*live/live-[0-9a-f]{10}\.css)', page)
    assert len(set(scripts)) == len(set(styles)) == 1
    assert (built.site / "book/neurons" / scripts[0]).resolve().is_file()
    assert (built.site / "book/neurons" / styles[0]).resolve().is_file()
    assert "live/live-" in built.page("book/index.html")  # the style of the sentence
    assert not re.search(r"live-[0-9a-f]{10}\.js", built.page("book/index.html"))


def test_a_figures_data_is_a_script_beside_the_page(built):
    page = built.page(PAGE)
    (name,) = re.findall(r'class="live-data" data-file="([^"]+)"></script>', page)
    assert re.fullmatch(r"fixture-data\.[0-9a-f]{10}\.js", name)
    script = (built.site / "_static" / "live-data" / name).read_text("ascii")
    text = re.fullmatch(r'\(window\.liveData\?\?=\{\}\)\["(.+)"\]="(.+)";\n', script)
    assert text[1] == name
    raw = base64.b85decode(text[2].translate(str.maketrans(",.", "<`")))[:10]
    assert np.frombuffer(raw, "int8").tolist() == list(range(-5, 5))


def test_a_dead_widget_is_a_sentence(built):
    page = built.page("book/index.html")
    assert page.count("This control needs a running kernel: open the chapter in Jupyter.") == 2
    for name in ("book/index.html", PAGE):
        page = built.page(name)
        for remains in (
            "vnd.jupyter.widget",
            "require.js",
            "requirejs",
            "html-manager",
            "FloatSlider(",
        ):
            assert remains not in page, remains


def test_nothing_is_loaded_from_elsewhere_and_every_link_leads_somewhere(built):
    assert checks.foreign_loads(built.site) == []
    assert checks.broken_links(built.site) == []


def test_two_builds_give_the_same_bytes(built, built_again):
    """All but .buildinfo, in which Sphinx keeps a digest of its settings, folders included."""
    sites = [
        {p.relative_to(book.site): p.read_bytes() for p in book.site.rglob("*") if p.is_file()}
        for book in (built, built_again)
    ]
    assert sites[0].keys() == sites[1].keys()
    assert {str(p) for p in sites[0] if sites[0][p] != sites[1][p]} <= {".buildinfo"}


# ── the page around the figures ────────────────────────────────────────────────────────────────

BEGUN = "book/neurons/begun.html"


def test_a_figure_stands_before_its_code_and_the_aims_after_it(built):
    page = built.page(BEGUN)
    body = page[page.index("<article") : page.index("</article>")]
    marks = [
        "The question that this chapter answers",
        'data-live-figure="begun-first"',
        "<summary>Code: what is computed</summary>",
        "<summary>Code: how it is shown</summary>",
        "At the end of this chapter you can",
        ">The idea<",
    ]
    places = [body.index(mark) for mark in marks]
    assert places == sorted(places)
    assert 'href="#figure-begun-first">Figure ' in body
    assert "Toggle hidden content" not in page
    solutions = re.findall(r'<details class="fold answer solution".*?</details>', body, re.S)
    assert len(solutions) == 3
    assert "cell_output" in solutions[0]  # the cell that computes it is in the same fold


def test_the_head_waits_for_nothing_and_describes_the_page(built):
    for name in (BEGUN, PAGE, "book/index.html"):
        page = built.page(name)
        head = page[: page.index("</head>")]
        assert "fontawesome" not in page
        assert "thebe" not in page.lower()
        assert head.count('name="viewport"') == 1
        scripts = re.findall(r"<script[^>]*\bsrc=[^>]*>", page)
        assert scripts
        assert all("defer" in script or "async" in script for script in scripts)
        assert re.search(r'<meta name="description" content="[^"]{10,}"', head)
        assert re.search(r'<meta property="og:image" content="[^"]+\.png"', head)
    title = re.search(r"<title>(.*?)</title>", built.page("book/index.html"))[1]
    assert title.count("small book") <= 1
    later = json.loads(re.search(r'id="later">(.*?)</script>', built.page(PAGE))[1])
    assert later[-1].endswith("mathjax/startup.js")
    for url in later:
        assert (built.site / "book/neurons" / url.partition("?")[0]).resolve().is_file(), url


def _shared(head):
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', head)
    )


def test_who_links_to_a_page_gets_its_own_picture(built):
    for name, picture in {
        PAGE: "../../_static/share/neurons-one.png",
        "book/index.html": "../_static/live-figure.png",  # it has no figure
    }.items():
        tags = _shared(built.page(name))
        assert tags["og:image"].partition("?")[0] == picture
        assert len(tags["og:image:alt"]) > 20
        assert "og:url" not in tags  # nobody knows where the site will stand
    kind, width, height = struct.unpack(
        ">8s8xII", (built.site / "_static/share/neurons-one.png").read_bytes()[:24]
    )
    assert kind == b"\x89PNG\r\n\x1a\n"
    assert (width, height) == (1200, 630)
    assert "live-share" not in built.page(PAGE)


def test_a_site_that_knows_its_address_gives_whole_ones(addressed):
    tags = _shared(addressed.page(PAGE))
    assert tags["og:image"] == "https://book.example/x/_static/share/neurons-one.png"
    assert tags["og:url"] == f"https://book.example/x/{PAGE}"


def test_equations_and_figures_are_numbered_by_chapter(built):
    one, begun = (re.findall(r">Figure (\d+)\.(\d+)<", built.page(p)) for p in (PAGE, BEGUN))
    assert [n for _, n in begun] == ["1"]
    assert one == []  # its cells are not hidden, so its figures stand as they are
    chapters = {number for number, _ in begun}
    assert chapters <= {"1", "2"}


def test_the_search_knows_every_section(built):
    text = (built.site / "_static" / "search-sections.js").read_text("utf-8")
    sections = json.loads(text.removeprefix("window.searchSections=").rstrip(";\n"))
    assert {"The idea", "The code", "Where it breaks"} <= {one["heading"] for one in sections}
    assert all(
        "\\class" not in one["text"] and "live.Figure" not in one["text"] for one in sections
    )
    known = {path: page.ids for path, page in checks.pages(built.site).items()}
    for one in sections:
        path, _, fragment = one["url"].partition("#")
        assert not fragment or fragment in known[built.site / path]


# ── nothing stale, nothing twice ───────────────────────────────────────────────────────────────


def test_results_follow_the_library(new_book, built, tmp_path):
    library = tmp_path / "library"
    shutil.copytree(
        ROOT / "snnlib", library / "snnlib", ignore=shutil.ignore_patterns("__pycache__")
    )
    for kept in ("results", "observed"):
        shutil.copytree(ROOT / "benchmarks" / kept, library / "benchmarks" / kept)
    book = new_book(like=built)
    assert book.build(*STRICT, library=library).status == 0, book.said
    assert book.n_runs == 0  # the same library, wherever it stands
    caches = book.folder / "_build" / ".jupyter_cache"
    assert len(list(caches.iterdir())) == 1
    old = next(caches.iterdir())

    css = library / "snnlib" / "live" / "front" / "live.css"
    css.write_text(css.read_text("utf-8") + ".a-new-look { color: inherit; }\n", "utf-8")
    book.build(*STRICT, library=library)  # the pages ask for the new style; no chapter runs
    assert (book.status, book.n_runs) == (0, 0), book.said
    assert "tau_m is 20.0" in book.page(PAGE)
    style = re.search(r'href="([^"?]*live/live-[0-9a-f]{10}\.css)', book.page(PAGE))[1]
    assert ".a-new-look { color: inherit; }" in (book.site / "book/neurons" / style).read_text(
        "utf-8"
    )

    lif = library / "snnlib" / "neurons" / "lif.py"
    text = lif.read_text("utf-8")
    declared = 'tau_m: Annotated[float, Positive("ms")] = '
    assert text.count(f"{declared}20.0") == 1
    lif.write_text(text.replace(f"{declared}20.0", f"{declared}21.5"), "utf-8")
    book.build(*STRICT, library=library)
    assert (book.status, book.n_runs) == (0, 1), book.said
    assert "tau_m is 21.5" in book.page(PAGE)
    assert "tau_m is 20.0" not in book.page(PAGE)
    assert len(list(caches.iterdir())) == 1
    assert not old.exists()


def test_a_chapter_that_comes_or_gets_another_title_is_in_every_menu(new_book, built):
    book = new_book(like=built)
    assert book.build(*STRICT).status == 0, book.said  # where it stands now
    assert book.n_runs == 0

    def menus():
        pages = [book.page(name) for name in ("book/index.html", PAGE)]
        return [re.search(r'<nav class="bd-links.*?</nav>', page, re.S)[0] for page in pages]

    later = book.folder / "book" / "neurons" / "later.md"
    later.write_text("# Later\n\nText.\n", "utf-8")
    one = "      - file: book/neurons/one\n"
    book.edit("_toc.yml", one, f"{one}      - file: book/neurons/later\n")
    book.build(*STRICT)
    assert (book.status, book.n_runs) == (0, 0), book.said
    assert all("later.html" in menu and "Later" in menu for menu in menus())

    later.write_text("# Renamed\n\nText.\n", "utf-8")
    book.build(*STRICT)
    assert (book.status, book.n_runs) == (0, 0), book.said
    assert all("Renamed" in menu and "Later" not in menu for menu in menus())


# ── several at once, interrupted, and begun ────────────────────────────────────────────────────


def test_a_new_chapter_builds_at_once(built):
    page = built.page("book/neurons/begun.html")
    assert 'data-live-figure="begun-first"' in page
    assert "half of it is left after 13.9 ms" in page


def test_chapters_run_beforehand_and_are_told(built):
    told = re.findall(r"^\[(\d) of 3\] (book/\S+) ran in \d+ s", built.said, re.M)
    assert [number for number, _ in told] == ["1", "2", "3"]
    assert {name for _, name in told} == {"book/index", "book/neurons/begun", CHAPTER[:-3]}
    assert built.said.index("[3 of 3]") < built.said.index("reading sources")
    assert "Executing notebook using" not in built.said  # MyST-NB found all in the cache
    times = json.loads((built.folder / "_build" / "chapters.json").read_text())
    assert all(entry["cpu_seconds"] > 0.0 for entry in times.values())
    assert times.keys() == {name for _, name in told}


WAIT = """

```{code-cell} ipython3
import time

time.sleep(600)
```
"""


def processes(folder):
    """The processes whose command names a folder, or that work in it."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        told = [*(process.info["cmdline"] or []), process.info["cwd"] or ""]
        if any(str(folder) in word for word in told):
            found.append(process)
    return found


def test_an_interrupted_build_resumes(new_book):
    """What was done is kept, nothing is left running, and the next build runs only the rest."""
    book = new_book()
    page = book.folder / "book" / "index.md"
    text = page.read_text("utf-8")
    page.write_text(text + WAIT, "utf-8")
    book.start(*STRICT)
    said = ""
    while "book/neurons/one ran in" not in said:
        line = book.process.stdout.readline()
        assert line, said
        said += line
    book.process.send_signal(signal.SIGINT)
    assert book.finish().status != 0
    deadline = time.monotonic() + 120
    while processes(book.folder) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes(book.folder) == []
    page.write_text(text, "utf-8")
    book.build(*STRICT)
    assert (book.status, book.n_runs) == (0, 0), book.said
    assert re.findall(r"\[1 of 1\] (\S+) ran in", book.said) == ["book/index"]
    assert "tau_m is 20.0" in book.page(PAGE)


# ── planted faults ─────────────────────────────────────────────────────────────────────────────

# Each costs a build; a cell that fails for another reason ends it in the same way as the first.
FATAL = {
    "a kernel that cannot run in a browser": (
        "y[i] = gain * i",
        "y[i] = gain**0.3 * i",
        r"BrowserError: kernel ramp cannot run in a browser: .*see `y\[i\] = gain \*\* 0.3 \* i`"
        r".*: use snnlib\.math",
    ),
    "a number of numpy's for the text": (
        'print("tau_m is", LIFParameters().tau_m)',
        'import numpy, myst_nb; myst_nb.glue("half", numpy.float64(0.5), display=False)',
        r"glue\('half', np\.float64\(0\.5\)\) must get float\(\.\.\.\) or int\(\.\.\.\)",
    ),
}


def with_warnings(book):
    """Plant faults of which Sphinx warns."""
    chapter = (book.folder / CHAPTER).read_text("utf-8")
    figure = re.search(r"```\{code-cell\}[^`]*live\.Figure[^`]*```", chapter).group()
    with (book.folder / "book" / "index.md").open("a", encoding="utf-8") as file:
        file.write(
            f"\n{figure}\n\n"
            "Nobody {cite}`nobody1999` said {ref}`so <nowhere>`, [here](neurons/two.md).\n\n"
            "```{bibliography}\n:filter: docname in docnames\n```\n"
        )
    return book


@pytest.fixture(scope="module")
def faulty(new_book):
    """Builds with planted faults, side by side; the fatal ones without -W."""
    books = {}
    for fault, (old, new, _) in FATAL.items():
        books[fault] = new_book()
        books[fault].edit(CHAPTER, old, new)
        books[fault].start()
    books["warnings"] = with_warnings(new_book()).start(*STRICT)
    return {fault: book.finish() for fault, book in books.items()}


@pytest.mark.parametrize("fault", FATAL)
def test_a_fatal_fault_ends_the_build_in_words(faulty, fault):
    book = faulty[fault]
    assert book.status != 0, book.said
    assert re.search(FATAL[fault][2], book.said), book.said
    assert "book/neurons/one" in book.said


@pytest.mark.parametrize(
    "message",
    [
        "two live figures are called 'fixture-ramp'",
        'could not find bibtex key "nobody1999"',
        "undefined label: 'nowhere'",
        "'neurons/two.md'|neurons/two.md",
    ],
)
def test_a_warning_fails_the_build(faulty, message):
    complained = faulty["warnings"]
    assert complained.status != 0
    warnings = [line for line in complained.said.splitlines() if "WARNING" in line]
    assert any(re.search(message, line) for line in warnings), complained.said


# ── the checks themselves see what they look for ───────────────────────────────────────────────


def test_reference_faults_are_seen(new_book):
    book = new_book().folder / "book"
    assert checks.reference_faults(book) == []
    with (book / "references.bib").open("a") as file:
        file.write("@book{unused2000, title={Never cited}, year={2000}, isbn={1}}\n")
        file.write("@misc{bare, title={B}, year={soon}}\n")
        file.write(
            "@misc{odd, title={O}, year={2001}, doi={https://doi.org/10.1/x}, url={x.org}}\n"
        )
    with (book / "index.md").open("a") as file:
        file.write("{cite:t}`bare, odd`\n```\n{cite}`in_code`\n```\n")
        file.write("```{table} A table\nwith {cite}`missing1999`\n```\n")
    assert checks.reference_faults(book) == [
        "missing1999 is cited and not in references.bib",
        "unused2000 is in references.bib and never cited",
        "bare has neither doi nor url nor isbn nor eprint",
        "bare has no year",
        "odd: 'https://doi.org/10.1/x' is no DOI (10.NNNN/…, without https://)",
        "odd: 'x.org' is no web address",
    ]


GOOD = """# A chapter

What is it? At the end of this
chapter you can say it.

```{code-cell} ipython3
live.Figure("one", kernel=k)
```

## Theory

## Exercises

**1. Two minutes.** Do.

:::{admonition} Solution 1
:class: dropdown

Done.
:::

**2. Ten minutes.** Do.

:::{admonition} Solution 2
:class: dropdown

Done.
:::

**3. Half an hour.** Do.

::::{admonition} Solution 3
:class: dropdown

Done.
::::

## Sources

```{bibliography}
```
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("live.Figure(", "live.figure(", "no live figure stands before the first section"),
        ("At the end of", "In", "it does not say what one can do at its end"),
        ("```{bibliography}\n```\n", "", "it has no bibliography directive"),
        ("## Exercises", "## Tasks", "it has no section called Exercises"),
        (
            "**3. ",
            "**4. ",
            "it needs three or more exercises, **1. …** and so on; it has ['1', '2', '4']",
        ),
        ("} Solution 2\n:class: dropdown", "} Solution 2", "exercise 2 has no collapsed block"),
        ("Solution 1\n", "Solution 9\n", "exercise 1 has no collapsed block with its solution"),
    ],
)
def test_chapter_faults_are_seen(old, new, fault):
    assert checks.chapter_faults(GOOD) == []
    assert GOOD.count(old) == 1
    faults = checks.chapter_faults(GOOD.replace(old, new))
    assert faults
    assert faults[0].startswith(fault)


def test_page_faults_are_seen(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "a.css").write_text("@import 'https://f.org/x.css'; a{b:url(c.png)}")
    (tmp_path / "good.html").write_text(
        '<h1 id="top">x</h1><a href="#top">x</a><a href="good.html#top">'
    )
    assert checks.broken_links(tmp_path) == []
    assert checks.foreign_loads(tmp_path) == ["_static/a.css: https://f.org/x.css"]
    (tmp_path / "bad.html").write_text(
        '<a href="good.html#bottom">x</a><a href="gone.html">x</a><a href="https://x.org/">x</a>'
        '<script src="//cdn.example/x.js"></script><img src="gone.png"><svg class="s"></svg>'
        '<link rel="stylesheet" href="https://cdn.example/x.css"><link rel="canonical" href="https://x">'
        '<style>a{b:url("https://cdn.example/f.woff")}</style><img src="good.html" alt="x">'
    )
    assert checks.broken_links(tmp_path) == [
        "bad.html: good.html#bottom (no such place on that page)",
        "bad.html: gone.html",
        "bad.html: gone.png",
    ]
    assert checks.foreign_loads(tmp_path)[:3] == [
        "bad.html: //cdn.example/x.js",
        "bad.html: https://cdn.example/x.css",
        "bad.html: https://cdn.example/f.woff",
    ]
    assert checks.Page(tmp_path / "bad.html").mute == ["gone.png", "svg s"]
    text = (
        "![](a.png)\n![b](b.png)\n```{image} c.png\n:alt: C\n```\n:::{figure} d.png\nWords\n:::\n"
    )
    assert checks.pictures_without_words(text) == ["![](a.png)", "figure d.png"]
