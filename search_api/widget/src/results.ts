/** Results as a plain list: what a screen reader reads is a heading, a list, and links. */
import type { Answer, BestBet, Hit, SearchResult } from "./client";
import type { Language, Texts } from "./texts";
import { day, KINDS } from "./texts";
import { h, marked, safe, type Child } from "./markup";

/** Shows results in one language; each link to a result knows its kind and place, for whoever counts clicks. */
export class ResultList {
  constructor(
    private readonly texts: Texts,
    private readonly lang: Language,
  ) {}

  /** Return one result, `place` from 1. */
  hit(hit: Hit, place: number): HTMLLIElement {
    const known = KINDS.indexOf(hit.type);
    const kind = this.texts.kinds[known] ?? "";
    const copies = hit.also_on.map(({ url, site }) => h("a", { href: safe(url) }, named(site)));
    return h(
      "li",
      { part: "result", lang: hit.lang && hit.lang !== this.lang ? hit.lang : null },
      h("h3", {}, h("a", { href: safe(hit.url), part: "link", "data-place": String(place), "data-kind": "click" }, ...marked(hit.title_html))),
      h(
        "p",
        { class: "about", part: "about", lang: this.lang },
        h("b", {}, hit.site_name),
        kind && h("span", {}, kind),
        hit.date && h("time", { datetime: hit.date }, day(hit.date, this.lang)),
      ),
      hit.excerpt && h("p", { part: "excerpt" }, ...marked(hit.excerpt)),
      copies.length > 0 && h("p", { class: "about", lang: this.lang }, this.texts.also, " ", ...between(copies)),
    );
  }

  /** Return what editors put first, as a list with a name; none when there is nothing. */
  bestBets(found: readonly BestBet[] | undefined): Child[] {
    const rows = (found ?? []).map(({ url, title, text }, index) =>
      h(
        "li",
        { class: "best", part: "best" },
        h("h3", {}, h("a", { href: safe(url), part: "link", "data-place": String(index + 1), "data-kind": "best_bet" }, title)),
        text && h("p", {}, text),
      ),
    );
    return rows.length > 0 ? [h("p", { id: "b", class: "about" }, this.texts.best), h("ul", { "aria-labelledby": "b" }, ...rows)] : [];
  }

  /** Return the answer cards of a result, none when there are none. */
  answers(found: readonly Answer[] | undefined): HTMLElement[] {
    return (found ?? []).map((answer, index) => {
      const [fact, ...lines] = answer.lines;
      const href = safe(answer.href);
      return h(
        "section",
        { class: "answer", part: "answer", lang: answer.lang, "aria-label": answer.title },
        h("h3", {}, answer.title),
        fact !== undefined && h("p", { class: "fact" }, href ? h("a", { href }, fact) : fact),
        ...lines.map((line) => h("p", {}, line)),
        h(
          "p",
          { class: "about", lang: this.lang },
          h("span", {}, this.texts.source, " ", h("a", { href: safe(answer.url), "data-place": String(index + 1), "data-kind": "answer" }, answer.source)),
          h("span", {}, `${this.texts.checked} ${day(answer.as_of, this.lang)}`),
        ),
      );
    });
  }

  /** Return what was probably meant, or what may be asked when nothing was found, as buttons that search for it. */
  meant({ did_you_mean: meant, instead }: SearchResult): Child {
    const queries = meant ? [meant] : (instead?.queries ?? []);
    const buttons = queries.map((query) => h("button", { type: "button", class: "plain", "data-query": query }, query));
    return buttons.length > 0 && h("p", { class: "foot" }, meant ? this.texts.meant : this.texts.instead, ...buttons);
  }

  /** Return the way to people who know, when nothing was found. */
  contact({ instead }: SearchResult): Child {
    const href = safe(instead?.contact);
    return href && h("p", {}, h("a", { href }, this.texts.contact));
  }
}

function between(links: readonly HTMLElement[]): Child[] {
  return links.flatMap((link, index) => (index ? [", ", link] : [link]));
}

/** Return the name of the site with this id: the answer names copies by it, and towns are written with capitals. */
function named(id: string): string {
  return id.replace(/(^|-)./g, (letter) => letter.toUpperCase());
}
