"""External feeds of one town: rooms for hire (JSON) and the calendar of its volunteers (iCalendar)."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from regiozoek.demo import resource
from regiozoek.demo.resource import Resource
from regiozoek.demo.towns import Town

BACK_OFFICE_TOWN = "kortrijk"
"""Id of the town that has external feeds."""

JSON_TYPE, CALENDAR_TYPE = "application/json", "text/calendar; charset=utf-8"
ROOMS_PATH, AGENDA_PATH = "/backoffice/zalen.json", "/backoffice/vrijwilligers.ics"

_ROOMS = (
    (1, "Zaal De Spoel", "Voor tachtig mensen, met een toog en een klein podium. De keuken huur je apart.", 80),
    (2, "Vergaderzaal De Naaldenmaker", "Voor vierentwintig mensen, met een scherm en een koffiemachine.", 24),
    (3, "Repetitiekot De Klos", "Een geluiddicht lokaal voor muziekgroepen, met drumstel en versterkers.", 8),
)
"""(number, name, description, capacity) of each room."""


def back_office_feeds(town: Town, base: str, today: date) -> dict[str, Resource]:
    """Return the external feeds of a town by path; `base` is its URL. Only one town has any."""
    if town.id != BACK_OFFICE_TOWN:
        return {}
    return {
        ROOMS_PATH: resource.text_resource(JSON_TYPE, lambda: _rooms(town), today),
        AGENDA_PATH: resource.text_resource(CALENDAR_TYPE, lambda: _agenda(base, today), today),
    }


def sources_toml(sites: Mapping[str, str]) -> str:
    """Return the [[source]] tables of the feeds for sites.toml; `sites` maps a town's id to its base URL."""
    base = sites[BACK_OFFICE_TOWN]
    return (
        "\n[[source]]\n"
        'id = "zalen-kortrijk"\n'
        'kind = "json"\n'
        f'url = "{base.rstrip("/")}{ROOMS_PATH}"\n'
        f'sites = ["{BACK_OFFICE_TOWN}"]\n'
        "allow_private = true\n"
        f'map = {{ items = "zalen", title = "naam", text = "uitleg.nl", url = "{base}contact?zaal={{nr}}" }}\n'
        "\n[[source]]\n"
        'id = "vrijwilligers-kortrijk"\n'
        'kind = "ical"\n'
        f'url = "{base.rstrip("/")}{AGENDA_PATH}"\n'
        f'sites = ["{BACK_OFFICE_TOWN}"]\n'
        "allow_private = true\n"
    )


def _rooms(town: Town) -> str:
    where = f"{town.facts['venue']['street']}, {town.postcodes[0]} {town.name}"
    rooms = [
        {"nr": number, "naam": name, "uitleg": {"nl": f"<p>{text}</p><p>{where}</p>"}, "plaatsen": places}
        for number, name, text, places in _ROOMS
    ]
    return json.dumps({"zalen": rooms}, ensure_ascii=False)


def _agenda(base: str, today: date) -> str:
    """Return a calendar with two events: a plant swap on one day, a repair café on the first Saturday of each month."""
    fair = today + timedelta(days=18)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Regiozoek//Miniatuurstreek//NL",
        *_event(base, "plantenruil", "Plantenruilbeurs", f"{fair:%Y%m%d}", "1400", "1700"),
        *_event(
            base,
            "repaircafe",
            "Repair Café",
            f"{today.replace(day=1):%Y%m%d}",
            "1000",
            "1300",
            "FREQ=MONTHLY;BYDAY=1SA",
        ),
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _event(base: str, name: str, title: str, day: str, start: str, end: str, rule: str = "") -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@kortrijk.example",
        f"DTSTAMP:{day}T000000Z",
        f"SUMMARY:{title}",
        "LOCATION:Buurthuis De Ketting\\, Budastraat 12\\, 8500 Kortrijk",
        f"URL:{base}/activiteiten?{name}",
        f"DTSTART;TZID=Europe/Brussels:{day}T{start}00",
        f"DTEND;TZID=Europe/Brussels:{day}T{end}00",
        *([f"RRULE:{rule}"] if rule else []),
        "END:VEVENT",
    ]
