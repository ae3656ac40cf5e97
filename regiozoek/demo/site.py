"""One town's site: every address it answers, with the planted faults in their place."""

from collections.abc import Callable
from datetime import date

from regiozoek.demo import documents, resource, site_files
from regiozoek.demo.back_office import back_office_feeds
from regiozoek.demo.pages import DemoPage, town_pages
from regiozoek.demo.planted_faults import PlantedFault, apply_fault, calendar_month, copied_pages, planted_faults
from regiozoek.demo.render import Renderer, template_environment
from regiozoek.demo.resource import Resource
from regiozoek.demo.towns import DEMO_FOLDER, Town

DEMO_REDIRECTS = {
    "/afval": "/producten/restafval",
    "/containerpark": "/producten/recyclagepark",
    "/home": "/",
    "/producten/adreswijziging": "/producten/verhuizen",
    "/index.php": "/",
}
"""Old addresses that each site still answers, as real sites do; no clean site links to them."""


class DemoSite:
    """The answers of one town at `base`, for instance `http://127.0.3.6:8100` (no slash at the end).

    Its pages carry the search box of the service at `search`, or a plain form when that is empty.
    """

    def __init__(self, town: Town, base: str, today: date, search: str = "") -> None:
        self._today = today
        self.town = town
        self.base = base
        own = [plant for plant in planted_faults() if plant.site == town.id]
        self.documents = documents.pdf_documents(town)
        everything = [*town_pages(town, today)]
        everything += copied_pages(own, everything)
        gone = {plant.path for plant in own if plant.gone}
        self.pages = tuple(page for page in everything if page.path not in gone)
        self.renderer = Renderer(
            town, base, today, self.pages, {path: document.title for path, document in self.documents.items()}, search
        )
        self._calendars = {plant.path for plant in own if plant.behave == "calendar"}
        self.soft_missing = any(plant.behave == "soft-missing" for plant in own)
        self.resources = self._resources()
        for plant in own:
            self._plant(plant)

    def get(self, path: str, query: str = "") -> Resource:
        """The answer at a path; a query changes nothing but the month of a calendar."""
        found = self.resources.get(path) or self._missing
        if path in self._calendars:
            return calendar_month(found, query, self._today)
        return found

    def _resources(self) -> dict[str, Resource]:
        found = {page.path: self._page(page) for page in self.pages}
        found |= {path: resource.redirect_resource(self.base + target) for path, target in DEMO_REDIRECTS.items()}
        found |= self._assets()
        for path, document in self.documents.items():
            found[path] = Resource(resource.PDF_TYPE, document.pdf, document.updated)
        newest = max(page.updated for page in self.pages)
        found |= site_files.robots_and_sitemaps(self.town, self.base, self.pages, self.documents, newest)
        found |= back_office_feeds(self.town, self.base, self._today)
        self._missing = self._error_page()
        return found

    def _page(self, page: DemoPage) -> Resource:
        return resource.text_resource(resource.HTML_TYPE, lambda: self.renderer.html(page), page.updated)

    def _error_page(self) -> Resource:
        made = resource.text_resource(resource.HTML_TYPE, self.renderer.not_found)
        made.status = 200 if self.soft_missing else 404
        return made

    def _assets(self) -> dict[str, Resource]:
        """Style sheet and pictures, in the town's colours."""
        made: dict[str, Resource] = {}
        fixed = date(2025, 2, 3)
        for file in sorted((DEMO_FOLDER / "assets").iterdir()):
            kind = resource.CSS_TYPE if file.suffix == ".css" else resource.SVG_TYPE
            made[f"/assets/{file.name}"] = resource.text_resource(kind, self._filled(file.name), fixed)
        made["/favicon.ico"] = made["/assets/favicon.svg"]
        return made

    def _filled(self, name: str) -> Callable[[], str]:
        def fill() -> str:
            source = (DEMO_FOLDER / "assets" / name).read_text("utf-8")
            return template_environment().from_string(source).render(town=self.town, facts=self.town.facts)

        return fill

    def _plant(self, plant: PlantedFault) -> None:
        if plant.redirect:
            self.resources[plant.path] = resource.redirect_resource(self._absolute(plant.redirect))
        elif plant.gone:
            self.resources.pop(plant.path, None)
        elif plant.status:
            self.resources[plant.path] = resource.text_resource(resource.HTML_TYPE, self.renderer.not_found)
            self.resources[plant.path].status = plant.status
        else:
            apply_fault(self.resources[plant.path], plant, self.base)

    def _absolute(self, target: str) -> str:
        return target if target.startswith("http") else self.base + target
