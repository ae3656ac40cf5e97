"""The names of schema.org's types and properties, as rdflib ships them, with those that came later."""

from __future__ import annotations

import functools

_LATER = """
digitalSourceType hasCertification Certification certificationIdentification hasMemberProgram MemberProgram
validForMemberTier membershipPointsEarned hasTiers MemberProgramTier hasTierBenefit hasTierRequirement
hasShippingService ShippingService ShippingConditions hasAdultConsideration hasGS1DigitalLink asin
agentInteractionStatistic ownershipFundingInfo pronouns
"""

LATER = frozenset(_LATER.split())
"""Names that schema.org or Google's documentation have and rdflib 7.6 has not."""


def is_schema_org_term(name: str) -> bool:
    """Tell whether schema.org has a type or property of that name.

    JSON-LD's own keywords ("@id"), names of other vocabularies ("dct:title"), and the annotations of potential
    actions ("query-input") are not schema.org's to know, and pass.
    """
    bare = name.removeprefix("https://schema.org/").removeprefix("http://schema.org/").removeprefix("schema:")
    if not bare or bare.startswith("@") or ":" in bare or "-" in bare:
        return True
    return bare in LATER or bare in _names()


@functools.cache
def _names() -> frozenset[str]:
    from rdflib import SDO  # a third of a second, for pages with structured data alone

    return frozenset(SDO.__annotations__)
