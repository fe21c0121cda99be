"""Texts, numbers and the shadow: what the file says and what it means."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, CellError
from service_kpi.xlsx.shadow import shadow_of, shown
from service_kpi.xlsx.strings import decode_entities, decode_escapes, encode_text, read_shared_strings
from service_kpi.xlsx.values import number, plain_value, spelled, text_of
from tests.xlsx.building import MAIN

xml_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("<>&\"'_x\n\t"))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x000d_", "\r"),
        ("_xD83D__xDE00_", "😀"),
        ("_x00_", "_x00_"),
        ("_xZZZZ_", "_xZZZZ_"),
        ("", ""),
    ],
)
def test_escapes(raw: str, text: str) -> None:
    """ECMA-376 part 1, 22.9.2.19 (ST_Xstring)."""
    assert decode_escapes(raw) == text


def test_entities() -> None:
    assert decode_entities("&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;&nbsp;") == "<&>\"'A😀&nbsp;"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    """ElementTree, not our reader, says what the XML holds."""
    encoded = b"<v>" + encode_text(text) + b"</v>"
    read = ET.fromstring(encoded).text or ""
    assert decode_escapes(read) == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert text_of(encode_text(text)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back(value: float) -> None:
    assert float(spelled(value)) == value
    assert number(spelled(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6.0, "6"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e20, "1E+20"),
        (1e-7, "1E-7"),
        (1.5e300, "1.5E+300"),
        (0.1 + 0.2, "0.30000000000000004"),
        (5e-324, "5E-324"),
    ],
)
def test_numbers_are_spelled_as_excel_does(value: float, text: str) -> None:
    assert spelled(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_a_workbook_cannot_hold(value: float) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        spelled(value)


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "0x10", "", "1e999", "1,5", "--1", "1 2"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(text) + "$"):
        number(text)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (b"", b" 12.50 ", 12.5),
        (b"n", b"1E3", 1000.0),
        (b"b", b"1", True),
        (b"b", b"false", False),
        (b"e", b"#N/A", NA),
        (b"e", b"#NEW!", CellError("#NEW!")),
        (b"str", b" a&amp;b ", " a&b "),
        (b"str", b"", ""),
        (b"", b"", None),
        # 2021-12-31 is serial 44561; 23:44:51.894 is 85491.894 of 86400 seconds.
        (b"d", b"2021-12-31", 44561.0),
        (b"d", b"2021-12-31T12:00:00Z", 44561.5),
        (b"d", b"23:44:51.894", 85491.894 / 86400),
    ],
)
def test_values(kind: bytes, raw: bytes, value: object) -> None:
    assert plain_value(kind, raw, date1904=False) == value


def test_dates_of_1904() -> None:
    assert plain_value(b"d", b"1904-01-02", date1904=True) == 1.0


@pytest.mark.parametrize(
    ("kind", "raw"), [(b"b", b"2"), (b"b", b"maybe"), (b"zzz", b"1"), (b"d", b"soon"), (b"n", b"x")]
)
def test_no_values(kind: bytes, raw: bytes) -> None:
    with pytest.raises(ValueError, match=raw.decode()):
        plain_value(kind, raw, date1904=False)


def test_a_plain_part_is_its_own_shadow() -> None:
    data = b'<?xml version="1.0"?><a b="c">x &gt; y</a>'
    assert shadow_of(data) is data


@given(xml_text, xml_text.filter(lambda text: "]]>" not in text), xml_text)
def test_the_shadow_has_the_same_length_and_only_tags(text: str, section: str, attribute: str) -> None:
    quoted = attribute.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    data = f'<a b="{quoted}"><!-- <c> --><?p >?>{plain}<![CDATA[{section}]]></a>'.encode()
    shadow = shadow_of(data)
    assert len(shadow) == len(data)
    assert shadow.count(b"<") == shadow.count(b">") == 2
    start, end = shadow.index(b">") + 1, shadow.rindex(b"<")
    assert decode_entities(shown(shadow[start:end])) == (ET.fromstring(data).text or "")


def test_shared_strings() -> None:
    data = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>plain</x:t></x:si>'
        "<x:si><x:r><x:t>rich </x:t></x:r><x:r><x:rPr/><x:t>text</x:t></x:r></x:si>"
        '<x:si><x:t>東京</x:t><x:rPh sb="0" eb="2"><x:t>トウキョウ</x:t></x:rPh></x:si>'
        "<x:si/><x:si><x:t/></x:si><x:si><x:t>a_x000D_<![CDATA[<b>]]>&#10;</x:t></x:si></x:sst>"
    )
    assert read_shared_strings(data.encode()) == ["plain", "rich text", "東京", "", "", "a\r<b>\n"]
