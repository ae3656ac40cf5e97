"""The ranking model: scores of documents for queries."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.language.analysis import stem
from indexer.ranking.model import DOCUMENT_TYPES, NO_DATE, RankingModel, TermGroup
from indexer.records.document import DocumentType
from tests.unit.indexer.ranking.ranked import document, model_of


def term_groups(*words: str) -> list[TermGroup]:
    """Return the term groups of Dutch words, each with weight 1."""
    return [TermGroup({stem(word): 1.0}) for word in words]


def order(model: RankingModel, *words: str) -> list[int]:
    """Return the numbers of the documents that match words, best first."""
    scores = model.score_words(term_groups(*words))
    return [int(number) for number in np.argsort(-scores, kind="stable") if scores[number] > 0]


def test_what_is_known_of_each_document() -> None:
    """The arrays have site, type, language, cluster, title, source and dates at the document's number."""
    model = model_of(
        document("De brug", site="menen", type=DocumentType.NEWS, date=5, cluster="c"),
        document("DE BRUG", site="kuurne", lang="fr", starts=7, ends=9, cluster="c", source="uitdatabank"),
    )
    facts = model.arrays
    assert (2, ("menen", "kuurne"), ("nl", "fr")) == (len(model), facts.sites, facts.langs)
    assert ([0, 1], [0, 1], [0, 0], [0, 0]) == tuple(
        each.tolist() for each in (facts.site, facts.lang, facts.cluster, facts.title)
    )
    assert [DOCUMENT_TYPES.index(DocumentType.NEWS), DOCUMENT_TYPES.index(DocumentType.PAGE)] == facts.kind.tolist()
    assert ([5, NO_DATE], [NO_DATE, 7], [NO_DATE, 9]) == tuple(
        each.tolist() for each in (facts.date, facts.starts, facts.ends)
    )
    assert ([True, False], [b"c"]) == (facts.web.tolist(), facts.clusters.tolist())


def test_a_word_in_the_title_says_more_than_one_in_the_text() -> None:
    """A heading or an anchor text counts more than the text and less than the title."""
    model = model_of(
        document("Iets", "Dit gaat over afval."),
        document("Ander", "Dit gaat over iets.", headings=("Afval",)),
        document("Derde", "Dit gaat over iets.", anchors=("Afval",)),
        document("Afval", "Dit gaat over iets."),
    )
    found = order(model, "afval")
    assert (3, 0, {1, 2}) == (found[0], found[-1], set(found[1:-1]))


def test_a_page_that_lacks_a_common_word_is_found_all_the_same() -> None:
    """The rare word decides; the page with both comes first."""
    common = [document(f"Straat {number}", "brengen naar straat") for number in range(9)]
    model = model_of(*common, document("Asbest", "asbest inleveren"), document("Asbest weg", "asbest brengen"))
    assert [10, 9] == order(model, "asbest", "brengen")[:2]


def test_a_long_text_dilutes_its_words() -> None:
    """Of two texts with the same word, the short one scores higher."""
    model = model_of(document("Een", "asbest " + "andere zaken " * 50), document("Twee", "asbest inleveren"))
    assert [1, 0] == order(model, "asbest")


def test_of_the_stems_of_one_term_group_the_best_counts() -> None:
    """A synonym scores less than the word itself, and a page with both scores no more than with the word."""
    model = model_of(document("Containerpark"), document("Recyclagepark"), document("Brug"))
    both = [TermGroup({stem("containerpark"): 1.0, stem("recyclagepark"): 0.5})]
    scores = model.score_words(both)
    assert scores[0] == pytest.approx(2 * scores[1])
    one = model_of(document("Containerpark recyclagepark"), document("Brug"))
    assert one.score_words(both)[0] == pytest.approx(one.score_words(term_groups("containerpark"))[0])


def test_words_that_no_document_has_score_nothing() -> None:
    """A query without words scores nothing either."""
    model = model_of(document("Recyclagepark"))
    assert ([0.0], [0.0], [0.0]) == tuple(
        each.tolist()
        for each in (
            model.score_words(term_groups("xqzwvkjx")),
            model.score_words([]),
            model.name_similarity(["xqzwvkjx"]),
        )
    )


def test_names_are_alike_by_their_ngrams() -> None:
    """A spelling error leaves most n-grams unchanged; the same name has similarity 1; other names have 0."""
    model = model_of(document("Recyclagepark"), document("Zwembad"))
    exact, mistyped = model.name_similarity(["recyclagepark"]), model.name_similarity(["recyclageprak"])
    assert exact[0] == pytest.approx(1.0, abs=1e-5)
    assert 0.5 < mistyped[0] < 1.0
    assert (0.0, 0.0) == (exact[1], mistyped[1])


def test_names_are_titles_headings_anchors_and_keywords_and_no_text() -> None:
    """Words that only occur in the text do not count."""
    model = model_of(
        document("Een", headings=("Zwembad",)),
        document("Twee", anchors=("Zwembad",)),
        document("Drie", keywords=("Zwembad",)),
        document("Vier", "Zwembad"),
    )
    assert [True, True, True, False] == [bool(score) for score in model.name_similarity(["zwembad"])]


@pytest.mark.parametrize(
    ("words", "expected"),
    [(("afval",), 2), (("afval", "kalender"), 1), (("afval", "xqzwvkjx"), 0), (("xqzwvkjx", "afval"), 0), ((), 0)],
)
def test_documents_that_have_all_words_are_counted(words: tuple[str, ...], expected: int) -> None:
    """Did-you-mean compares these counts; with an unknown word the count is 0."""
    model = model_of(document("Afval"), document("Afval kalender"), document("Kalender"))
    assert expected == model.count_matching(term_groups(*words))


def test_any_stem_of_a_term_group_will_do_for_the_count() -> None:
    """A page with a synonym counts too, once."""
    model = model_of(document("Containerpark recyclagepark"), document("Recyclagepark"))
    assert model.count_matching([TermGroup({stem("containerpark"): 1.0, stem("recyclagepark"): 0.8})]) == 2


def test_a_document_without_words_is_in_the_model_and_never_found() -> None:
    """A picture without a title has a number like any other document."""
    model = model_of(document("", "", url="https://www.kuurne.be/x"), document("Recyclagepark"))
    assert (2, [1]) == (len(model), order(model, "recyclagepark"))
    assert np.isfinite(model.score_words(term_groups("recyclagepark"))).all()


def test_an_empty_index_has_a_model() -> None:
    """Before the first crawl, a search finds nothing and does not fail."""
    model = model_of()
    assert (0, 0, [], []) == (
        len(model),
        model.count_matching(term_groups("afval")),
        model.score_words(term_groups("afval")).tolist(),
        model.name_similarity(["afval"]).tolist(),
    )
