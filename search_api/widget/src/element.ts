/**
 * `<regio-zoek>`: the element itself. What stands between its tags is a plain form for browsers in which this never
 * runs; a shadow tree without a slot takes its place.
 */
import { Box } from "./box";
import { ATTRIBUTES, configuration } from "./configuration";
import { dress } from "./styles";

export class RegioZoek extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;
  readonly #root = this.attachShadow({ mode: "open" });
  #box: Box | undefined;
  #typed = "";

  connectedCallback(): void {
    const plain = this.querySelector<HTMLInputElement>("input[name=q]");
    // what was typed before the script came is taken over with the focus
    const focused = plain !== null && plain === document.activeElement;
    this.#build(this.#typed || plain?.value || "", focused);
  }

  disconnectedCallback(): void {
    this.#typed = this.#box?.typed ?? "";
    this.#box?.end();
    this.#box = undefined;
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (!this.#box || before === after) return;
    const focused = this.#root.activeElement !== null;
    this.disconnectedCallback();
    this.#build(this.#typed, focused);
  }

  override focus(options?: FocusOptions): void {
    this.#box?.focus(options);
  }

  #build(typed: string, focused: boolean): void {
    const box = new Box(this, configuration(this), typed);
    this.#box = box;
    this.#root.replaceChildren(box.element);
    dress(this.#root);
    if (focused) box.focus();
    box.begin();
  }
}
