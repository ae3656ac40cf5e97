/** What a page says about its search box: the attributes of the element, read once each time they change. */
import { DEFAULT, isLanguage, type Language } from "./texts";

/** Where results are shown: over the page, within it, or on the search page. */
export type Mode = "overlay" | "inline" | "page";

export interface Configuration {
  /** Address of the service, without a slash at its end. */
  readonly api: string;
  /** Id of the site that is searched from, "" for none. */
  readonly home: string;
  readonly lang: Language;
  /** Kinds of results to keep, none for all. */
  readonly types: readonly string[];
  readonly placeholder: string | null;
  readonly results: Mode;
}

export const ATTRIBUTES = ["api", "home", "lang", "types", "placeholder", "results"] as const;

/** The script this is; known only while it first runs. */
const script = document.currentScript as HTMLScriptElement | null;

/** The nonce of that script, for browsers that need a <style> of ours. */
export const nonce = script?.nonce ?? "";

/** Return what the attributes say; without `api` the service is where the script came from. */
export function configuration(element: HTMLElement): Configuration {
  const given = (name: (typeof ATTRIBUTES)[number]): string => element.getAttribute(name)?.trim() ?? "";
  const results = given("results");
  const spoken = (element.closest("[lang]")?.getAttribute("lang") ?? "").slice(0, 2).toLowerCase();
  return {
    api: new URL(given("api") || (script ? new URL(script.src).origin : "/"), document.baseURI).href.replace(/\/$/, ""),
    home: given("home"),
    lang: isLanguage(spoken) ? spoken : DEFAULT,
    types: given("types").split(/[\s,]+/).filter(Boolean),
    placeholder: element.getAttribute("placeholder"),
    results: results === "inline" || results === "page" ? results : "overlay",
  };
}
