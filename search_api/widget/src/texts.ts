/** The words of the box, in the languages of the region. */

export type Language = "nl" | "fr" | "en";
export const DEFAULT: Language = "nl";

export interface Texts {
  readonly label: string;
  readonly submit: string;
  readonly clear: string;
  readonly suggestions: string;
  readonly suggested: (count: number) => string;
  readonly found: (count: number, query: string) => string;
  readonly shown: (count: number, total: number) => string;
  readonly help: string;
  readonly busy: string;
  readonly failed: string;
  readonly offline: string;
  readonly retry: string;
  readonly more: string;
  readonly all: string;
  readonly page: string;
  readonly close: string;
  readonly best: string;
  readonly meant: string;
  readonly instead: string;
  readonly contact: string;
  readonly also: string;
  readonly source: string;
  readonly checked: string;
  readonly incomplete: string;
  /** Names of the kinds of results, in the order of `KINDS`. */
  readonly kinds: readonly string[];
}

export const KINDS = ["page", "news", "event", "product", "decision", "document", "contact", "job"];

/** The most results that are counted. */
const COUNTED = 1000;

const TEXTS: Record<Language, Texts> = {
  nl: {
    label: "Zoeken",
    submit: "Zoek",
    clear: "Zoekvak leegmaken",
    suggestions: "Suggesties",
    suggested: (count) => (count === 1 ? "1 suggestie" : `${count} suggesties`),
    found: (count, query) =>
      !count
        ? `Niets gevonden voor “${query}”`
        : count === 1
          ? `1 resultaat voor “${query}”`
          : `${count >= COUNTED ? "Meer dan " : ""}${count} resultaten voor “${query}”`,
    shown: (count, total) => `${count} van ${total} resultaten getoond`,
    help: "Kijk na of alles juist gespeld is, of gebruik minder woorden.",
    busy: "Even geduld, we zoeken …",
    failed: "Zoeken lukt nu even niet. Wat u typte, blijft staan.",
    offline: "U bent niet verbonden met het internet. Wat u typte, blijft staan.",
    retry: "Opnieuw proberen",
    more: "Meer resultaten tonen",
    all: "Alles bekijken op de zoekpagina",
    page: "Naar de zoekpagina",
    close: "Resultaten sluiten",
    best: "Aanbevolen",
    meant: "Bedoelde u:",
    instead: "Misschien zoekt u:",
    contact: "Vraag het aan uw gemeente",
    also: "Ook op:",
    source: "Bron:",
    checked: "nagekeken op",
    incomplete: "Deze resultaten zijn misschien niet volledig.",
    kinds: ["Pagina", "Nieuws", "Activiteit", "Dienst", "Besluit", "Document", "Contact", "Vacature"],
  },
  fr: {
    label: "Rechercher",
    submit: "Chercher",
    clear: "Effacer la recherche",
    suggestions: "Suggestions",
    suggested: (count) => (count === 1 ? "1 suggestion" : `${count} suggestions`),
    found: (count, query) =>
      !count
        ? `Aucun résultat pour « ${query} »`
        : count === 1
          ? `1 résultat pour « ${query} »`
          : `${count >= COUNTED ? "Plus de " : ""}${count} résultats pour « ${query} »`,
    shown: (count, total) => `${count} résultats affichés sur ${total}`,
    help: "Vérifiez l’orthographe, ou utilisez moins de mots.",
    busy: "Un instant, nous cherchons …",
    failed: "La recherche ne fonctionne pas en ce moment. Votre texte est conservé.",
    offline: "Vous n’êtes pas connecté à internet. Votre texte est conservé.",
    retry: "Réessayer",
    more: "Afficher plus de résultats",
    all: "Tout voir sur la page de recherche",
    page: "Vers la page de recherche",
    close: "Fermer les résultats",
    best: "Recommandé",
    meant: "Vouliez-vous dire :",
    instead: "Vous cherchez peut-être :",
    contact: "Demandez à votre commune",
    also: "Aussi sur :",
    source: "Source :",
    checked: "vérifié le",
    incomplete: "Ces résultats sont peut-être incomplets.",
    kinds: ["Page", "Actualité", "Activité", "Service", "Décision", "Document", "Contact", "Emploi"],
  },
  en: {
    label: "Search",
    submit: "Search",
    clear: "Clear the search box",
    suggestions: "Suggestions",
    suggested: (count) => (count === 1 ? "1 suggestion" : `${count} suggestions`),
    found: (count, query) =>
      !count
        ? `Nothing found for “${query}”`
        : count === 1
          ? `1 result for “${query}”`
          : `${count >= COUNTED ? "More than " : ""}${count} results for “${query}”`,
    shown: (count, total) => `${count} of ${total} results shown`,
    help: "Check the spelling, or use fewer words; most pages are in Dutch.",
    busy: "One moment, searching …",
    failed: "Search does not work right now. What you typed is kept.",
    offline: "You are not connected to the internet. What you typed is kept.",
    retry: "Try again",
    more: "Show more results",
    all: "See everything on the search page",
    page: "Go to the search page",
    close: "Close the results",
    best: "Recommended",
    meant: "Did you mean:",
    instead: "Perhaps you are looking for:",
    contact: "Ask your municipality",
    also: "Also on:",
    source: "Source:",
    checked: "checked on",
    incomplete: "These results may be incomplete.",
    kinds: ["Page", "News", "Event", "Service", "Decision", "Document", "Contact", "Job"],
  },
};

/** Whether there are words in this language. */
export function isLanguage(code: string): code is Language {
  return code in TEXTS;
}

/** Return the words of a language. */
export function texts(language: Language): Texts {
  return TEXTS[language];
}

/** Return an ISO date as people write it in a language: 3 maart 2026. */
export function day(date: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(date));
}
