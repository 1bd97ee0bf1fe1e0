"""The decks that learners of this repository import, in the real Anki."""

from collections import Counter
from pathlib import Path

import anki.collection  # first, as the other modules of anki need it to be there

from study.cards import ALL, TABLES, file_name, make_files
from study.questions import read_all
from study.store import open_store
from study.topics import find_repository, find_topics


def test_every_deck_opens_in_anki_with_a_card_for_each_question(tmp_path: Path) -> None:
    topics = find_topics(find_repository(Path(__file__)))
    questions = read_all(topics)
    with open_store(tmp_path, TABLES, print) as store:
        files = make_files(topics, questions, None, store, 1_800_000_000)
    new = {}

    collection = anki.collection.Collection(str(tmp_path / "collection.anki2"))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        options = anki.collection.ImportAnkiPackageOptions()
        request = anki.collection.ImportAnkiPackageRequest(package_path=str(tmp_path / name), options=options)
        new[name] = len(collection.import_anki_package(request).log.new)
    cards = [collection.get_card(number) for number in collection.find_cards("")]
    backs = {card.note()["Id"]: card.answer() for card in cards}
    collection.close()

    assert new == dict(Counter(file_name(question.topic) for question in questions)) | {ALL: 0}
    assert set(backs) == {question.id for question in questions}
    assert [name for name, back in backs.items() if 'class="said"' not in back] == []
