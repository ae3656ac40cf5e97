/** Asks the service: one question of a kind at a time, answers kept in memory, nothing stored, no cookie sent. */
import type { components, paths } from "./api";
import type { Configuration } from "./configuration";

/** Results; a search that finds nothing says what may be asked `instead`. */
export type SearchResult = components["schemas"]["SearchResult"] & Partial<components["schemas"]["EmptyResult"]>;
export type Hit = components["schemas"]["Hit"];
export type BestBet = components["schemas"]["BestBet"];
export type Answer = components["schemas"]["AnswerCard"];
export type Suggestion = components["schemas"]["Suggestion"];
export type Event = paths["/api/events"]["post"]["requestBody"]["content"]["application/json"];

/** Milliseconds after which a question is given up: people have gone on by then. */
const PATIENCE = 10_000;

/** Milliseconds an answer is good for, and answers kept. */
const FRESH = 300_000;
const KEPT = 100;

/** An answer that did not come: refused, broken off or too late. */
export class FailedError extends Error {}

export class Client {
  readonly #kept = new Map<string, { at: number; answer: unknown }>();
  readonly #asked = new Map<string, AbortController>();

  constructor(private readonly configuration: Configuration) {}

  /**
   * Return results `page` of a search, or null when a newer one overtook it.
   * @throws FailedError
   */
  search(query: string, page: number, size: number): Promise<SearchResult | null> {
    const asked = this.#parameters(query);
    asked.set("page", String(page));
    asked.set("size", String(size));
    return this.#get<SearchResult>("search", asked);
  }

  /**
   * Return completions of what was typed, or null when more was typed since.
   * @throws FailedError
   */
  async suggest(typed: string): Promise<readonly Suggestion[] | null> {
    return (await this.#get<components["schemas"]["Suggestions"]>("suggest", this.#parameters(typed)))?.suggestions ?? null;
  }

  /** Drop the question of a kind that is under way, if any; its answer is null. */
  drop(kind: "search" | "suggest"): void {
    this.#asked.get(kind)?.abort();
    this.#asked.delete(kind);
  }

  /** Tell that a result was opened; sent as text, which needs no question beforehand. */
  report(event: Omit<Event, "home">): void {
    const home = this.configuration.home;
    const body: Event = home ? { ...event, home } : event;
    navigator.sendBeacon?.(`${this.configuration.api}/api/events`, JSON.stringify(body));
  }

  /** Return the address of the search page for a query. */
  page(query: string): string {
    const asked = this.#parameters(query);
    asked.set("taal", this.configuration.lang);
    return `${this.configuration.api}/zoeken?${asked}`;
  }

  #parameters(query: string): URLSearchParams {
    const asked = new URLSearchParams({ q: query });
    if (this.configuration.home) asked.set("home", this.configuration.home);
    for (const type of this.configuration.types) asked.append("type", type);
    return asked;
  }

  async #get<T>(kind: "search" | "suggest", asked: URLSearchParams): Promise<T | null> {
    this.drop(kind);
    const address = `${this.configuration.api}/api/${kind}?${asked}`;
    const kept = this.#kept.get(address);
    if (kept && Date.now() - kept.at < FRESH) return kept.answer as T;
    const control = new AbortController();
    this.#asked.set(kind, control);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      control.abort();
    }, PATIENCE);
    try {
      const options: RequestInit = { signal: control.signal, credentials: "omit", referrerPolicy: "origin" };
      const response = await fetch(address, options);
      if (!response.ok) throw new FailedError(String(response.status));
      const answer = (await response.json()) as T;
      this.#keep(address, answer);
      return control.signal.aborted ? null : answer;
    } catch (error) {
      if (control.signal.aborted && !late) return null;
      throw new FailedError(String(error));
    } finally {
      clearTimeout(timer);
      if (this.#asked.get(kind) === control) this.#asked.delete(kind);
    }
  }

  #keep(address: string, answer: unknown): void {
    this.#kept.delete(address);
    this.#kept.set(address, { at: Date.now(), answer });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
  }
}
