"""A sound municipal site in HTML, which an example of a rule changes; read by the crawler's own extraction."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from crawler.discovery.site_aliases import SAME_SITE
from crawler.extract.dispatch import read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.page import Page
from crawler.records.stored_records import Discovery, SiteFile
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.audit import audit_sites
from seo_audit.inputs.external_data import ExternalData
from seo_audit.scoring.audit_result import RegionAudit

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOT = "https://www.kuurne.be"
OWN = (ROOT, ROOT.replace("https", "http"))
SOUND = {
    "/": "Welkom in Kuurne",
    "/afval": "Alles over afval",
    "/producten": "Alles over producten",
    "/producten/reispas": "Alles over reispas",
    "/agenda": "Alles over agenda",
    "/agenda/kerstmarkt": "Alles over kerstmarkt",
    "/toegankelijkheid": "Alles over toegankelijkheid",
}
EVENT = (
    '{"@context": "https://schema.org", "@type": "Event", "name": "Kerstmarkt", "startDate": "2026-12-12",'
    ' "endDate": "2026-12-12", "eventStatus": "https://schema.org/EventScheduled",'
    ' "location": {"@type": "Place", "name": "Marktplein", "address": "Marktplein 9"}}'
)
ORGANIZATION = (
    '{"@context": "https://schema.org", "@type": "GovernmentOrganization", "name": "Gemeente Kuurne",'
    ' "url": "ROOT/", "logo": "ROOT/logo.svg", "telephone": "+32 56 73 71 11", "address": "Marktplein 9, Kuurne"}'
)
WEBSITE = '{"@context": "https://schema.org", "@type": "WebSite", "name": "Gemeente Kuurne", "url": "ROOT/"}'
HEADED = re.compile(r"<(title|meta|link|script|div class=\"melding\")", re.IGNORECASE)
"""Lines of an example that are placed in <head>; a <div> is invalid there, which is what its example shows."""

DUTCH = (
    "De gemeente regelt {t} voor elke inwoner van het dorp.",
    "Wie vragen heeft over {t}, belt op werkdagen naar het loket.",
    "Voor {t} maakt u vooraf een afspraak met de dienst.",
    "U betaalt {t} met de bankkaart aan de balie.",
    "Het college keurde de nieuwe regels over {t} goed in de lente.",
    "Neem uw identiteitskaart mee als u voor {t} langskomt.",
    "Op zaterdag is de dienst die {t} behandelt gesloten.",
    "In de zomer duurt {t} enkele dagen langer dan gewoonlijk.",
    "Ouderen krijgen hulp aan huis wanneer {t} te moeilijk is.",
    "Bewaar alle brieven over {t} minstens twee jaar.",
    "Is er een fout gemaakt met {t}, dien dan een klacht in.",
)
FRENCH = (
    "La commune organise {t} pour chaque habitant du village.",
    "Pour toute question sur {t}, téléphonez au guichet les jours ouvrables.",
    "Prenez rendez-vous avec le service avant de demander {t}.",
    "Vous payez {t} par carte bancaire au comptoir.",
    "Le collège a approuvé les nouvelles règles sur {t} au printemps.",
    "Apportez votre carte d'identité si vous venez pour {t}.",
    "Le samedi, le service qui traite {t} est fermé.",
    "En été, {t} dure quelques jours de plus que d'habitude.",
)


@dataclass
class Resource:
    """One answer of an example: `lines` are its mark-up, or the body of robots.txt and sitemaps."""

    status: int = 200
    target: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass
class ExampleSite:
    """The sound site with an example's differences, to audit."""

    root: str = ROOT
    nis: str = "34023"
    external_data: ExternalData = field(default_factory=ExternalData)
    elapsed: int = 100
    crawls: int = 1
    resources: dict[str, Resource] = field(default_factory=dict)
    neighbour: dict[str, Resource] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> ExampleSite:
        """Read an example; its sections begin with GET, NEIGHBOUR, MEASURED, CRAWLED, ANSWERED or SITE."""
        site = cls()
        for section in re.split(r"\n+(?=(?:GET|NEIGHBOUR|MEASURED|CRAWLED|ANSWERED|SITE)\b)", text):
            first, _, rest = section.partition("\n")
            word, _, argument = first.partition(" ")
            if word == "MEASURED":
                site.external_data = msgspec.json.decode(rest, type=ExternalData)
            elif word == "CRAWLED":
                site.crawls = 2
            elif word == "ANSWERED":
                site.elapsed = int(re.sub(r"\D", "", argument))
            elif word == "SITE":
                name, _, value = argument.partition(" ")
                site.root, site.nis = (value.rstrip("/"), site.nis) if name == "url" else (site.root, value)
            else:
                site._add(argument, rest.split("\n"), neighbour=word == "NEIGHBOUR")
        return site

    def _add(self, path: str, lines: list[str], *, neighbour: bool) -> None:
        many = re.fullmatch(r"(\S+) \(× (\d+)\)", path)
        for number in range(1, int(many[2]) + 1 if many else 2):
            resource = Resource()
            for line in lines:
                self._read(
                    line.replace("{n}", str(number)) if many else line, resource, plain=path.endswith((".txt", ".xml"))
                )
            where = (many[1] if many else path).replace("{n}", str(number))
            (self.neighbour if neighbour else self.resources)[where] = resource

    def _read(self, line: str, resource: Resource, *, plain: bool) -> None:
        repeated = re.match(r"\(× (\d+)\) (.*)", line)
        if repeated:
            resource.lines += [repeated[2].replace("{n}", str(number)) for number in range(1, int(repeated[1]) + 1)]
        elif status := re.fullmatch(r"(\d{3})(?: (\S+))?", line):
            resource.status, resource.target = int(status[1]), status[2]
        elif not plain and not resource.lines and (header := re.fullmatch(r"([A-Z][A-Za-z-]*): (.*)", line)):
            resource.headers[header[1].lower()] = header[2]
        elif line.strip():
            resource.lines.append(line)

    def audit(self, folder: Path) -> RegionAudit:
        """Crawl the site into a store, as often as the example says, and audit it."""
        with PageStore.open(folder / "store.sqlite") as store:
            sites = [Site(id="kuurne", name="Kuurne", url=f"{self.root}/", hosts=("www.kuurne.be",), nis=self.nis)]
            if self.neighbour:
                sites.append(Site(id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",)))
            for crawl in range(self.crawls):
                run = store.begin_run([site.id for site in sites])
                self._save(store, run, sites, NOW - timedelta(days=self.crawls - 1 - crawl))
                store.finish_run(run)
            return audit_sites(store, sites, now=NOW, external_data={"kuurne": self.external_data})

    def _save(self, store: PageStore, run: int, sites: list[Site], moment: datetime) -> None:
        for site, resources in zip(sites, (self.resources, self.neighbour), strict=False):
            root = site.url.rstrip("/")
            answers = list(self._answers(root, resources))
            paths = [path for path, resource in resources.items() if path.startswith("/") and _is_page(path, resource)]
            pages = [path for path in dict.fromkeys([*SOUND, *paths]) if resources.get(path, Resource()).status == 200]
            hows = {f"{root}{path}": "link" for path in pages}
            for page, body in answers:
                hows.update({link.url: "link" for link in page.links if link.url and link.url.startswith(root)})
                hows[page.url] = "image" if page.url.endswith((".png", ".jpg")) else "link"
                stored = Page(**{**{name: getattr(page, name) for name in page.__slots__}, "site": site.id,
                               "fetched_at": moment, "elapsed_ms": self.elapsed})  # fmt: skip
                store.save_page(run, stored, body)
            store.add_urls(site.id, [Discovery(url, how, site.url, 1) for url, how in hows.items()])
            store.save_site_files(site.id, run, list(self._files(site, resources, pages, moment)))
            store.finish_site(site.id, run)

    def _files(self, site: Site, resources: dict[str, Resource], pages: list[str], moment: datetime) -> list[SiteFile]:
        root = site.url.rstrip("/")
        files = {
            "/robots.txt": ("robots", Resource(lines=["User-agent: *", "Disallow: /admin/"])),
            "/sitemap.xml": ("sitemap", Resource(lines=["<urlset>", "{every page}", "</urlset>"])),
            "/bestaat-niet-4711": ("probe", Resource(404)),
        }
        found = []
        for path, (kind, standard) in files.items():
            resource = resources.get(path, standard)
            listed = [path for path in pages if path in SOUND or _offered(root, path, resources[path])]
            entries = "\n".join(f"<url><loc>{root}{path}</loc></url>" for path in listed)
            body = "\n".join(resource.lines).replace("{every page}", entries).replace(ROOT, root)
            found.append(SiteFile(site=site.id, kind=kind, url=root + path, status=resource.status, fetched_at=moment,
                                  body=body.encode(), source="robots.txt" if resource.status == 200 else "guess"))  # fmt: skip
        for url, resource in resources.items():
            if url.startswith("http"):
                found.append(SiteFile(site=site.id, kind="alias", url=url, status=resource.status, fetched_at=moment,
                                      redirect=resource.target, source=SAME_SITE))  # fmt: skip
        return found

    def _answers(self, root: str, resources: dict[str, Resource]) -> list[tuple[Page, bytes]]:
        listed = [path for path, resource in resources.items() if _listed(path, resource)]
        menu = tuple(dict.fromkeys([*SOUND, *listed]))
        paths = [path for path in resources if path.startswith("/") and not path.endswith((".txt", ".xml", "-4711"))]
        return [
            _answer(root, path, _frozen(resources.get(path, Resource())), menu)
            for path in dict.fromkeys([*SOUND, *paths, "/markt.jpg", "/lijn.png"])
        ]


def _is_page(path: str, resource: Resource) -> bool:
    return resource.status == 200 and not path.endswith((".txt", ".xml", "-4711", ".png", ".jpg"))


def _listed(path: str, resource: Resource) -> bool:
    text = "".join(resource.lines)
    return (
        path.startswith("/") and _is_page(path, resource) and "links to this page" not in text and "noindex" not in text
    )


def _offered(root: str, path: str, resource: Resource) -> bool:
    """Whether a page belongs in the sitemap: it is indexable and not a variant of another page."""
    text = "".join(resource.lines)
    return "noindex" not in text and ('"canonical"' not in text or f'href="{root}{path}"' in text)


def _frozen(resource: Resource) -> tuple[int, str | None, tuple[tuple[str, str], ...], tuple[str, ...]]:
    return resource.status, resource.target, tuple(resource.headers.items()), tuple(resource.lines)


@functools.cache
def _answer(
    root: str,
    path: str,
    frozen: tuple[int, str | None, tuple[tuple[str, str], ...], tuple[str, ...]],
    menu: tuple[str, ...],
) -> tuple[Page, bytes]:
    status, target, pairs, lines = frozen
    headers = dict(pairs)
    body = b""
    if path.endswith((".png", ".jpg")):
        headers.setdefault("content-type", "image/png")
        headers.setdefault("content-length", "20000")
    elif target:
        headers["location"] = target
    elif status == 200:
        headers.setdefault("content-type", "text/html; charset=utf-8")
        body = _html(root, path, lines, menu).encode()
    if headers.get("content-length") == "{length of the page}":
        headers["content-length"] = str(len(body))
    answer = FetchResult(url=root + path, site="kuurne", status=status, fetched_at=NOW, headers=headers, body=body)
    return read_page(answer), body


def _html(root: str, path: str, lines: tuple[str, ...], menu: tuple[str, ...]) -> str:
    """The sound page at a path with an example's lines in it: each replaces its like, or joins."""
    topic = path.strip("/").rpartition("/")[2] or "gemeente"
    heading = SOUND.get(path, f"Alles over {topic}")
    opening, main = '<html lang="nl">', ""
    head = [
        f"<title>{heading} | Kuurne</title>",
        f'<meta name="description" content="Wat de gemeente Kuurne doet voor {topic}, met wie, waar en wanneer.">',
        f'<link rel="canonical" href="{root}{path}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        *(f'<script type="application/ld+json">{data}</script>'.replace("ROOT", root) for data in _data(root, path)),
        *(['<link rel="icon" href="/icoon.svg">'] if path == "/" else []),
    ]
    added: list[str] = []
    extra: list[str] = []
    navigation = "".join(
        f'<a href="{target}">Alles over {target.strip("/") or "de startpagina"}</a>' for target in menu
    )
    h1 = f"<h1>{heading}</h1>"
    for line in lines:
        if line.startswith("<html"):
            opening = line
        elif removed := re.fullmatch(r"<!-- no (\w+) -->", line):
            head = [item for item in head if removed[1] not in item]
            navigation = "" if removed[1] == "menu" else navigation
        elif line.startswith("<main>"):
            main = re.sub(
                r"\{text(?P<fr> in French)?: (?P<t>[^}]+)\}", lambda m: _text(m["t"], french=bool(m["fr"])), line
            )
        elif line.startswith("<h1"):
            h1 = line
        elif line.startswith("<nav"):
            navigation += line
        elif HEADED.match(line):
            head = [item for item in head if _kind(item) != _kind(line)]
            added.append(line)
        else:
            extra.append(line)
    if "<h1" not in main:
        main = (
            main.replace("<main>", f"<main>{h1}")
            or f"<main>{h1}{_text(topic if root in OWN else f'{topic} bij de buren')}</main>"
        )
    day = "<p>Op 12 december 2026 op het Marktplein.</p>" if path == "/agenda/kerstmarkt" else ""
    main = main.replace("</main>", day + "\n".join(extra) + "</main>")
    return "\n".join(
        [
            "<!doctype html>",
            opening,
            "<head>",
            *added,
            *head,
            "</head><body>",
            f"<nav>{navigation}</nav>",
            main,
            "</body></html>",
        ]
    )


def _kind(line: str) -> str:
    """What one line of <head> is replaced by: the same name, relation or type of data."""
    for pattern in (r"<title", r'<meta name="\w+"', r'rel="(?:canonical|icon)"', r'"@type": "\w+"'):
        if match := re.search(pattern, line):
            return match[0]
    return line


def _data(root: str, path: str) -> list[str]:
    if path == "/":
        return [ORGANIZATION, WEBSITE]
    steps = (
        f'{{"@type": "ListItem", "position": 1, "name": "Start", "item": "{root}/"}},'
        f' {{"@type": "ListItem", "position": 2, "name": "{path}"}}'
    )
    crumbs = f'{{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [{steps}]}}'
    return [crumbs, EVENT] if path == "/agenda/kerstmarkt" else [crumbs]


def _text(topic: str, *, french: bool = False) -> str:
    return "".join(f"<p>{sentence.format(t=topic)}</p>" for sentence in (FRENCH if french else DUTCH))
