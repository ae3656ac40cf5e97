/** Texts of the search box, from `search_api/pages/texts/<language>/widget.toml`; `make widget` writes texts.json. */
import catalogue from "./texts.json";

export type Language = keyof typeof catalogue;
export const DEFAULT_LANGUAGE: Language = "nl";

export type Texts = Omit<(typeof catalogue)["nl"], "informal">;

/** Totals from this number on are shown as "more than". */
const MAX_COUNTED = 1000;

/** Whether there are texts in this language. */
export function isLanguage(code: string): code is Language {
  return code in catalogue;
}

/** Return the texts of a language; `informal` replaces the Dutch "u" by "je". */
export function textsIn(language: Language, informal: boolean): Texts {
  const { informal: variants, ...formal } = catalogue.nl;
  return language === DEFAULT_LANGUAGE && informal ? { ...formal, ...variants } : { ...formal, ...catalogue[language] };
}

/** Return a text with its placeholders filled in. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return the heading above a list of results. */
export function resultsHeading(texts: Texts, count: number, query: string): string {
  const text = !count ? texts.found_none : count === 1 ? texts.found_one : count >= MAX_COUNTED ? texts.found_many : texts.found_other;
  return fill(text, { count, query });
}

/** Return an ISO date as people write it in a language: 3 maart 2026. */
export function longDate(date: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(date));
}
