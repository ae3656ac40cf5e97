"""Names of schema.org's types and properties: those in rdflib, and those added to schema.org later."""

from __future__ import annotations

import functools

_ADDED = """
digitalSourceType hasCertification Certification certificationIdentification hasMemberProgram MemberProgram
validForMemberTier membershipPointsEarned hasTiers MemberProgramTier hasTierBenefit hasTierRequirement
hasShippingService ShippingService ShippingConditions hasAdultConsideration hasGS1DigitalLink asin
agentInteractionStatistic ownershipFundingInfo pronouns
"""

ADDED_TERMS = frozenset(_ADDED.split())
"""Names in schema.org or Google's documentation that rdflib 7.6 lacks."""


def is_schema_org_term(name: str) -> bool:
    """Return whether schema.org has a type or property of that name.

    Keywords of JSON-LD ("@id"), names of other vocabularies ("dct:title") and annotations of potential actions
    ("query-input") are not part of schema.org and are accepted too.
    """
    bare = name.removeprefix("https://schema.org/").removeprefix("http://schema.org/").removeprefix("schema:")
    if not bare or bare.startswith("@") or ":" in bare or "-" in bare:
        return True
    return bare in ADDED_TERMS or bare in _names()


@functools.cache
def _names() -> frozenset[str]:
    from rdflib import SDO  # takes a third of a second; only needed for pages with structured data

    return frozenset(SDO.__annotations__)
