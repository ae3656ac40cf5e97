/**
 * The box as an ARIA 1.2 combobox: focus stays in the input, `aria-activedescendant` names the option that the arrows
 * are at. Nothing is opened or said when the box gets focus.
 */
import type { Client, Suggestion } from "./client";
import { h } from "./markup";
import type { Panel } from "./panel";

/** Milliseconds of pause in typing after which suggestions are asked for. */
const PAUSE = 120;

/** Characters before which nothing is suggested. */
const SHORTEST = 2;

export class Suggestions {
  #shown: readonly Suggestion[] = [];
  #active = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = "";

  /**
   * @param choose is called with a suggestion that was chosen.
   * @param tell is called with the number of suggestions that are now shown.
   */
  constructor(
    private readonly input: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly panel: Panel,
    private readonly client: Client,
    private readonly choose: (text: string) => void,
    private readonly tell: (count: number) => void,
  ) {
    input.addEventListener("input", (event) => this.#typed(event as InputEvent));
    input.addEventListener("compositionend", () => this.#later());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Close the list, and want no more of what is under way. */
  close(): void {
    clearTimeout(this.#timer);
    this.client.drop("suggest");
    this.#hide();
  }

  #hide(): void {
    this.#asked = "";
    this.#shown = [];
    this.panel.close();
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.#point(-1);
  }

  #typed(event: InputEvent): void {
    this.#point(-1);
    if (!event.isComposing) this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.client.drop("suggest");
    if (this.#text().length < SHORTEST) this.#hide();
    else this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  async #ask(last = -1): Promise<void> {
    const text = this.#text();
    if (text.length < SHORTEST || text === this.#asked) return;
    const found = await this.client.suggest(text).catch(() => []);
    if (!found || text !== this.#text() || !this.input.matches(":focus")) return;
    this.#show(found);
    this.#asked = text;
    if (last === 0 && found.length) this.#point(0);
  }

  /** Replace the list in one step; the option that was pointed at stays so when it is still there. */
  #show(found: readonly Suggestion[]): void {
    if (!found.length) return this.#hide();
    const pointed = this.#shown[this.#active]?.text;
    this.#shown = found;
    const typed = this.#text().toLocaleLowerCase();
    this.list.replaceChildren(
      ...found.map(({ text }, index) => {
        const at = text.toLocaleLowerCase().indexOf(typed);
        const rest = at < 0 ? [text] : [text.slice(0, at), h("b", {}, text.slice(at, at + typed.length)), text.slice(at + typed.length)];
        return h("li", { id: `o${index}`, role: "option", "aria-selected": "false", part: "suggestion" }, h("span", {}, ...rest));
      }),
    );
    this.panel.open();
    this.input.setAttribute("aria-expanded", "true");
    this.#point(pointed === undefined ? -1 : found.findIndex(({ text }) => text === pointed));
    this.tell(found.length);
  }

  #point(index: number): void {
    this.#active = index;
    const options = [...this.list.children];
    options.forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      option.setAttribute("part", place === index ? "suggestion active" : "suggestion");
    });
    const option = options[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  #pressed(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = this.#shown.length;
    const open = this.panel.isOpen;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (event.altKey && !down) this.close();
      else if (!open) void this.#ask(event.altKey || !down ? -1 : 0);
      // one place more than there are options: the text itself
      else if (!event.altKey) this.#point(((this.#active + 1 + (down ? 1 : count)) % (count + 1)) - 1);
    } else if (event.key === "Home" || event.key === "End") this.#point(-1); // the caret moves, as in any text
    else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      this.#take(this.#active);
    }
  }

  #clicked(event: Event): void {
    const option = (event.target as Element).closest("[role=option]");
    if (option) this.#take([...this.list.children].indexOf(option));
  }

  #take(index: number): void {
    const chosen = this.#shown[index];
    this.close();
    if (chosen) this.choose(chosen.text);
  }

  #text(): string {
    return this.input.value.trim().replace(/\s+/g, " ");
  }
}
