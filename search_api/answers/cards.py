"""Answer cards: one fact about one place, shown when the town's own pages leave no doubt about it.

There is no card when the query asks for more, when it could mean two places, when pages disagree, or when no crawl
confirmed them recently: a wrong card sends people to a closed door, and without a card they still have the results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from crawler.records.date_parsing import BRUSSELS
from indexer.language.analysis import words
from indexer.meilisearch.side_indexes import StoredPlaces
from indexer.places.hours_exceptions import NO_EXCEPTIONS, HoursExceptions
from indexer.places.place_names import find_place_phrases
from indexer.places.places import Place
from search_api.answers.card_texts import CardTexts, card_texts
from search_api.answers.fact_consensus import agreed_source
from search_api.answers.hours_card import hours_card
from search_api.answers.intents import CardIntent, CardKind, parse_card_intent
from search_api.answers.timetable import Timetable
from search_api.query.search_request import SearchRequest
from search_api.records.response_models import AnswerCard

MAX_CONFIRMATION_AGE = timedelta(days=30)
"""Maximum age of the last confirmation of a page.

A crawl requests each page at least every 14 days. After twice that and two days the site or the crawl has failed, and
opening hours change with the seasons.
"""


def answer_cards(
    request: SearchRequest, places: StoredPlaces, towns: Mapping[str, str], now: datetime
) -> tuple[AnswerCard, ...]:
    """Return the answer cards of a search, usually none.

    Args:
        request: the search. The town comes from the query, else from `home`; without either there is no card. Cards are
            shown on the first page only, and not with a filter on other towns, on type, language or date.
        places: the places of the index.
        towns: site id → name.
        now: the present moment, with a time zone.
    """
    narrowed = request.types or request.langs or request.since or request.until
    if request.page != 1 or narrowed:
        return ()
    intent = parse_card_intent(request.q, towns)
    town = (intent.town or request.home) if intent else None
    if intent is None or town is None or (request.sites and town not in request.sites):
        return ()
    meant = matching_places(intent, places.by_site.get(town, ()), now.astimezone(BRUSSELS).date())
    texts = card_texts(intent.lang)
    cards = (_card(kind, intent, meant, places, texts, now) for kind in intent.kinds)
    return tuple(card for card in cards if card)


def matching_places(intent: CardIntent, places: Sequence[Place], today: date) -> list[Place]:
    """Return what recently confirmed pages state about the one matching place; [] when several places match."""
    found = [
        place
        for place in places
        if place.purpose == intent.purpose
        and intent.extra_name_words <= {*place.own}
        and today - place.seen <= MAX_CONFIRMATION_AGE
    ]
    return found if len({place.own for place in found}) == 1 else []


def _card(
    kind: CardKind, intent: CardIntent, places: Sequence[Place], known: StoredPlaces, texts: CardTexts, now: datetime
) -> AnswerCard | None:
    source = agreed_source(kind, places, now.astimezone(BRUSSELS).date())
    if source is None:
        return None
    values = {
        CardKind.TELEPHONE: (source.telephone, "tel:+32" + source.telephone.replace(" ", "").removeprefix("0")),
        CardKind.EMAIL: (source.email, f"mailto:{source.email}"),
        CardKind.ADDRESS: (_address(source), None),
        CardKind.HOURS: ("", None),
    }
    value, href = values[kind]
    answer = AnswerCard(
        kind=kind.value,
        title=f"{_name(places, source)}: {texts.titles[kind]}",
        lines=(value,) if value else (),
        href=href,
        url=source.url,
        source=source.page,
        as_of=source.seen.isoformat(),
        site=source.site,
        lang=intent.lang,
    )
    if kind is not CardKind.HOURS:
        return answer
    assert source.hours is not None
    timetable = Timetable(source.hours, _remarks(places), known.holidays.keys())
    return hours_card(answer, intent, timetable, known.holidays, texts, now)


def _remarks(places: Sequence[Place]) -> HoursExceptions:
    found = NO_EXCEPTIONS
    for place in places:
        found |= place.remarks
    return found


def _address(place: Place) -> str:
    town = " ".join(filter(None, (place.postcode, place.locality)))
    return ", ".join(filter(None, (place.street, town)))


def _name(places: Sequence[Place], source: Place) -> str:
    """Return the longest descriptive name: "Gemeentehuis Kuurne" rather than "Gemeente kuurne"."""
    telling = [place.name for place in places if any(_tells(place.name))]
    return max([name for name in telling if name[:1].isupper()], key=len, default=source.name)


def _tells(name: str) -> list[bool]:
    named = list(words(name))
    return [end - first < len(named) or len(named) == 1 for first, end, _ in find_place_phrases(named)]
