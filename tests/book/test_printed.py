"""Printed tables scroll where a page has no room for them; printed sentences wrap."""

import printed
from docutils import nodes

TABLE = "bits   right   overflows\n   8  90.6 %          0\n   7  90.8 %         12\n"
SENTENCES = "The network reads 90.6 % of the digits.\nIt has 400 neurons.  And one more.\n"


def test_two_lines_with_columns_are_a_table():
    assert printed.is_table(TABLE)
    assert not printed.is_table(SENTENCES)
    assert not printed.is_table("a  b")
    assert not printed.is_table("    indented\n    twice\n")


def test_what_a_cell_printed_is_marked_and_code_is_not():
    blocks = [
        nodes.literal_block(text, text, classes=classes)
        for text, classes in ((TABLE, ["output", "stream"]), (SENTENCES, ["stream"]), (TABLE, []))
    ]
    document = nodes.section("", *blocks)
    printed.mark_tables(None, document)
    assert [block["classes"] for block in blocks] == [
        ["output", "stream", "printed-table"], ["stream"], [],
    ]  # fmt: skip
