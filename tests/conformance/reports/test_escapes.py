from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.reports.escapes import cut, one_line, unicode_text, visible, xml_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é ünïcode 💩", "plain é ünïcode 💩"),
        ("a\nb\tc", "a\nb\tc"),
        ("a\r\nb", "a\nb"),
        ("\x1b[2J\x00", "\\x1b[2J\\x00"),
        ("\x9b2J", "\\x9b2J"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_visible_keeps_what_can_be_read(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_one_line_is_printable(text: str) -> None:
    assert one_line(text).isprintable()


def test_cut_says_what_is_missing() -> None:
    assert (cut("abcdef", 6), cut("abcdef", 2)) == ("abcdef", "ab ... (4 more characters)")


@given(st.text(st.characters()))
def test_xml_text_can_be_parsed(text: str) -> None:
    element = ElementTree.Element("a")
    element.text = xml_text(text)
    ElementTree.fromstring(ElementTree.tostring(element, encoding="unicode"))


@given(st.text(st.characters()))
def test_unicode_text_can_be_encoded(text: str) -> None:
    assert len(unicode_text(text).encode().decode()) == len(text)
