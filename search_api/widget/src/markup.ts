/**
 * Elements made node by node: no HTML is ever parsed, so nothing that an answer holds can become markup, and pages
 * that require Trusted Types need no exception.
 */

export type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | false | null | undefined>;

/** Return an element; an attribute that is false, null or undefined is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** Return an icon drawn with one stroked path in a square of 24; it says nothing to screen readers. */
export function icon(path: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Return text as it was before it was escaped. */
function unescaped(text: string): string {
  return text.replace(/&(?:#(x?)([0-9a-f]+)|(\w+));/gi, (whole, hex: string, code: string, name: string) =>
    code ? String.fromCodePoint(parseInt(code, hex ? 16 : 10)) : (NAMED[name] ?? whole),
  );
}

/** Return what escaped text with <mark> shows: marks as elements, all else as text. */
export function marked(text: string): Child[] {
  return text
    .split(/<mark>(.*?)<\/mark>/s)
    .map((part, index) => (index % 2 ? h("mark", {}, unescaped(part)) : unescaped(part)));
}

/** Return an address that a link may have, or null for one that would run something. */
export function safe(address: string | null | undefined): string | null {
  return address && /^(https?:|tel:|mailto:)/i.test(address) ? address : null;
}
