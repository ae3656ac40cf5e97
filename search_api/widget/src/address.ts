/**
 * A search box's part of the page's address: what was asked, and how many pages of it are shown.
 * Each box on a page has a parameter of its own, and leaves all others, the hash and the page's own state alone.
 */

export interface Asked {
  readonly query: string;
  /** Pages of results shown, from 1. */
  readonly pages: number;
}

/** Browsers that tell of every change of address; elsewhere only back and forward are told. */
interface Navigations {
  readonly navigation?: EventTarget;
}

const taken = new Set<string>();

export class Address {
  readonly name: string;

  /** Claim the box's `id` as the name of its parameter, else "zoek"; with a number when another box has that. */
  constructor(id: string) {
    const wanted = id || "zoek";
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
    taken.add(name);
    this.name = name;
  }

  /** Let another box have the name. */
  release(): void {
    taken.delete(this.name);
  }

  read(): Asked {
    const parameters = new URL(location.href).searchParams;
    const pages = Number(parameters.get(`${this.name}-bladen`)) || 1;
    return { query: parameters.get(this.name)?.trim() ?? "", pages: Math.min(Math.max(pages, 1), 5) };
  }

  /** Write what is asked; `step` makes it a place that "back" returns from. */
  write(asked: Asked, step: boolean): void {
    const url = new URL(location.href);
    this.#set(url, "", asked.query);
    this.#set(url, "-bladen", asked.pages > 1 ? String(asked.pages) : "");
    if (url.href !== location.href) history[step ? "pushState" : "replaceState"](history.state, "", url);
  }

  /** Call back whenever the address changed, by whomever, until the signal. */
  watch(changed: () => void, signal: AbortSignal): void {
    addEventListener("popstate", changed, { signal });
    (window as Navigations).navigation?.addEventListener("currententrychange", changed, { signal });
  }

  #set(url: URL, end: string, value: string): void {
    if (value) url.searchParams.set(this.name + end, value);
    else url.searchParams.delete(this.name + end);
  }
}
