"""Breadcrumbs of a result."""

import pytest

from search_api.pages.breadcrumbs import breadcrumbs_from_url


@pytest.mark.parametrize(
    ("url", "steps"),
    [
        ("https://www.kuurne.be/", ()),
        ("https://www.kuurne.be/contact", ()),
        ("https://www.kuurne.be/producten/recyclagepark", ("Producten",)),
        ("https://www.kuurne.be/vrije-tijd/sport/zwembad.html", ("Vrije tijd", "Sport")),
        ("https://www.kuurne.be/file/2024/09/verslag.pdf", ("File",)),
        ("https://www.kuurne.be/caf%C3%A9s/x", ("Cafés",)),
        ("https://www.kuurne.be/" + "a" * 50 + "/x", ()),
    ],
)
def test_breadcrumbs_from_url_path(url: str, steps: tuple[str, ...]) -> None:
    """The segments that are words, without numbers and without the page itself."""
    assert steps == breadcrumbs_from_url(url)
