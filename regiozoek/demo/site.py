"""Site of one town: all its resources by path, with the planted faults applied."""

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
"""Old path → new path. Each site redirects these paths, as real sites do; no clean site links to them."""


class DemoSite:
    """Site of one town; `base` is its URL without a trailing slash, such as `http://127.0.3.6:8100`.

    Its pages include the search box of the service at `search`, or a plain form when that is empty.
    """

    def __init__(self, town: Town, base: str, today: date, search: str = "") -> None:
        self._today = today
        self.town = town
        self.base = base
        faults = [fault for fault in planted_faults() if fault.site == town.id]
        self.documents = documents.pdf_documents(town)
        pages = town_pages(town, today)
        pages += copied_pages(faults, pages)
        gone = {fault.path for fault in faults if fault.gone}
        self.pages = tuple(page for page in pages if page.path not in gone)
        self.renderer = Renderer(
            town, base, today, self.pages, {path: document.title for path, document in self.documents.items()}, search
        )
        self._calendars = {fault.path for fault in faults if fault.behave == "calendar"}
        self.soft_missing = any(fault.behave == "soft-missing" for fault in faults)
        self.resources = self._resources()
        for fault in faults:
            self._apply_fault(fault)

    def get(self, path: str, query: str = "") -> Resource:
        """Return the resource at a path; the query only selects the month of a calendar."""
        requested = self.resources.get(path) or self._missing
        if path in self._calendars:
            return calendar_month(requested, query, self._today)
        return requested

    def _resources(self) -> dict[str, Resource]:
        resources = {page.path: self._page(page) for page in self.pages}
        resources |= {path: resource.redirect_resource(self.base + target) for path, target in DEMO_REDIRECTS.items()}
        resources |= self._assets()
        for path, document in self.documents.items():
            resources[path] = Resource(resource.PDF_TYPE, document.pdf, document.updated)
        newest = max(page.updated for page in self.pages)
        resources |= site_files.robots_and_sitemaps(self.town, self.base, self.pages, self.documents, newest)
        resources |= back_office_feeds(self.town, self.base, self._today)
        self._missing = self._error_page()
        return resources

    def _page(self, page: DemoPage) -> Resource:
        return resource.text_resource(resource.HTML_TYPE, lambda: self.renderer.html(page), page.updated)

    def _error_page(self) -> Resource:
        page = resource.text_resource(resource.HTML_TYPE, self.renderer.not_found)
        page.status = 200 if self.soft_missing else 404
        return page

    def _assets(self) -> dict[str, Resource]:
        """Return the style sheet and images in the colours of the town, by path."""
        assets: dict[str, Resource] = {}
        fixed = date(2025, 2, 3)
        for file in sorted((DEMO_FOLDER / "assets").iterdir()):
            kind = resource.CSS_TYPE if file.suffix == ".css" else resource.SVG_TYPE
            assets[f"/assets/{file.name}"] = resource.text_resource(kind, self._filled(file.name), fixed)
        assets["/favicon.ico"] = assets["/assets/favicon.svg"]
        return assets

    def _filled(self, name: str) -> Callable[[], str]:
        def fill() -> str:
            source = (DEMO_FOLDER / "assets" / name).read_text("utf-8")
            return template_environment().from_string(source).render(town=self.town, facts=self.town.facts)

        return fill

    def _apply_fault(self, fault: PlantedFault) -> None:
        if fault.redirect:
            self.resources[fault.path] = resource.redirect_resource(self._absolute(fault.redirect))
        elif fault.gone:
            self.resources.pop(fault.path, None)
        elif fault.status:
            self.resources[fault.path] = resource.text_resource(resource.HTML_TYPE, self.renderer.not_found)
            self.resources[fault.path].status = fault.status
        else:
            apply_fault(self.resources[fault.path], fault, self.base)

    def _absolute(self, target: str) -> str:
        return target if target.startswith("http") else self.base + target
