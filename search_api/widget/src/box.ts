/** One search box while it is on the page: the form, the suggestions below it, and the results. */
import { Address } from "./address";
import { Client, type Event as Use, type SearchResult } from "./client";
import type { Configuration } from "./configuration";
import { h, icon, type Child } from "./markup";
import { Panel } from "./panel";
import { ResultList } from "./results";
import { Suggestions } from "./suggestions";
import { fill, resultsHeading, textsIn, type Texts } from "./texts";

/** Results fetched at a time, and how often more are added before the search page is the better place. */
const SIZE = 10;
const MOST_PAGES = 5;

/** Milliseconds before "one moment" is shown: a quick answer replaces what stands there without a flicker. */
const BUSY = 300;

/** Milliseconds before the number of suggestions is said: after the letters that a screen reader echoes. */
const SAY = 700;

/** Pixels that results may be wide. */
const RESULTS_WIDE = 680;
const SUGGESTIONS_WIDE = 240;

const GLASS = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 21 21";
const CROSS = "M6 6l12 12M18 6 6 18";

export class Box {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #clear: HTMLButtonElement;
  readonly #status = h("p", { role: "status", class: "unseen" });
  readonly #results: HTMLElement;
  readonly #panel: Panel | undefined;
  readonly #suggestions: Suggestions;
  readonly #client: Client;
  readonly #texts: Texts;
  readonly #list: ResultList;
  readonly #address: Address | undefined;
  readonly #life = new AbortController();
  #query = "";
  #pages = 1;
  #above: ReadonlySet<string> = new Set();
  #id = "";
  #failed = false;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, configuration: Configuration, typed: string) {
    const texts = (this.#texts = textsIn(configuration.lang, configuration.informal));
    this.#client = new Client(configuration);
    this.#list = new ResultList(texts, configuration.lang);
    this.#input = h("input", {
      id: "q", name: "q", part: "input", type: "text", inputmode: "search", enterkeyhint: "search", maxlength: "300",
      autocomplete: "off", autocapitalize: "none", spellcheck: "true", placeholder: configuration.placeholder ?? texts.label,
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "s",
    });
    this.#input.value = typed;
    this.#clear = h("button", { type: "button", class: "clear", part: "clear", "aria-label": texts.clear }, icon(CROSS));
    const options = h("ul", { id: "s", role: "listbox", "aria-label": texts.suggestions });
    const below = h("div", { class: "panel", part: "suggestions" }, options);
    const overlay = configuration.results === "overlay";
    this.#results = h("section", { class: overlay ? "panel results" : "inline results", part: "results", "aria-labelledby": "h" });
    this.#results.hidden = true;
    const box = h(
      "div",
      { class: "box", part: "box" },
      h("div", { class: "field" }, this.#input, this.#clear),
      h("button", { class: "submit", part: "button" }, icon(GLASS), h("span", {}, texts.submit)),
    );
    const form = h("form", { role: "search", part: "form", action: `${configuration.api}/zoeken` },
      h("label", { for: "q", class: "unseen" }, texts.label), box, below);
    this.element = h("div", { class: "root", part: "root", lang: configuration.lang, dir: "ltr" }, form, this.#status, this.#results);
    this.#panel = overlay ? new Panel(this.#results, box, RESULTS_WIDE) : undefined;
    this.#suggestions = new Suggestions(
      this.#input, options, new Panel(below, box, SUGGESTIONS_WIDE), this.#client,
      (text) => void this.search(text),
      (count) => this.#say(count === 1 ? texts.suggested_one : fill(texts.suggested_other, { count }), SAY),
    );
    this.#address = configuration.results === "page" ? undefined : new Address(host.id);
    this.#listen(host, form);
    this.#showClear();
  }

  /** What stands in the box. */
  get typed(): string {
    return this.#input.value;
  }

  focus(options?: FocusOptions): void {
    this.#input.focus(options);
  }

  /** Show what the address asks for; called once the box is on the page. */
  begin(): void {
    this.#follow();
  }

  /** Let go of everything outside the box. */
  end(): void {
    this.#life.abort();
    clearTimeout(this.#saying);
    this.#suggestions.close();
    this.#client.drop("search");
    this.#panel?.close();
    this.#address?.release();
  }

  /** Search; `step`: as a step that "back" undoes, and not as one the address already shows. */
  async search(asked: string, pages = 1, step = true): Promise<void> {
    const query = asked.trim().replace(/\s+/g, " ");
    this.#suggestions.close();
    if (!query) return this.#close();
    this.#input.value = query;
    this.#showClear();
    if (!this.#address) return location.assign(this.#client.page(query));
    this.#query = query;
    this.#pages = pages;
    this.#address.write({ query, pages }, step);
    const waiting = setTimeout(() => this.#wait(), BUSY);
    try {
      const found = await this.#client.search(query, 1, SIZE * pages);
      if (found && !this.#life.signal.aborted) this.#show(found, step);
    } catch {
      if (!this.#life.signal.aborted) this.#fail();
    } finally {
      clearTimeout(waiting);
    }
  }

  #listen(host: HTMLElement, form: HTMLFormElement): void {
    const { signal } = this.#life;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.search(this.#input.value);
    });
    this.#input.addEventListener("input", () => this.#showClear());
    this.#clear.addEventListener("click", () => {
      this.#input.value = "";
      this.#showClear();
      this.#close();
      this.#input.focus();
    });
    for (const kind of ["click", "auxclick"] as const) this.#results.addEventListener(kind, (event) => this.#clicked(event));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#panel?.isOpen) return;
      this.#close();
      this.#input.focus();
    });
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.element.contains(relatedTarget) && this.#panel?.isOpen) this.#close();
    });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (this.#panel?.isOpen && !event.composedPath().includes(host)) this.#close();
      },
      { signal },
    );
    addEventListener("online", () => this.#failed && void this.search(this.#query, this.#pages, false), { signal });
    this.#address?.watch(() => this.#follow(), signal);
  }

  /** Bring the box in line with the address, when that was changed by something else. */
  #follow(): void {
    const asked = this.#address?.read();
    if (!asked || (asked.query === this.#query && asked.pages === this.#pages)) return;
    if (asked.query) return void this.search(asked.query, asked.pages, false);
    this.#input.value = "";
    this.#showClear();
    this.#close();
  }

  /** Take the results away; what was typed stays. */
  #close(): void {
    this.#query = "";
    this.#pages = 1;
    this.#failed = false;
    this.#client.drop("search");
    this.#address?.write({ query: "", pages: 1 }, false);
    this.#panel?.close();
    this.#results.hidden = true;
    this.#say("");
  }

  #wait(): void {
    if (this.#results.hidden) this.#fill(this.#texts.searching, []);
    this.#results.setAttribute("aria-busy", "true");
  }

  #fail(): void {
    const texts = this.#texts;
    this.#failed = true;
    const online = navigator.onLine;
    const said = online ? texts.failed : texts.offline;
    const retry = h("button", { type: "button", class: "more", "data-do": "retry" }, texts.retry);
    this.#fill(said, [h("p", { class: "foot" }, retry, online && this.#toPage(texts.page))]);
    this.#say(said);
  }

  #show(found: SearchResult, moved: boolean): void {
    const texts = this.#texts;
    this.#failed = false;
    this.#id = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join("");
    const title = resultsHeading(texts, found.total, this.#query);
    this.#above = new Set((found.best_bets ?? []).map(({ url }) => url));
    const rows = h("ol", {}, ...this.#rows(found, 0));
    this.#fill(title, [
      Boolean(found.degraded?.length) && h("p", { class: "busy" }, texts.incomplete),
      ...this.#list.bestBets(found.best_bets),
      ...this.#list.answers(found.answers),
      this.#list.meant(found),
      found.hits.length > 0 ? rows : h("p", {}, texts.help),
      this.#list.contact(found),
      h("p", { class: "foot" }, found.total > found.hits.length && this.#more(), this.#toPage(found.total ? texts.all : texts.page)),
    ]);
    // on a touch screen the heading takes the focus, so that the keyboard goes; reading it says the count
    if (moved && this.#focused() && matchMedia("(pointer: coarse)").matches) this.#results.querySelector("h2")?.focus();
    else this.#say(title);
  }

  /** Return the rows of more results; one that stands above them already, among what editors put first, is hidden. */
  #rows(found: SearchResult, shown: number): HTMLElement[] {
    return found.hits.map((hit, index) => {
      const row = this.#list.hit(hit, shown + index + 1);
      row.hidden = this.#above.has(hit.url);
      return row;
    });
  }

  #fill(title: string, children: Child[]): void {
    const close = this.#panel &&
      h("button", { type: "button", class: "close", part: "close", "data-do": "close", "aria-label": this.#texts.close }, icon(CROSS));
    if (this.#results.contains(this.#active())) this.#input.focus();
    this.#results.replaceChildren(
      h("div", { class: "head" }, h("h2", { id: "h", tabindex: "-1", part: "heading" }, title), close),
      h("div", { class: "list" }, ...children),
    );
    this.#results.removeAttribute("aria-busy");
    this.#results.scrollTop = 0;
    this.#results.hidden = false;
    this.#panel?.open();
  }

  #more(): Child {
    return this.#pages < MOST_PAGES && h("button", { type: "button", class: "more", "data-do": "more" }, this.#texts.more);
  }

  #toPage(text: string): HTMLElement {
    return h("a", { href: this.#client.page(this.#query), part: "all" }, text);
  }

  /** Add the next results below the others; the first of them takes the focus from the button. */
  async #add(): Promise<void> {
    const rows = this.#results.querySelector("ol");
    const found = await this.#client.search(this.#query, this.#pages + 1, SIZE).catch(() => undefined);
    if (found === undefined) return this.#say(this.#texts.failed);
    if (!found || !rows?.isConnected || this.#life.signal.aborted) return;
    const shown = rows.children.length;
    rows.append(...this.#rows(found, shown));
    this.#pages += 1;
    this.#address?.write({ query: this.#query, pages: this.#pages }, false);
    rows.querySelector<HTMLElement>(`li:nth-child(n + ${shown + 1}):not([hidden]) a`)?.focus();
    if (rows.children.length >= found.total || this.#pages >= MOST_PAGES) this.#results.querySelector("[data-do=more]")?.remove();
    this.#say(fill(this.#texts.shown, { count: rows.children.length, total: found.total }));
  }

  #clicked(event: Event): void {
    const at = event.target as Element;
    const link = at.closest<HTMLAnchorElement>("a[data-kind]");
    if (link) this.#report(link);
    const button = event.type === "click" && at.closest<HTMLElement>("button");
    if (!button) return;
    const { do: deed, query } = button.dataset;
    if (deed === "more") void this.#add();
    else {
      this.#input.focus();
      if (deed === "close") this.#close();
      else void this.search(query ?? this.#query, query ? 1 : this.#pages);
    }
  }

  #report(link: HTMLAnchorElement): void {
    this.#client.report({
      kind: link.dataset["kind"] as Use["kind"],
      search_id: this.#id,
      url: link.href,
      position: Number(link.dataset["place"]),
      q: this.#query,
    });
  }

  /** Say something politely, once: the region is empty before, so that the same texts are said again. */
  #say(text: string, wait = 50): void {
    clearTimeout(this.#saying);
    this.#status.textContent = "";
    if (text) this.#saying = setTimeout(() => (this.#status.textContent = text), wait);
  }

  #active(): Element | null {
    return (this.element.getRootNode() as ShadowRoot).activeElement;
  }

  #focused(): boolean {
    return this.element.contains(this.#active());
  }

  #showClear(): void {
    this.#clear.hidden = !this.#input.value;
  }
}
