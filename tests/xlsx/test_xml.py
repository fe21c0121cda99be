from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.xml import attribute, child, local, normalised, read_xml


def code_of(data: bytes) -> str:
    with pytest.raises(WorkbookError) as caught:
        normalised(data, "part.xml")
    assert caught.value.details["part"] == "part.xml"
    return caught.value.code


def test_utf8_stays_as_it_is() -> None:
    for data in (b"<a/>", '<?xml version="1.0" encoding="utf-8"?><a>ñ</a>'.encode(), b"\xef\xbb\xbf<a/>"):
        assert normalised(data, "part.xml") is data


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_becomes_utf8_and_says_so(codec: str) -> None:
    data = '<?xml version="1.0" encoding="UTF-16"?><a>ñ€</a>'.encode(codec)
    assert normalised(data, "p") == '<?xml version="1.0" encoding="UTF-8"?><a>ñ€</a>'.encode()


def test_latin_1_becomes_utf8() -> None:
    data = "<?xml version='1.0' encoding='ISO-8859-1'?><a>ñ</a>".encode("latin-1")
    assert normalised(data, "p") == "<?xml version='1.0' encoding='UTF-8'?><a>ñ</a>".encode()


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<?xml version="1.0" encoding="cp037"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16-le"),
    ],
)
def test_other_encodings(data: bytes) -> None:
    assert code_of(data) == "XML_ENCODING"


@pytest.mark.parametrize(
    "data",
    [b"", b"<a>", b"<a></b>", b"<a>\xff</a>", b"<a>&#0;</a>", b"<a>&x;</a>", b"<a/><b/>", b"<a b=1/>", b"\0<\0a"],
)
def test_invalid(data: bytes) -> None:
    assert code_of(data) == "XML_INVALID"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?>\n<!-- x --><?pi y?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"\xef\xbb\xbf<!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)
def test_document_types(data: bytes) -> None:
    assert code_of(data) == "XML_DTD"


def test_a_document_type_in_a_comment_is_none() -> None:
    assert normalised(b"<a><!-- <!DOCTYPE a> --></a>", "p")
    assert code_of(b"<?a?>" * 5000 + b"<") == "XML_INVALID"


def nested(depth: int, inside: bytes = b"") -> bytes:
    return b"<a>" * depth + inside + b"</a>" * depth


def test_depth() -> None:
    assert normalised(nested(256), "p")
    assert code_of(nested(257)) == "XML_TOO_DEEP"
    # What would fool a count of brackets.
    assert normalised(nested(200, b"<!--" + b"<a>" * 100 + b"-->"), "p")
    assert normalised(nested(200, b"<![CDATA[" + b"<a>" * 100 + b"]]>"), "p")
    assert code_of(b'<a b="' + b"/>" * 300 + b'">' + nested(300) + b"</a>") == "XML_TOO_DEEP"
    assert code_of(b"<a>" * 300 + b"<!--" + b"</a>" * 200 + b"-->" + b"</a>" * 300) == "XML_TOO_DEEP"
    assert code_of(b'<a b="/>">' * 300 + b"</a>" * 300) == "XML_TOO_DEEP"


def test_length() -> None:
    assert normalised(b'<a b="' + b"x" * (9 << 20) + b'"/>', "p")
    assert code_of(b'<a b="' + b"x" * (11 << 20) + b'"/>') == "XML_LIMIT"
    assert code_of(b"<a>" + b"x" * (11 << 20) + b"</a>") == "XML_LIMIT"


@given(
    st.recursive(
        st.just(b"<x/>"), lambda inner: st.lists(inner, max_size=4).map(lambda p: b"<y>" + b"".join(p) + b"</y>")
    )
)
def test_well_formed_parts_pass(data: bytes) -> None:
    assert normalised(data, "p") is data


def test_names_without_namespaces() -> None:
    root = read_xml(b'<x:a xmlns:x="u" xmlns:r="v" r:id="7"><x:b/></x:a>', "p")
    assert local(root.tag) == "a"
    assert child(root, "b") is not None
    assert attribute(root, "id") == "7"
