"""Opening-hours card: the hours of the requested day, whether the place is open now, the usual week, and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from crawler.records.date_parsing import BRUSSELS
from search_api.answers.card_texts import CardTexts
from search_api.answers.intents import CardIntent
from search_api.answers.timetable import DayHours, DoubtReason, Timetable
from search_api.records.response_models import AnswerCard, OpeningDayInfo


def hours_card(
    answer: AnswerCard,
    question: CardIntent,
    timetable: Timetable,
    holidays: Mapping[date, tuple[str, ...]],
    texts: CardTexts,
    now: datetime,
) -> AnswerCard | None:
    """Return `answer` completed with opening hours; None when the hours of the requested day are unknown.

    Args:
        answer: the card without hours.
        question: the requested day; today when it names none.
        timetable: the timetable of the place.
        holidays: public holidays with their names, see `Places`.
        texts: the texts of the language.
        now: the present moment.
    """
    today = now.astimezone(BRUSSELS).date()
    asked = timetable.day(today + timedelta(days=_ahead(question, today)))
    if asked.spells is None:
        return None
    until = timetable.open_until(now)
    following = timetable.next_opening(now)
    lines = [_of_day(asked, today, holidays, texts)]
    if asked.date == today and not isinstance(until, DoubtReason):
        lines += _state(until, following, today, texts)
    lines += [note.text for note in timetable.remarks.notes]
    monday = asked.date - timedelta(days=asked.date.weekday())
    week = (monday + timedelta(days=weekday) for weekday in range(7))
    return replace(
        answer,
        lines=tuple(lines),
        week=tuple((texts.days[day.weekday()], texts.hours(timetable.hours.weekday_hours(day))) for day in week),
        today=OpeningDayInfo(
            date=asked.date.isoformat(),
            open_now=None if isinstance(until, DoubtReason) else until is not None,
            spells=None if asked.certain is None else tuple((_iso(a), _iso(b)) for a, b in asked.certain),
            next_opening=following.isoformat() if following else None,
        ),
    )


def _ahead(question: CardIntent, today: date) -> int:
    if question.weekday is not None:
        return (question.weekday - today.weekday()) % 7
    return question.days_ahead or 0


def _of_day(day: DayHours, today: date, holidays: Mapping[date, tuple[str, ...]], texts: CardTexts) -> str:
    spoken, hours = texts.dated_day(day.date, today), texts.hours(day.spells)
    sentence = texts.of_special_day if day.special else texts.of_day
    if day.doubt is DoubtReason.NOTE:
        sentence = f"{spoken}. {texts.doubtful}"
    elif day.doubt is DoubtReason.HOLIDAY:
        names = holidays.get(day.date, ())
        holiday = names[texts.holiday_column] if texts.holiday_column < len(names) else ""
        sentence = f"{spoken}. " + (texts.holiday if holiday else texts.local_holiday)
        return _capital(sentence.format(holiday=holiday, hours=hours))
    return _capital(sentence.format(day=spoken, hours=hours))


def _state(until: datetime | None, following: datetime | None, today: date, texts: CardTexts) -> list[str]:
    """Return whether the place is open now and, if not, when it opens."""
    if until:
        return [texts.open_now.format(time=texts.time(until))]
    said = texts.closed_now
    if following:
        said += " " + texts.opens.format(day=texts.spoken_day(following.date(), today), time=texts.time(following))
    return [said]


def _iso(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
