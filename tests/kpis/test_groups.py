from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.kpis import _groups
from service_kpi.kpis._groups import group_rows, in_sheet_order, number_rows

_labels = st.lists(st.text(alphabet="aAbB 12éÉñ", max_size=6), max_size=30)


def test_names_sort_as_a_person_counts() -> None:
    groups = group_rows(["b10", "B2", "a", "10", "9", "", "b2", "b2"])
    assert groups.names == ("9", "10", "a", "b2", "b10")
    assert groups.of_row.tolist() == [4, 3, 2, 1, 0, -1, 3, 3]


def test_the_commonest_spelling_names_the_group() -> None:
    assert group_rows(["email", "Email", "Email", " email "]).names == ("Email",)
    assert group_rows(["email", "Email"]).names == group_rows(["Email", "email"]).names


def test_sheet_order() -> None:
    groups = in_sheet_order(group_rows(["", "speed", "price", "Speed", "care"]))
    assert groups.names == ("speed", "price", "care") or groups.names == ("Speed", "price", "care")
    assert groups.of_row.tolist() == [-1, 0, 1, 0, 2]


def test_no_rows() -> None:
    assert group_rows([]).names == ()
    assert group_rows(["", " "]).of_row.tolist() == [-1, -1]


@given(_labels)
def test_groups_as_a_plain_loop_makes_them(labels: list[str]) -> None:
    # The binding hands labels over with single spaces; a group here is what Excel's "=" calls equal.
    labels = [" ".join(label.split()) for label in labels]
    groups = group_rows(labels)
    counts = Counter(label.casefold() for label in labels if label)
    found = np.bincount(groups.of_row_with_blank(), minlength=len(groups.names) + 1).tolist()
    assert {name.casefold(): found[place] for place, name in enumerate(groups.names)} == dict(counts)
    assert found[-1] == labels.count("")
    assert len(groups.names) == len(counts)


@given(_labels)
def test_numbered_groups_are_the_named_ones(labels: list[str]) -> None:
    named, numbered = group_rows(labels).of_row, number_rows(labels)
    pairs = set(zip(named.tolist(), numbered.tolist(), strict=True))
    assert len(pairs) == len({name for name, _ in pairs}) == len({number for _, number in pairs})
    assert sorted({number for _, number in pairs if number >= 0}) == list(range(len(group_rows(labels).names)))
    assert ((named == -1) == (numbered == -1)).all()


@given(_labels)
def test_labels_whose_keys_collide_stay_apart(labels: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_groups, "_MIXER", np.uint64(0))
        collided = group_rows(labels)
    plain = group_rows(labels)
    assert collided.names == plain.names
    assert collided.of_row.tolist() == plain.of_row.tolist()
