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
    intent: CardIntent,
    timetable: Timetable,
    holidays: Mapping[date, tuple[str, ...]],
    texts: CardTexts,
    now: datetime,
) -> AnswerCard | None:
    """Return `answer` completed with opening hours; None when the hours of the requested day are unknown.

    Args:
        answer: the card without hours.
        intent: the requested day; today when it names none.
        timetable: the timetable of the place.
        holidays: public holidays with their names, see `Places`.
        texts: the texts of the language.
        now: the present moment.
    """
    today = now.astimezone(BRUSSELS).date()
    day_hours = timetable.day(today + timedelta(days=_ahead(intent, today)))
    if day_hours.intervals is None:
        return None
    until = timetable.open_until(now)
    next_opening = timetable.next_opening(now)
    lines = [_of_day(day_hours, today, holidays, texts)]
    if day_hours.date == today and not isinstance(until, DoubtReason):
        lines += _state(until, next_opening, today, texts)
    lines += [note.text for note in timetable.remarks.notes]
    monday = day_hours.date - timedelta(days=day_hours.date.weekday())
    week = (monday + timedelta(days=weekday) for weekday in range(7))
    return replace(
        answer,
        lines=tuple(lines),
        week=tuple((texts.days[day.weekday()], texts.hours(timetable.hours.weekday_hours(day))) for day in week),
        today=OpeningDayInfo(
            date=day_hours.date.isoformat(),
            open_now=None if isinstance(until, DoubtReason) else until is not None,
            spells=None if day_hours.certain is None else tuple((_iso(a), _iso(b)) for a, b in day_hours.certain),
            next_opening=next_opening.isoformat() if next_opening else None,
        ),
    )


def _ahead(intent: CardIntent, today: date) -> int:
    if intent.weekday is not None:
        return (intent.weekday - today.weekday()) % 7
    return intent.days_ahead or 0


def _of_day(day: DayHours, today: date, holidays: Mapping[date, tuple[str, ...]], texts: CardTexts) -> str:
    spoken, hours = texts.dated_day(day.date, today), texts.hours(day.intervals)
    sentence = texts.of_special_day if day.special else texts.of_day
    if day.doubt is DoubtReason.NOTE:
        sentence = f"{spoken}. {texts.doubtful}"
    elif day.doubt is DoubtReason.HOLIDAY:
        names = holidays.get(day.date, ())
        holiday = names[texts.holiday_column] if texts.holiday_column < len(names) else ""
        sentence = f"{spoken}. " + (texts.holiday if holiday else texts.local_holiday)
        return _capital(sentence.format(holiday=holiday, hours=hours))
    return _capital(sentence.format(day=spoken, hours=hours))


def _state(until: datetime | None, next_opening: datetime | None, today: date, texts: CardTexts) -> list[str]:
    """Return whether the place is open now and, if not, when it opens."""
    if until:
        return [texts.open_now.format(time=texts.time(until))]
    sentence = texts.closed_now
    if next_opening:
        sentence += " " + texts.opens.format(
            day=texts.spoken_day(next_opening.date(), today), time=texts.time(next_opening)
        )
    return [sentence]


def _iso(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
