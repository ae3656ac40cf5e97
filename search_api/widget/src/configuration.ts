/** Configuration of the search box: the attributes of the element, read again when one changes. */
import { DEFAULT_LANGUAGE, isLanguage, type Language } from "./texts";

/** Where results are shown: over the page, within it, or on the search page. */
export type Mode = "overlay" | "inline" | "page";

export interface Configuration {
  /** Base URL of the service, without a trailing slash. */
  readonly api: string;
  /** Id of the site that the search is made from, "" for none. */
  readonly home: string;
  readonly lang: Language;
  /** Types of results to show; empty for all. */
  readonly types: readonly string[];
  readonly placeholder: string | null;
  readonly results: Mode;
  /** Whether Dutch texts say "je" instead of "u". */
  readonly informal: boolean;
}

export const ATTRIBUTES = ["api", "home", "lang", "types", "placeholder", "results", "form-of-address"] as const;

/** The script element of this file; only available while it first runs. */
const script = document.currentScript as HTMLScriptElement | null;

/** The nonce of that script, for browsers that need a <style> of ours. */
export const nonce = script?.nonce ?? "";

/** Return the configuration; without `api` it is the service that served the script. */
export function configuration(element: HTMLElement): Configuration {
  const given = (name: (typeof ATTRIBUTES)[number]): string => element.getAttribute(name)?.trim() ?? "";
  const results = given("results");
  const spoken = (element.closest("[lang]")?.getAttribute("lang") ?? "").slice(0, 2).toLowerCase();
  return {
    api: new URL(given("api") || (script ? new URL(script.src).origin : "/"), document.baseURI).href.replace(/\/$/, ""),
    home: given("home"),
    lang: isLanguage(spoken) ? spoken : DEFAULT_LANGUAGE,
    types: given("types").split(/[\s,]+/).filter(Boolean),
    placeholder: element.getAttribute("placeholder"),
    informal: given("form-of-address") === "je",
    results: results === "inline" || results === "page" ? results : "overlay",
  };
}
