/**
 * A panel below the box. Where the browser can it lies in the top layer, so that no overflow, transform or z-index of
 * the page hides it; its place is then counted from the document's start and scrolls with it.
 */

/** Pixels kept free at the window's sides and below the box. */
const MARGIN = 8;
const GAP = 4;

/** Windows lower than this (a phone on its side, 400% zoom) let the page scroll instead of the panel. */
const LOW = 480;
const LEAST = 240;

export class Panel {
  #open: AbortController | undefined;

  /** `widest` is how wide it may grow past the box, in pixels. */
  constructor(
    readonly element: HTMLElement,
    private readonly box: HTMLElement,
    private readonly widest: number,
  ) {
    element.hidden = true;
    if ("popover" in element) element.popover = "manual";
  }

  get isOpen(): boolean {
    return Boolean(this.#open);
  }

  open(): void {
    if (this.#open) return this.#place();
    this.#open = new AbortController();
    this.element.hidden = false;
    if (this.element.isConnected) this.element.showPopover?.();
    this.#place();
    const { signal } = this.#open;
    const place = (): void => this.#place();
    addEventListener("resize", place, { signal });
    addEventListener("scroll", place, { signal, passive: true, capture: true });
  }

  close(): void {
    this.#open?.abort();
    this.#open = undefined;
    if ("popover" in this.element && this.element.matches(":popover-open")) this.element.hidePopover();
    this.element.hidden = true;
  }

  #place(): void {
    const box = this.box.getBoundingClientRect();
    const { style } = this.element;
    const wide = document.documentElement.clientWidth;
    const width = Math.min(Math.max(box.width, this.widest), wide - 2 * MARGIN);
    // from the box's left, or to its right end where the window is too narrow for that
    const fits = box.left + width <= wide - MARGIN;
    const left = Math.max(MARGIN, fits ? box.left : Math.min(box.right, wide - MARGIN) - width);
    const top = box.bottom + GAP;
    const layered = "popover" in this.element;
    style.width = `${width}px`;
    style.left = `${layered ? left + scrollX : left - box.left}px`;
    style.top = layered ? `${top + scrollY}px` : "100%";
    const high = visualViewport?.height ?? innerHeight;
    style.maxHeight = high < LOW ? "none" : `${Math.max(LEAST, high - top - MARGIN)}px`;
  }
}
