"""The real Anki backend imports a package, reviews it, and imports the next one with its default options."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from anki.collection import Collection as AnkiCollection
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as Update

from content.collection import load
from content.roots import shipped_collection
from exporters.anki.lock import Lock
from exporters.anki.package import build_package

FIRST_S = 1_700_000_000
LATER_S = FIRST_S + 86_400
COLUMNS = "id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, flags"


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    """A copy of the collection that ships, to edit."""
    return copytree(shipped_collection(), tmp_path / "decks")


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[AnkiCollection]:
    collection = AnkiCollection(str(tmp_path / "learner.anki2"))
    yield collection
    collection.close()


def build(decks: Path, lock: Lock, now_s: int) -> tuple[bytes, Lock]:
    loaded = load(decks)
    assert not loaded.has_errors, loaded.diagnostics
    return build_package(loaded.collection, lock, now_s)


def import_package(anki: AnkiCollection, package: bytes, folder: Path) -> ImportLogWithChanges.Log:
    """Import as Anki's window does by default: no learning progress, update what is newer."""
    path = folder / "import.apkg"
    path.write_bytes(package)
    log = anki.import_anki_package(
        ImportAnkiPackageRequest(
            package_path=str(path),
            options=ImportAnkiPackageOptions(
                update_notes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
                update_notetypes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
            ),
        )
    ).log
    anki.models._clear_cache()
    return log


def answer_everything(anki: AnkiCollection) -> int:
    deck = anki.decks.id_for_name("PyTorch")
    assert deck is not None
    anki.decks.select(deck)
    answered = 0
    while card := anki.sched.getCard():
        anki.sched.answerCard(card, 4)
        answered += 1
    return answered


def scheduling(anki: AnkiCollection) -> tuple[list[object], list[object]]:
    cards = anki.db.all(f"SELECT {COLUMNS} FROM cards ORDER BY id")
    return cards, anki.db.all("SELECT * FROM revlog ORDER BY id")


def fix_a_typo(decks: Path) -> None:
    file = decks / "freezing-layers.md"
    text = file.read_text()
    assert text.count("Their weights stay as they") == 1
    file.write_text(text.replace("Their weights stay as they", "Their weights stay exactly as they"))


def move_last_note(source: Path, target: Path) -> None:
    text = source.read_text()
    start = text.rindex("\n## ") + 1
    source.write_text(text[:start])
    target.write_text(
        "---\ndeck: PyTorch::Moved\ntags: [pytorch, transfer-learning]\n---\n\n# Moved\n\n" + text[start:]
    )


def test_the_shipped_decks_are_twelve_notes_and_twelve_cards(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    package, _ = build(decks, Lock(), FIRST_S)
    log = import_package(anki, package, tmp_path)
    assert len(log.new) == 12
    assert (anki.note_count(), anki.card_count()) == (12, 12)
    assert anki.decks.id_for_name("PyTorch::Transfer learning::Freezing layers") is not None


def test_a_fix_and_a_move_double_nothing_and_keep_all_scheduling(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    first, lock = build(decks, Lock(), FIRST_S)
    import_package(anki, first, tmp_path)
    assert answer_everything(anki) == 12
    before = scheduling(anki)
    assert len(before[1]) == 12

    fix_a_typo(decks)
    move_last_note(decks / "freezing-layers.md", decks / "moved.md")
    second, _ = build(decks, lock, LATER_S)
    log = import_package(anki, second, tmp_path)

    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 1, 0)
    assert (anki.note_count(), anki.card_count()) == (12, 12)
    assert scheduling(anki) == before
    assert len(anki.find_notes("exactly")) == 1


def test_a_rebuild_without_a_change_is_the_same_file_and_updates_nothing(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    first, lock = build(decks, Lock(), FIRST_S)
    second, same_lock = build(decks, lock, LATER_S)
    assert (second, same_lock) == (first, lock)
    import_package(anki, first, tmp_path)
    log = import_package(anki, second, tmp_path)
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, 12)


def test_what_a_learner_changed_in_another_note_survives(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    first, lock = build(decks, Lock(), FIRST_S)
    import_package(anki, first, tmp_path)
    note = anki.get_note(anki.find_notes("overwrite them")[0])
    note["Answer"] += "<p>my own words</p>"
    note.add_tag("mine")
    anki.update_note(note)

    fix_a_typo(decks)
    import_package(anki, build(decks, lock, LATER_S)[0], tmp_path)

    kept = anki.get_note(note.id)
    assert "my own words" in kept["Answer"]
    assert kept.has_tag("mine")


def test_a_note_that_went_away_and_came_back_is_the_same_note(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    whole = (decks / "freezing-layers.md").read_text()
    first, lock = build(decks, Lock(), FIRST_S)
    import_package(anki, first, tmp_path)
    answer_everything(anki)
    before = scheduling(anki)

    (decks / "freezing-layers.md").write_text(whole[: whole.rindex("\n## ") + 1])
    without, lock = build(decks, lock, LATER_S)
    assert len(lock.retired) == 1
    import_package(anki, without, tmp_path)
    (decks / "freezing-layers.md").write_text(whole)
    again, lock = build(decks, lock, LATER_S + 86_400)
    assert lock.retired == ()
    import_package(anki, again, tmp_path)

    assert scheduling(anki) == before


def test_a_choice_shows_its_options_and_code_is_highlighted(
    decks: Path, anki: AnkiCollection, tmp_path: Path
) -> None:
    import_package(anki, build(decks, Lock(), FIRST_S)[0], tmp_path)
    choices = [anki.get_card(id_) for id_ in anki.find_cards('"note:srs Choice"')]
    assert len(choices) == 5
    for card in choices:
        assert card.render_output().question_text.count("<li") >= 3
    answer = anki.get_card(anki.find_cards('"note:srs Basic" parameters')[0]).render_output().answer_text
    assert '<span class="k">for</span>' in answer
