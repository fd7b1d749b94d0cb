"""Deletions reach Anki as it reads them."""

from exporters.anki.fields import fields
from tests.content.decks import notes_of


def test_a_deletion_of_several_cards_and_one_inside_another_stay_apart() -> None:
    (note,) = notes_of("## A {{c1,3::b {{c2::x}}::c}} {#a .cloze}\n\nOr {{c2::{{c4::d}}}} `{{c5::f(x)}}`.\n")
    assert fields(note, "key", {})["Text"] == (
        "<p>A {{c1,3::b {{c2::x}}::c}}</p><p>Or {{c2::{{c4::d}}}} <code>{{c5::f(x)}}</code>.</p>"
    )


def test_a_footnote_comes_with_the_field_that_refers_to_it() -> None:
    (note,) = notes_of("## A? {#a}\n\nOne.[^1]\n\n---\n\nTwo.\n\n[^1]: Three.\n")
    html = fields(note, "key", {})
    assert "Three." in html["Question"]
    assert "Three." not in html["Answer"]
