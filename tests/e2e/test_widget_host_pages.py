"""The search box on unusual but valid pages: with a base URL, inside a form, right to left, in old browsers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Town, search, search_input, type_and_wait

pytestmark = pytest.mark.browser

BLUE, WHITE = "rgb(11, 79, 108)", "rgb(255, 255, 255)"


def rendered_styles(tab: Page) -> list[object]:
    """Return the styles of the box and its button, and their positions relative to each other."""
    found: list[object] = tab.evaluate("""() => {
      const host = document.querySelector("regio-zoek"), root = host.shadowRoot;
      const around = host.getBoundingClientRect();
      return ["input", ".submit"].flatMap(name => {
        const each = root.querySelector(name), style = getComputedStyle(each), place = each.getBoundingClientRect();
        const aside = name === "input" ? place.left - around.left : around.right - place.right;
        return [style.fontSize, style.fontFamily, style.color, style.backgroundColor, style.direction, style.textAlign,
          style.borderRadius, Math.round(aside), Math.round(place.height)];
      });
    }""")
    return found


@pytest.mark.parametrize(
    "hidden",
    [
        "delete window.CSSStyleSheet",
        "window.CSSStyleSheet = class { constructor() { throw new TypeError('Illegal constructor') } }",
        "CSSStyleSheet.prototype.replaceSync = undefined",
        "delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets",
    ],
)
def test_style_elements_replace_constructed_style_sheets(tab: Page, town: Town, hidden: str) -> None:
    """In old browsers the box looks the same, also a second box and after an attribute changes."""
    tab.goto(town.add_page())
    modern = rendered_styles(tab)
    tab.add_init_script(hidden)
    tab.goto(town.add_page(body=town.box() + town.box('id="tweede"')))
    assert modern == rendered_styles(tab)
    tab.evaluate("document.querySelector('regio-zoek').setAttribute('lang', 'fr')")
    styles = (
        "Array.from(document.querySelectorAll('regio-zoek'), box => box.shadowRoot.querySelectorAll('style').length)"
    )
    assert [1, 1] == tab.evaluate(styles)
    type_and_wait(tab, "recyc").press("ArrowDown")
    chosen = tab.get_by_role("option", selected=True)
    expect(chosen).to_have_css("background-color", BLUE)


def test_style_element_has_the_nonce_of_the_script(tab: Page, town: Town) -> None:
    """So that a strict policy works in old browsers too."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(town.add_page())
    modern = rendered_styles(tab)
    tab.add_init_script("delete window.CSSStyleSheet")
    policy = (
        f"default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'; connect-src {town.api}; base-uri 'none'"
    )
    town.server.add_response(
        "/",
        f'<!doctype html><html lang="nl"><title>Proef</title><script src="{town.api}/widget.js" nonce="abc" crossorigin '
        f"defer></script><body><main><h1>Proef</h1>{town.box()}</main>",
        content_security_policy=policy,
    )
    tab.goto(town.server.url + "/")
    assert modern == rendered_styles(tab)
    assert [] == [text for text in complaints if "favicon" not in text and "404" not in text]


@pytest.mark.parametrize("base", ["/map/van/de/site/", "https://elders.example/"])
def test_base_element_of_the_page_has_no_effect(tab: Page, town: Town, base: str) -> None:
    """URL, results and going back concern the page itself, whatever the base of its links."""
    address = town.add_page(head=f'<base href="{base}">', path="/dienst?a=1") + "#deel"
    tab.goto(address)
    search(tab, "paspoort")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)
    assert f"{town.server.url}/dienst?a=1&zoek=paspoort#deel" == tab.url
    link = tab.locator("regio-zoek ol > li h3 a").first
    assert link.evaluate("link => link.href") == link.get_attribute("href")
    tab.go_back()
    expect(search_input(tab)).to_have_value("")
    assert address == tab.url


def test_surrounding_form_is_not_submitted(tab: Page, town: Town) -> None:
    """Enter, the button, a suggestion and retry all search; the page's form sends nothing of the box."""
    # nested forms are invalid HTML, so the fallback without JavaScript is a link here
    plain = f'<regio-zoek home="kuurne"><a href="{town.api}/zoeken?home=kuurne">Zoeken</a></regio-zoek>'
    around = f'<form action="/verzonden"><input name="naam" value="Jan">{plain}<button>Stuur</button></form>'
    tab.goto(town.add_page(body=around))
    town.server.add_response("/verzonden?naam=Jan", "<!doctype html><title>Dank u</title>")
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if "verzonden" in request.url else None)
    search(tab, "paspoort")
    tab.get_by_role("button", name="Zoek", exact=True).click()
    search_input(tab).fill("")
    type_and_wait(tab, "recyc").press("ArrowDown")
    search_input(tab).press("Enter")
    expect(tab.locator("regio-zoek h2")).to_contain_text("Recyclagepark")
    tab.get_by_role("button", name="Meer resultaten tonen").click()
    expect(tab.locator("regio-zoek ol > li")).to_have_count(20)
    tab.get_by_role("button", name="Zoekvak leegmaken").click()
    assert [] == sent
    tab.get_by_role("button", name="Stuur").click()
    tab.wait_for_url("**/verzonden*")
    assert f"{town.server.url}/verzonden?naam=Jan" == tab.url


@pytest.mark.parametrize(
    "head",
    [
        "<style>html { font-size: 62.5% } body { font: 1.6rem/1.5 serif }</style>",
        "<style>*, *::before, *::after { all: initial }</style>",
        "<style>*, regio-zoek, regio-zoek * { all: unset !important }</style>",
        "<style>* { all: revert !important; box-sizing: content-box !important }</style>",
        "<script>document.documentElement.dir = 'rtl'</script>",
        "<style>body { direction: rtl; writing-mode: horizontal-tb; text-align: center }</style>",
    ],
)
def test_page_resets_and_text_direction_do_not_affect_the_box(tab: Page, town: Town, head: str) -> None:
    """Sizes, fonts, colours and layout are as on a plain page, and the list is below the box."""
    tab.goto(town.add_page())
    bare = rendered_styles(tab)
    tab.goto(town.add_page(head=head))
    assert bare == rendered_styles(tab)
    box = type_and_wait(tab, "paspoort").bounding_box()
    listed = tab.get_by_role("listbox").bounding_box()
    assert box is not None
    assert listed is not None
    assert (True, True) == (listed["y"] >= box["y"] + box["height"], abs(listed["x"] - box["x"]) < 12)


def test_two_boxes_use_their_own_home_towns(tab: Page, town: Town) -> None:
    """The page of a region may have a box per town: the same query has different first results."""
    other = town.box('id="menen"').replace('home="kuurne" ', 'home="menen" ').replace('id="plain"', 'id="ander"')
    tab.goto(
        town.add_page(body=town.box('results="inline"') + other.replace("<regio-zoek", '<regio-zoek results="inline"'))
    )
    for box in tab.get_by_role("combobox").all():
        box.fill("recyclagepark")
        box.press("Enter")
    expect(tab.locator("regio-zoek ol > li:first-child .about b")).to_have_text(["Kuurne", "Menen"])


def test_best_bets_are_first(tab: Page, town: Town) -> None:
    """Above cards and results, as a named list; a click on one is logged as such."""
    tab.goto(town.add_page())
    search(tab, "wateroverlast")
    best = tab.get_by_role("list", name="Aanbevolen")
    expect(best.get_by_role("link")).to_have_text(["1722: de brandweer, als er niemand in gevaar is"])
    assert "Aanbevolen" == tab.evaluate("""() => { const list = document.querySelector("regio-zoek").shadowRoot.querySelector(".list");
      return list.firstElementChild.textContent }""")
    tab.context.route("https://www.1722.be/", lambda route: route.abort())
    with tab.expect_response("**/api/events") as answered:
        best.get_by_role("link").click(modifiers=["ControlOrMeta"])
    assert (204, "best_bet") == (answered.value.status, (answered.value.request.post_data_json or {})["kind"])


def test_zoom_of_400_percent_is_one_column(chrome: Browser, town: Town) -> None:
    """1280 pixels at 400% are 320. The button is an icon with a name, and nothing overflows or overlaps."""
    context = chrome.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4, locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page('results="inline"'))
    search(tab, "recyclagepark open")
    button = tab.get_by_role("button", name="Zoek", exact=True).bounding_box()
    box = search_input(tab).bounding_box()
    assert box is not None
    assert button is not None
    assert (320, True) == (
        tab.evaluate("document.documentElement.scrollWidth"),
        box["x"] + box["width"] <= button["x"] + 1,
    )
    context.close()
