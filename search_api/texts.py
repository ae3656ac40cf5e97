"""The words of the search page, by language; Dutch is complete, and what another lacks is shown in Dutch."""

from __future__ import annotations

from typing import Any

DEFAULT = "nl"

Texts = dict[str, Any]
"""Words by name; `types` and `langs` are tables of their own."""

NL: Texts = {
    "title": "Zoeken in de regio",
    "title_query": "{query} – zoeken in de regio",
    "skip": "Naar de resultaten",
    "brand_line": "Eén zoekvak voor {count} gemeenten",
    "label": "Waar bent u naar op zoek?",
    "submit": "Zoeken",
    "hint": "Bijvoorbeeld: paspoort aanvragen, openingsuren recyclagepark, vacatures",
    "home": "U zoekt vanuit {name}: antwoorden van uw eigen gemeente staan vooraan.",
    "found_one": "1 resultaat voor",
    "found": "{count} resultaten voor",
    "found_many": "Meer dan {count} resultaten voor",
    "page_of": "pagina {page} van {pages}",
    "filters": "Verfijnen",
    "town": "Gemeente",
    "type": "Soort",
    "lang": "Taal",
    "sort": "Volgorde",
    "relevance": "Beste eerst",
    "date": "Nieuwste eerst",
    "chosen": "Gekozen",
    "remove": "{name} niet meer kiezen",
    "clear_all": "Alle keuzes wissen",
    "only": "Alleen {name}, {count} resultaten",
    "more": "Toon alle",
    "also_on": "Ook op:",
    "previous": "Vorige",
    "next": "Volgende",
    "pages": "Pagina's met resultaten",
    "page": "Pagina {page}",
    "nothing": "Niets gevonden voor",
    "nothing_filters": "Met minder keuzes vindt u misschien wel iets:",
    "nothing_tips": "Dit kan helpen",
    "tip_spelling": "Kijk na of alles juist gespeld is.",
    "tip_fewer": "Gebruik minder of algemenere woorden: “paspoort” in plaats van “nieuw paspoort voor mijn dochter”.",
    "tip_other": "Probeer een ander woord voor hetzelfde: “recyclagepark” of “containerpark”.",
    "nothing_sites": "Of ga naar de website van een gemeente",
    "past_end": "Zo ver gaat de lijst niet.",
    "first_page": "Naar de eerste pagina",
    "problem": "Zoeken lukt nu even niet",
    "problem_help": "Probeer het over een minuut opnieuw, of ga naar de website van uw gemeente.",
    "invalid": "Deze zoekvraag kan niet worden uitgevoerd",
    "invalid_help": "Begin opnieuw met een zoekvraag hierboven.",
    "sites": "De gemeenten",
    "languages": "Taal van deze pagina",
    "opens": "op",
    "types": {
        "page": "Pagina",
        "news": "Nieuws",
        "event": "Activiteit",
        "product": "Dienst",
        "decision": "Besluit",
        "document": "Document",
        "contact": "Contact",
        "job": "Vacature",
    },
    "langs": {"nl": "Nederlands", "fr": "Frans", "en": "Engels", "de": "Duits"},
    "months": "januari februari maart april mei juni juli augustus september oktober november december",
}

FR: Texts = {
    "title": "Rechercher dans la région",
    "title_query": "{query} – rechercher dans la région",
    "skip": "Aller aux résultats",
    "brand_line": "Une recherche pour {count} communes",
    "label": "Que cherchez-vous ?",
    "submit": "Rechercher",
    "hint": "Par exemple : demander un passeport, heures d’ouverture, offres d’emploi",
    "home": "Vous cherchez depuis {name} : les réponses de votre commune viennent d’abord.",
    "found_one": "1 résultat pour",
    "found": "{count} résultats pour",
    "found_many": "Plus de {count} résultats pour",
    "page_of": "page {page} sur {pages}",
    "filters": "Affiner",
    "town": "Commune",
    "type": "Sorte",
    "lang": "Langue",
    "sort": "Ordre",
    "relevance": "Les meilleurs d’abord",
    "date": "Les plus récents d’abord",
    "chosen": "Choisi",
    "remove": "Ne plus choisir {name}",
    "clear_all": "Effacer tous les choix",
    "only": "Seulement {name}, {count} résultats",
    "more": "Tout afficher",
    "also_on": "Aussi sur :",
    "previous": "Précédent",
    "next": "Suivant",
    "pages": "Pages de résultats",
    "page": "Page {page}",
    "nothing": "Rien trouvé pour",
    "nothing_filters": "Avec moins de choix, vous trouverez peut-être :",
    "nothing_tips": "Ceci peut aider",
    "tip_spelling": "Vérifiez l’orthographe.",
    "tip_fewer": "Utilisez moins de mots, ou des mots plus généraux.",
    "tip_other": "Essayez un autre mot pour la même chose.",
    "nothing_sites": "Ou allez sur le site d’une commune",
    "past_end": "La liste ne va pas si loin.",
    "first_page": "Vers la première page",
    "problem": "La recherche ne fonctionne pas en ce moment",
    "problem_help": "Réessayez dans une minute, ou allez sur le site de votre commune.",
    "invalid": "Cette recherche ne peut pas être exécutée",
    "invalid_help": "Recommencez avec une recherche ci-dessus.",
    "sites": "Les communes",
    "languages": "Langue de cette page",
    "opens": "sur",
    "types": {
        "page": "Page",
        "news": "Actualité",
        "event": "Activité",
        "product": "Service",
        "decision": "Décision",
        "document": "Document",
        "contact": "Contact",
        "job": "Emploi",
    },
    "langs": {"nl": "Néerlandais", "fr": "Français", "en": "Anglais", "de": "Allemand"},
    "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}

EN: Texts = {
    "title": "Search the region",
    "title_query": "{query} – search the region",
    "skip": "Skip to results",
    "brand_line": "One search for {count} municipalities",
    "label": "What are you looking for?",
    "submit": "Search",
    "hint": "For example: paspoort, recyclagepark, vacatures",
    "home": "You are searching from {name}: your own municipality’s answers come first.",
    "found_one": "1 result for",
    "found": "{count} results for",
    "found_many": "More than {count} results for",
    "page_of": "page {page} of {pages}",
    "filters": "Refine",
    "town": "Municipality",
    "type": "Kind",
    "lang": "Language",
    "sort": "Order",
    "relevance": "Best first",
    "date": "Newest first",
    "chosen": "Chosen",
    "remove": "Remove {name}",
    "clear_all": "Remove all choices",
    "only": "Only {name}, {count} results",
    "more": "Show all",
    "also_on": "Also on:",
    "previous": "Previous",
    "next": "Next",
    "pages": "Pages of results",
    "page": "Page {page}",
    "nothing": "Nothing found for",
    "nothing_filters": "With fewer choices you may find something:",
    "nothing_tips": "This may help",
    "tip_spelling": "Check the spelling.",
    "tip_fewer": "Use fewer or more general words.",
    "tip_other": "Try another word; most pages are in Dutch.",
    "nothing_sites": "Or go to a municipality’s web site",
    "past_end": "The list does not go that far.",
    "first_page": "To the first page",
    "problem": "Search does not work right now",
    "problem_help": "Try again in a minute, or go to your municipality’s web site.",
    "invalid": "This search cannot be done",
    "invalid_help": "Start again with a search above.",
    "sites": "The municipalities",
    "languages": "Language of this page",
    "opens": "on",
    "types": {
        "page": "Page",
        "news": "News",
        "event": "Event",
        "product": "Service",
        "decision": "Decision",
        "document": "Document",
        "contact": "Contact",
        "job": "Job",
    },
    "langs": {"nl": "Dutch", "fr": "French", "en": "English", "de": "German"},
    "months": "January February March April May June July August September October November December",
}

LANGUAGES: dict[str, Texts] = {"nl": NL, "fr": NL | FR, "en": NL | EN}
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def chosen_language(asked: str | None, accepted: str | None) -> str:
    """Return the page's language: what was asked for, else the browser's best that there is, else Dutch."""
    if asked in LANGUAGES:
        return str(asked)
    weighted = []
    for position, entry in enumerate((accepted or "").split(",")):
        name, _, quality = entry.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        code = name.split("-")[0].lower()
        if code in LANGUAGES and weight > 0:
            weighted.append((-weight, position, code))
    return min(weighted)[2] if weighted else DEFAULT
