"""Begin a chapter: `make new-chapter NAME=neurons/izhikevich` writes one that builds at once.

It has what every chapter has (a question, a live figure, the idea, the code, where it breaks,
exercises with solutions, sources), taken from chapter_template.md, and stands in _toc.yml as the
last chapter of its part.
"""

import re
import sys

from steps import ROOT, say, stop

NAME = re.compile(r"([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)")
ENTRY = re.compile(r"^( *)- file: book/([a-z0-9-]+)/([a-z0-9-]+)\n", re.MULTILINE)


def with_entry(contents: str, part: str, chapter: str) -> str:
    """The table of contents with a chapter at the end of its part."""
    entries = list(ENTRY.finditer(contents))
    of_part = [entry for entry in entries if entry[2] == part]
    if not of_part:
        parts = ", ".join(dict.fromkeys(entry[2] for entry in entries))
        stop(
            f"NAME must begin with a part of the book ({parts}), got {part!r}; "
            "for a new part, write its caption and its first chapter into _toc.yml yourself."
        )
    last = of_part[-1]
    line = f"{last[1]}- file: book/{part}/{chapter}\n"
    return contents[: last.end()] + line + contents[last.end() :]


def text_of(chapter: str) -> str:
    """The text of a chapter that has only its name."""
    template = (ROOT / "tools" / "chapter_template.md").read_text("utf-8")
    title = chapter.replace("-", " ").capitalize()
    return template.replace("CHAPTER TITLE", title).replace("FIGURE-NAME", f"{chapter}-first")


def main(name: str = "") -> None:
    found = NAME.fullmatch(name.removeprefix("book/").removesuffix(".md"))
    if not found:
        stop(f"NAME must be a part and a chapter in small letters, part/chapter, got {name!r}.")
    part, chapter = found.groups()
    path, toc = ROOT / "book" / part / f"{chapter}.md", ROOT / "_toc.yml"
    if path.exists():
        stop(f"{path.relative_to(ROOT)} exists already; nothing was changed.")
    contents = with_entry(toc.read_text("utf-8"), part, chapter)
    path.write_text(text_of(chapter), "utf-8")
    toc.write_text(contents, "utf-8")
    say(f"Wrote book/{part}/{chapter}.md and its line in _toc.yml")
    print(f"    See it with: make chapter NAME={part}/{chapter}")


if __name__ == "__main__":
    main(*sys.argv[1:])
