"""The parser of chapters, beside what test_evaluate.py asks of it."""

from snnlib.live.myst import blocks, cells

CHAPTER = """\
Words, and `code`.

```{code-cell} ipython3
---
tags: [hide-input]
---

a = 1
```

````{admonition} Try
A directive's words, and a cell in it:
```{code-cell}
:tags: [remove-cell]

b = '''
````
'''
```
````

:::{note}
More words.
:::

~~~python
```{code-cell}
not_a_cell = True
```
~~~
```{code-cell}
```
```{code-block} text
no cell either
```
```{code-cell}
last = 1""".splitlines()


def test_cells_are_found_with_their_lines():
    found = [
        ("\n".join(CHAPTER[c.start : c.code]).strip(), "\n".join(CHAPTER[c.code : c.end]).strip())
        for c in cells(CHAPTER)
    ]
    assert found == [
        ("---\ntags: [hide-input]\n---", "a = 1"),
        (":tags: [remove-cell]", "b = '''\n````\n'''"),
        ("", ""),
        ("", "last = 1"),
    ]


def test_prose_is_what_no_block_holds():
    literal = {i for block in blocks(CHAPTER) for i in range(block.start, block.end)}
    words = "\n".join(line for i, line in enumerate(CHAPTER) if i not in literal)
    assert "A directive's words" in words
    assert "More words." in words
    for code in ("a = 1", "b = ", "not_a_cell", "no cell either", "last"):
        assert code not in words


def test_lines_may_keep_their_ends():
    assert list(cells([f"{line}\n" for line in CHAPTER])) == list(cells(CHAPTER))
