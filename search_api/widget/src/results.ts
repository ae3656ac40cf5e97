/** Markup of the results: a heading, a list and links, which screen readers read without extra roles. */
import type { Answer, BestBet, Hit, SearchResult } from "./client";
import type { Language, Texts } from "./texts";
import { longDate } from "./texts";
import { h, marked, safe, type Child } from "./markup";

/** Builds the results in one language; each link carries its kind and position, for counting clicks. */
export class ResultList {
  constructor(
    private readonly texts: Texts,
    private readonly lang: Language,
  ) {}

  /** Return one result; `place` is its position from 1. */
  hit(hit: Hit, place: number): HTMLLIElement {
    const type = (this.texts.types as Record<string, string>)[hit.type] ?? "";
    const copies = hit.also_on.map(({ url, site }) => h("a", { href: safe(url) }, named(site)));
    return h(
      "li",
      { part: "result", lang: hit.lang && hit.lang !== this.lang ? hit.lang : null },
      h("h3", {}, h("a", { href: safe(hit.url), part: "link", "data-place": String(place), "data-kind": "click" }, ...marked(hit.title_html))),
      h(
        "p",
        { class: "about", part: "about", lang: this.lang },
        h("b", {}, hit.site_name),
        type && h("span", {}, type),
        hit.date && h("time", { datetime: hit.date }, longDate(hit.date, this.lang)),
      ),
      hit.excerpt && h("p", { part: "excerpt" }, ...marked(hit.excerpt)),
      copies.length > 0 && h("p", { class: "about", lang: this.lang }, this.texts.also_on, " ", ...between(copies)),
    );
  }

  /** Return the best bets as a named list, or nothing. */
  bestBets(found: readonly BestBet[] | undefined): Child[] {
    const rows = (found ?? []).map(({ url, title, text }, index) =>
      h(
        "li",
        { class: "best", part: "best" },
        h("h3", {}, h("a", { href: safe(url), part: "link", "data-place": String(index + 1), "data-kind": "best_bet" }, title)),
        text && h("p", {}, text),
      ),
    );
    return rows.length > 0 ? [h("p", { id: "b", class: "about" }, this.texts.best_bets), h("ul", { "aria-labelledby": "b" }, ...rows)] : [];
  }

  /** Return the answer cards. */
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
          h("span", {}, `${this.texts.as_of} ${longDate(answer.as_of, this.lang)}`),
        ),
      );
    });
  }

  /** Return the spelling correction, or alternatives when nothing was found, as buttons that search for them. */
  meant({ did_you_mean: meant, instead }: SearchResult): Child {
    const queries = meant ? [meant] : (instead?.queries ?? []);
    const buttons = queries.map((query) => h("button", { type: "button", class: "plain", "data-query": query }, query));
    return buttons.length > 0 && h("p", { class: "foot" }, meant ? this.texts.did_you_mean : this.texts.alternatives, ...buttons);
  }

  /** Return a link to the contact page of the home town, when nothing was found. */
  contact({ instead }: SearchResult): Child {
    const href = safe(instead?.contact);
    return href && h("p", {}, h("a", { href }, this.texts.contact));
  }
}

function between(links: readonly HTMLElement[]): Child[] {
  // the comma belongs to the link before it: the gap of the flex row comes after it
  return links.map((link, index) => h("span", {}, link, index < links.length - 1 && ","));
}

/** Return the name of the site with this id: the id with capitals. */
function named(id: string): string {
  return id.replace(/(^|-)./g, (letter) => letter.toUpperCase());
}
